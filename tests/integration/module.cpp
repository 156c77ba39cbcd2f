#include "tests/integration/module.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "at_engine/flash/certificate_container.hpp"
#include "tests/emulator/awaited_read.hpp"

namespace espat::test {
namespace {

std::vector<std::string> arguments(std::vector<std::string> options, const std::string& link) {
  if (std::find(options.begin(), options.end(), "--timing") == options.end()) options.insert(options.end(), {"--timing", "instant"});
  options.insert(options.end(), {"--link", link});
  return options;
}

}  // namespace

std::vector<std::string> mapped(const std::string& what, std::uint16_t port) {
  return {"--map", what + "=127.0.0.1:" + std::to_string(port)};
}

std::vector<std::string> broker_at(std::uint16_t port) { return mapped("10.0.0.2:1883", port); }

std::string connected(int reconnect) { return R"(+MQTTCONNECTED:0,1,"10.0.0.2","1883","",)" + std::to_string(reconnect) + "\r\n"; }

std::string received(std::string_view topic, std::string_view payload) {
  return "+MQTTSUBRECV:0,\"" + std::string(topic) + "\"," + std::to_string(payload.size()) + "," + std::string(payload) + "\r\n";
}

Module::Module(std::vector<std::string> options)
    : link_(directory_.path() / "at"), program_(arguments(std::move(options), link_), directory_.path()), first_line_(program_.line()) {
  host_returns();
}

Module::~Module() {
  if (port_ >= 0) host_leaves();
}

void Module::says(std::string_view bytes) {
  // As far as they agree, so that a difference is seen at once and not after a minute of waiting.
  while (received_.size() < bytes.size() && bytes.starts_with(received_)) {
    if (!read_more(port_, received_)) break;
  }
  REQUIRE(take(bytes.size()) == bytes);
}

std::string Module::reads(std::size_t size) {
  while (received_.size() < size) REQUIRE(read_more(port_, received_));
  return take(size);
}

std::string Module::reads_until(char end) {
  while (received_.find(end) == std::string::npos) REQUIRE(read_more(port_, received_));
  std::string bytes = take(received_.find(end) + 1);
  bytes.pop_back();
  return bytes;
}

void Module::says_in_any_order(const std::string& one, const std::string& other) {
  while (received_.size() < one.size() + other.size() && read_more(port_, received_)) {
  }
  const std::string next = take(one.size() + other.size());
  CAPTURE(next);
  REQUIRE((next == one + other || next == other + one));
}

std::string Module::take(std::size_t size) {
  const std::string next = received_.substr(0, size);
  received_.erase(0, next.size());
  return next;
}

void Module::send(std::string_view bytes) { REQUIRE(write(port_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size())); }

void Module::command(const std::string& line, std::string_view answer) {
  INFO(line);
  send(line + "\r\n");
  says(answer);
}

void Module::join() {
  says("\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n");
  command("ATE0", "ATE0\r\n\r\nOK\r\n");
}

void Module::connect(int reconnect, const std::string& client_id) {
  command("AT+MQTTUSERCFG=0,1,\"" + client_id + R"(","","",0,0,"")", ok);
  command(R"(AT+MQTTCONN=0,"10.0.0.2",1883,)" + std::to_string(reconnect), connected(reconnect) + std::string(ok));
}

void Module::install(const std::string& partition, at::CertificateKind kind, const std::string& content) {
  const std::string image = at::pack_container({{kind, 0, content}});
  command("AT+SYSFLASH=0,\"" + partition + "\"", ok);
  command("AT+SYSFLASH=1,\"" + partition + "\",0," + std::to_string(image.size()), ">");
  send(image);
  says(ok);
}

void Module::manufacture(const std::string& home, const std::string& content) {
  constexpr auto* binary = "8";
  command("AT+SYSMFG=2,\"" + home + "\",\"" + home + ".0\"," + binary + "," + std::to_string(content.size()), prompt);
  send(content);
  says(ok);
}

void Module::host_leaves() { close(std::exchange(port_, -1)); }

void Module::host_returns() {
  port_ = open(link_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(port_ >= 0);
}

}  // namespace espat::test
