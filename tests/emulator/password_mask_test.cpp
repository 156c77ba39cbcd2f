#include <catch2/catch.hpp>
#include <string>

#include "emulator/password_mask.hpp"

using espat::emulator::PasswordMask;

namespace {

std::string masked(std::string_view bytes) { return PasswordMask().pass(bytes); }

/// The same bytes, one a chunk.
std::string masked_bytewise(std::string_view bytes) {
  PasswordMask mask;
  std::string shown;
  for (const char byte : bytes) shown += mask.pass(std::string_view(&byte, 1));
  return shown;
}

}  // namespace

TEST_CASE("a password is not shown, however the bytes arrive") {
  const auto [bytes, shown] = GENERATE(table<std::string, std::string>({
      {"AT+MQTTUSERCFG=0,1,\"id\",\"user\",\"secret\",0,0,\"\"\r\n", "AT+MQTTUSERCFG=0,1,\"id\",\"user\",***\r\n"},
      {"at+mqttusercfg=0,1,\"id\",\"user\",\"secret\",0,0,\"\"\r\n", "at+mqttusercfg=0,1,\"id\",\"user\",***\r\n"},
      {"AT+MQTTPASSWORD=0,\"secret\"\r\n", "AT+MQTTPASSWORD=0,***\r\n"},
      {"AT+CWJAP=\"home\",\"secret\"\r\n", "AT+CWJAP=\"home\",***\r\n"},
      {"AT+CWSAP=\"ap\",\"secret\",5,3\r\n", "AT+CWSAP=\"ap\",***\r\n"},
      {"+MQTTUSERCFG:0,1,\"id\",\"user\",\"secret\",0,0,\"\"\r\n\r\nOK\r\n", "+MQTTUSERCFG:0,1,\"id\",\"user\",***\r\n\r\nOK\r\n"},
      {"+MQTTPASSWORD:0,\"secret\"\r\n", "+MQTTPASSWORD:0,***\r\n"},
      {"+CWSAP:\"ap\",\"secret\",5,3,4,0\r\n", "+CWSAP:\"ap\",***\r\n"},
  }));
  CHECK(masked(bytes) == shown);
  CHECK(masked_bytewise(bytes) == shown);
}

TEST_CASE("separators inside a password do not uncover it") {
  CHECK(masked("AT+MQTTPASSWORD=0,\"se,cr\\\",et\nmore\"\r\nAT\r\n") == "AT+MQTTPASSWORD=0,***\r\nAT\r\n");
  CHECK(masked("+MQTTPASSWORD:0,\"se,cr\"et\"\r\n") == "+MQTTPASSWORD:0,***\r\n");
}

TEST_CASE("an escaped comma does not separate parameters") {
  CHECK(masked("AT+CWJAP=\"my\\,home\",\"secret\"\r\n") == "AT+CWJAP=\"my\\,home\",***\r\n");
  CHECK(masked("AT+CWJAP=\"home\\\\\",\"secret\"\r\n") == "AT+CWJAP=\"home\\\\\",***\r\n");
}

TEST_CASE("values that the firmware prints raw have no escapes") {
  CHECK(masked("+MQTTUSERCFG:0,1,\"id\\\",\"user\",\"secret\"\r\n") == "+MQTTUSERCFG:0,1,\"id\\\",\"user\",***\r\n");
}

TEST_CASE("what carries no password is shown as it is") {
  const std::string bytes = GENERATE(as<std::string>(), "AT+GMR\r\n", "+CWJAP:\"home\",\"a0:b1:c2:d3:00:00\",6,-55,0,0,0,0\r\n",
                                     "AT+MQTTPUB=0,\"t\",\"a,b,c,d,e\",0,0\r\n", "AT+MQTTPASSWORD?\r\n");
  CHECK(masked(bytes) == bytes);
}

TEST_CASE("the line after a password is shown") {
  PasswordMask mask;
  CHECK(mask.pass("AT+MQTTPASSWORD=0,\"sec") == "AT+MQTTPASSWORD=0,***");
  CHECK(mask.pass("ret\"\r").empty());
  CHECK(mask.pass("\nAT+CWMODE?\r\n") == "\r\nAT+CWMODE?\r\n");
}
