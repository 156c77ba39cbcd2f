// The rows of device-commands.md 6.1 for v2.1, and what 8.1 changes for v3.3 and later.

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// A line, sent after others, and all that it answers.
struct Row {
  std::vector<std::string> before;
  std::string line;
  std::string answer;
};

/// A module that has joined nothing, in soft-AP mode, near "home" and two others.
Setup among_access_points() {
  Setup setup = TestModule::joined();
  setup.station = StationStart::fresh;
  AccessPoint open;
  open.ssid = "o,p\"en";
  open.bssid = "a0:b1:c2:d3:e4:f6";
  open.channel = 11;
  open.rssi = -40;
  AccessPoint far;
  far.ssid = "far";
  far.password = "farpassword";
  far.security = Security::wpa_wpa2;
  far.bssid = "02:11:22:33:44:55";
  far.channel = 1;
  far.rssi = -81;
  setup.air.insert(setup.air.end(), {open, far});
  return setup;
}

void check(const std::vector<Row>& rows, const Profile& profile) {
  for (const Row& row : rows) {
    INFO(profile.name << ": " << row.line);
    MqttModule module(among_access_points(), profile);
    for (const auto& line : row.before) module.command(line);
    CHECK(module.command(row.line) == row.answer);
  }
}

void check_v2_1(const std::vector<Row>& rows) {
  check(rows, esp32_v2_1_0_0());
  check(rows, esp8266_v2_1_0_0());
}

void check_later(const std::vector<Row>& rows) {
  for (const Profile* profile : {&esp32c3_v3_3_0_0(), &esp32c3_v4_1_0_0(), &esp32c3_v5_0_0_0()}) check(rows, *profile);
}

const std::string mode_error = core_code("010a0000") + error;
const std::string unknown = core_code("01090000") + error;
const std::string home_line = "+CWLAP:(3,\"home\",-55,\"a0:b1:c2:d3:e4:f5\",6)\r\n";
const std::string open_line = "+CWLAP:(0,\"o,p\"en\",-40,\"a0:b1:c2:d3:e4:f6\",11)\r\n";
const std::string far_line = "+CWLAP:(4,\"far\",-81,\"02:11:22:33:44:55\",1)\r\n";

std::string addresses(const std::string& name, const std::string& ip, const std::string& gateway, const std::string& netmask) {
  return "+" + name + ":ip:\"" + ip + "\"\r\n+" + name + ":gateway:\"" + gateway + "\"\r\n+" + name + ":netmask:\"" + netmask + "\"\r\n" +
         ok;
}

}  // namespace

TEST_CASE("device-commands.md 6.1: CWLAP and CWLAPOPT of v2.1") {
  check_v2_1({
      {{}, "AT+CWLAP", mode_error},
      {{"AT+CWMODE=0"}, "AT+CWLAP", mode_error},
      {{"AT+CWMODE=1"}, "AT+CWLAP", home_line + open_line + far_line + ok},
      {{"AT+CWMODE=3"}, "AT+CWLAP=\"home\"", home_line + ok},
      {{"AT+CWMODE=1"}, "AT+CWLAP=,\"02:11:22:33:44:55\"", far_line + ok},
      {{"AT+CWMODE=1"}, "AT+CWLAP=,,11", open_line + ok},
      {{"AT+CWMODE=1"}, "AT+CWLAP=,,6,0,100,200", home_line + ok},
      {{"AT+CWMODE=1"}, "AT+CWLAP=\"nobody\"", ok},
      {{"AT+CWMODE=1"}, "AT+CWLAP=\"home\",,14", error},
      {{"AT+CWMODE=1"}, "AT+CWLAP=,,6,2", error},
      {{"AT+CWMODE=1"}, "AT+CWLAP=,,6,0,1501", error},
      {{"AT+CWMODE=1"}, "AT+CWLAP=,,6,0,1,1,1", core_code("01060307") + error},
      {{"AT+CWMODE=1"}, "AT+CWLAP=home", core_code("01080000") + error},
      {{"AT+CWMODE=1"}, "AT+CWLAP?", error},
      {{}, "AT+CWLAPOPT=1,32", error},
      {{}, "AT+CWLAPOPT=2,31", error},
      {{}, "AT+CWLAPOPT=1", core_code("01060201") + error},
      {{}, "AT+CWLAPOPT=1,31,-60", core_code("01060203") + error},
      {{"AT+CWMODE=1", "AT+CWLAPOPT=1,6"},
       "AT+CWLAP",
       "+CWLAP:(\"o,p\"en\",-40)\r\n+CWLAP:(\"home\",-55)\r\n+CWLAP:(\"far\",-81)\r\n" + ok},
      {{"AT+CWMODE=1", "AT+CWLAPOPT=0,1"}, "AT+CWLAP", "+CWLAP:(3)\r\n+CWLAP:(0)\r\n+CWLAP:(4)\r\n" + ok},
  });
}

TEST_CASE("device-commands.md 6.1: CWSAP, CWLIF and CWDHCPS of v2.1") {
  const std::string as_delivered = "+CWSAP:\"ESP_010205\",\"\",1,0,4,0\r\n" + ok;
  check_v2_1({
      {{}, "AT+CWSAP?", as_delivered},
      {{"AT+CWMODE=1"}, "AT+CWSAP?", mode_error},
      {{"AT+CWMODE=1"}, "AT+CWSAP=\"ap\",\"password1\",5,3", mode_error},
      {{"AT+CWMODE=0"}, "AT+CWSAP=\"ap\",\"password1\",5,3", mode_error},
      {{"AT+CWSAP=\"ap\",\"password1\",13,3"}, "AT+CWSAP?", "+CWSAP:\"ap\",\"password1\",13,3,10,0\r\n" + ok},
      {{"AT+CWSAP=\"ap\",\"password1\",5,4,2,1"}, "AT+CWSAP?", "+CWSAP:\"ap\",\"password1\",5,4,2,1\r\n" + ok},
      {{"AT+CWSAP=\"ap\",\"\",5,0"}, "AT+CWSAP?", "+CWSAP:\"ap\",\"\",5,0,10,0\r\n" + ok},
      {{"AT+CWSAP=\"ap\",\"short\",5,3"}, "AT+CWSAP?", as_delivered},
      {{}, "AT+CWSAP=\"ap\",\"short\",5,3", core_code("01070004") + error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",14,3", error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",0,3", error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",5,1", core_code("01070004") + error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",5,5", error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",5,3,11", error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",5,3,4,2", error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",5,3,4,0,0", core_code("01060407") + error},
      {{}, "AT+CWSAP=\"ap\",\"password1\",5", core_code("01080003") + error},
      {{"AT+CWMODE=1"}, "AT+CWLIF", mode_error},
      {{}, "AT+CWLIF", ok},
      {{}, "AT+CWDHCPS?", "+CWDHCPS:120,192.168.4.2,192.168.4.101" + ok},
      {{"AT+CWDHCPS=1,3,\"192.168.4.10\",\"192.168.4.15\""}, "AT+CWDHCPS?", "+CWDHCPS:3,192.168.4.10,192.168.4.15" + ok},
      {{"AT+CWDHCPS=1,3,\"192.168.4.10\",\"192.168.4.15\"", "AT+CWDHCPS=0"}, "AT+CWDHCPS?", "+CWDHCPS:120,192.168.4.2,192.168.4.101" + ok},
      {{}, "AT+CWDHCPS=1,3,\"192.168.5.10\",\"192.168.5.15\"", error},
      {{}, "AT+CWDHCPS=1,3,\"192.168.4.15\",\"192.168.4.10\"", error},
  });
}

TEST_CASE("device-commands.md 6.1: addresses of v2.1") {
  const std::string usual_softap = addresses("CIPAP", "192.168.4.1", "192.168.4.1", "255.255.255.0");
  check_v2_1({
      {{}, "AT+CIPAP?", usual_softap},
      {{"AT+CIPAP=\"10.0.0.5\""}, "AT+CIPAP?", addresses("CIPAP", "10.0.0.5", "10.0.0.1", "255.255.255.0")},
      {{"AT+CIPAP=\"10.0.0.5\",\"10.0.0.9\",\"255.0.0.0\""}, "AT+CIPAP?", addresses("CIPAP", "10.0.0.5", "10.0.0.9", "255.0.0.0")},
      {{"AT+CIPAP=\"10.0.0.5\""}, "AT+CWDHCPS?", "+CWDHCPS:120,10.0.0.6,10.0.0.105" + ok},
      {{}, "AT+CIPAP=\"256.1.1.1\"", core_code("01070001") + error},
      {{}, "AT+CIPSTA=\"10.0.0.5\",\"x\",\"255.0.0.0\"", core_code("01070002") + error},
      {{}, "AT+CIPSTA=\"10.0.0.5\",\"10.0.0.1\",\"1.2.3\"", core_code("01070003") + error},
      {{}, "AT+CIPSTA=\"0.0.0.0\"", core_code("01070001") + error},
      {{}, "AT+CIPSTA=10.0.0.5", core_code("01080000") + error},
      {{}, "AT+CIPSTA=\"1.2.3.4\",\"1.2.3.1\",\"255.0.0.0\",\"x\"", core_code("01060304") + error},
      {{}, "AT+CIPSTA?", addresses("CIPSTA", "0.0.0.0", "0.0.0.0", "0.0.0.0")},
      {{"AT+CIPSTA=\"10.0.0.5\""}, "AT+CIPSTA?", addresses("CIPSTA", "10.0.0.5", "10.0.0.1", "255.255.255.0")},
      {{"AT+CIPSTA=\"10.0.0.5\""}, "AT+CWDHCP?", "+CWDHCP:2" + ok},
      {{"AT+CIPSTA=\"10.0.0.5\"", "AT+CWDHCP=1,1"}, "AT+CIPSTA?", addresses("CIPSTA", "0.0.0.0", "0.0.0.0", "0.0.0.0")},
      {{}, "AT+CWDHCP=1", core_code("01060101") + error},
      {{}, "AT+CIPSTAMAC?", "+CIPSTAMAC:\"7c:df:a1:01:02:04\"\r\n" + ok},
      {{}, "AT+CIPAPMAC?", "+CIPAPMAC:\"7c:df:a1:01:02:05\"\r\n" + ok},
      {{}, "AT+CIPSTAMAC=\"30:ae:a4:00:00:01\"", mode_error},
      {{"AT+CWMODE=1", "AT+CIPSTAMAC=\"30:AE:A4:00:00:02\""}, "AT+CIPSTAMAC?", "+CIPSTAMAC:\"30:ae:a4:00:00:02\"\r\n" + ok},
      {{"AT+CWMODE=1"}, "AT+CIPSTAMAC=\"30:ae:a4:00:00:0g\"", core_code("01070001") + error},
      {{"AT+CWMODE=1"}, "AT+CIPSTAMAC=\"30-ae-a4-00-00-01\"", core_code("01070001") + error},
      {{"AT+CWMODE=1"}, "AT+CIPSTAMAC=\"31:ae:a4:00:00:01\"", mode_error},
      {{"AT+CWMODE=1"}, "AT+CIPSTAMAC=\"30:ae:a4:00:00:01\",1", core_code("01060102") + error},
      {{"AT+CIPAPMAC=\"30:ae:a4:00:00:02\""}, "AT+CIPAPMAC?", "+CIPAPMAC:\"30:ae:a4:00:00:02\"\r\n" + ok},
      {{"AT+CIPAP=\"10.0.0.5\""}, "AT+CIFSR", "+CIFSR:APIP,\"10.0.0.5\"\r\n+CIFSR:APMAC,\"7c:df:a1:01:02:05\"\r\n" + ok},
  });
}

TEST_CASE("device-commands.md 6.1: names and radio of v2.1") {
  check_v2_1({
      {{}, "AT+CIPDNS?", "+CIPDNS:0,\"208.67.222.222\"\r\n" + ok},
      {{"AT+CIPDNS=1"}, "AT+CIPDNS?", "+CIPDNS:1,\"208.67.222.222\"\r\n" + ok},
      {{"AT+CIPDNS=1,\"1.1.1.1\",\"8.8.8.8\""}, "AT+CIPDNS?", "+CIPDNS:1,\"1.1.1.1\",\"8.8.8.8\"\r\n" + ok},
      {{"AT+CIPDNS=1,\"1.1.1.1\"", "AT+CIPDNS=0"}, "AT+CIPDNS?", "+CIPDNS:0,\"208.67.222.222\"\r\n" + ok},
      {{}, "AT+CIPDNS=2", error},
      {{"AT+CWMODE=1"}, "AT+CWHOSTNAME?", "+CWHOSTNAME:espressif\r\n" + ok},
      {{"AT+CWMODE=1", "AT+CWHOSTNAME=\"lamp\""}, "AT+CWHOSTNAME?", "+CWHOSTNAME:lamp\r\n" + ok},
      {{"AT+CWMODE=1"}, "AT+CWHOSTNAME=\"\"", error},
      {{}, "AT+CWCOUNTRY?", "+CWCOUNTRY:1,\"CN\",1,13\r\n" + ok},
      {{"AT+CWCOUNTRY=0,\"US\",1,11"}, "AT+CWCOUNTRY?", "+CWCOUNTRY:0,\"US\",1,11\r\n" + ok},
      {{}, "AT+CWCOUNTRY=2,\"US\",1,11", core_code("01070001") + error},
      {{}, "AT+CWCOUNTRY=0,\"US\",1,11,1", core_code("01060405") + error},
      {{}, "AT+CWSTAPROTO?", "+CWSTAPROTO:0" + ok},
      {{"AT+CWMODE=1"}, "AT+CWSTAPROTO?", "+CWSTAPROTO:7" + ok},
      {{"AT+CWAPPROTO=3"}, "AT+CWAPPROTO?", "+CWAPPROTO:3" + ok},
      {{}, "AT+CWAPPROTO=1,1", core_code("01060102") + error},
      {{}, "AT+MDNS=1,\"lamp\",\"_http\",80", ok},
      {{}, "AT+MDNS=0", ok},
      {{}, "AT+MDNS=1,\"\",\"_http\",80", core_code("01070002") + error},
      {{}, "AT+MDNS=1,\"lamp\",\"_http\",0", core_code("01070004") + error},
      {{}, "AT+MDNS=1,\"lamp\"", core_code("01060402") + error},
  });
}

TEST_CASE("versions.md: what v2.1 does not have") {
  check_v2_1({
      {{}, "AT+CWSTATE?", unknown},
      {{}, "AT+CWRECONNCFG?", unknown},
      {{}, "AT+CWINIT?", unknown},
      {{}, "AT+CIPV6?", unknown},
      {{}, "AT+CWCONFIG?", unknown},
      {{}, "AT+CWBANDWIDTH?", unknown},
      {{}, "AT+CWJAP", error},
  });
  check({{{}, "AT+CWCONFIG?", unknown}, {{}, "AT+CWBANDWIDTH?", unknown}}, esp32c3_v3_3_0_0());
}

TEST_CASE("device-commands.md 8.1: later versions check the same with fewer codes") {
  check_later({
      {{}, "AT+CWMODE?", "+CWMODE:1\r\n" + ok},
      {{"AT+CWMODE=2"}, "AT+CWLAP", error},
      {{"AT+CWMODE=2"}, "AT+CWQAP", error},
      {{"AT+CWMODE=2"}, "AT+CWJAP=\"home\",\"password\"", error},
      {{"AT+CWMODE=2"}, "AT+CWHOSTNAME?", error},
      {{}, "AT+CWSAP?", error},
      {{}, "AT+CWAUTOCONN=2", error},
      {{}, "AT+CWDHCP=1", error},
      {{}, "AT+CIPSTA=\"x\"", error},
      {{}, "AT+CWJAP=\"home\"", core_code("01080001") + error},
      {{}, "AT+CWJAP=\"home\",\"password\",\"\"", error},
      {{}, "AT+CWJAP=\"home\",\"password\",,0,1,0", error},
      {{}, "AT+CWJAP=\"home\",\"password\",,0,1,3,0,2", error},
      {{}, "AT+CWJAP=\"home\",\"password\",,0,1,3,0,600,3,1", error},
      {{}, "AT+CWJAP", error},
      {{"AT+CWJAP=\"home\",\"password\",,1,60,100,1,600,3"},
       "AT+CWJAP?",
       "+CWJAP:\"home\",\"a0:b1:c2:d3:e4:f5\",6,-55,1,60,100,1,3\r\n" + ok},
      {{"AT+CWJAP=\"home\",\"password\""}, "AT+CWJAP", ok},
      {{"AT+CWJAP=\"home\",\"password\"", "AT+CWQAP"}, "AT+CWJAP", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" + ok},
      {{"AT+CWLAPOPT=1,2,-60"}, "AT+CWLAP", "+CWLAP:(\"o,p\"en\")\r\n+CWLAP:(\"home\")\r\n" + ok},
      {{"AT+CWLAPOPT=,2,,16"}, "AT+CWLAP", "+CWLAP:(\"far\")\r\n" + ok},
      {{}, "AT+CWLAPOPT=1,2048", error},
      {{"AT+CIPV6=1"}, "AT+CIPV6?", "+CIPV6:1\r\n" + ok},
      {{"AT+CWINIT=0"}, "AT+CWMODE=1", error},
      {{"AT+CWINIT=0"}, "AT+CWSTATE?", "+CWSTATE:4,\"\"\r\n" + ok},
      {{"AT+CWMODE=2"}, "AT+CWSAP=\"ap\",\"password1\",14,3", ok},
      {{"AT+CIPDNS=1,\"8.8\""}, "AT+CIPDNS=1,\"fe80::1\",\"255.255.255.255\",\"0x01020304\"", ok},
      {{"AT+CIPDNS=1,\"fe80::1\",\"255.255.255.255\",\"0x01020304\""}, "AT+CIPDNS?", "+CIPDNS:1,\"254.128.0.0\",\"1.2.3.4\"\r\n" + ok},
  });
}

TEST_CASE("device-commands.md 8.1: what differs among the later versions") {
  const std::string sap = "+CWSAP:\"ap\",\"password1\",";
  const std::vector<std::string> softap_while_joined{"AT+CWMODE=3", "AT+CWJAP=\"o\\,p\\\"en\",\"\"", "AT+CWSAP=\"ap\",\"password1\",5,3"};
  const std::string bandwidths = "+CWBANDWIDTH:0,1,0\r\n+CWBANDWIDTH:1,2,0\r\n" + ok;
  check({{{}, "AT+CWMODE=4", core_code("01070001") + error},
         {{}, "AT+CWLAPOPT=1,31,-100,2048", error},
         {{}, "AT+CWSTAPROTO=3", ok},
         {{}, "AT+CWSTAPROTO=", error},
         {softap_while_joined, "AT+CWSAP?", sap + "5,3,10,0\r\n" + ok}},
        esp32c3_v3_3_0_0());
  check({{{}, "AT+CWMODE=4", error},
         {{}, "AT+CWMODE=5", core_code("01070001") + error},
         {{}, "AT+CWLAPOPT=1,31,-100,2048", ok},
         {{}, "AT+CWLAP=,,15", error},
         {{"AT+CWBANDWIDTH=0,1"}, "AT+CWBANDWIDTH?", bandwidths},
         {{}, "AT+CWBANDWIDTH=0,1,0", error},
         {{"AT+CWCONFIG=,10"}, "AT+CWCONFIG?", "+CWCONFIG:300,10,0\r\n" + ok},
         {{"AT+CWMODE=2", "AT+CWCONFIG=100"}, "AT+CWCONFIG?", "+CWCONFIG:100,6,0\r\n" + ok}},
        esp32c3_v4_1_0_0());
  check({{{}, "AT+CWLAP=,,15", ok},
         {{"AT+CWBANDWIDTH=0,1,0"}, "AT+CWBANDWIDTH?", bandwidths},
         {{}, "AT+CWSTAPROTO=3", error},
         {{"AT+CWSTAPROTO="}, "AT+CWSTAPROTO?", "+CWSTAPROTO:0" + ok},
         {softap_while_joined, "AT+CWSAP?", sap + "11,3,10,0\r\n" + ok}},
        esp32c3_v5_0_0_0());
}

}  // namespace espat::at
