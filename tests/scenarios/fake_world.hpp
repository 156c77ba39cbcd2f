#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/uart_line.hpp"
#include "scenarios/world.hpp"

namespace espat::test {

/// A world that writes down what is done to it. Its UART is the real one.
class FakeWorld : public scenarios::World,
                  private scenarios::UartPlace,
                  private scenarios::NetworkPlace,
                  private scenarios::BrokerPlace,
                  private scenarios::WifiPlace,
                  private scenarios::FirmwarePlace {
 public:
  std::vector<std::string> deeds;
  scenarios::UartLine to_host;
  scenarios::UartLine to_device;

  scenarios::UartPlace& uart() override { return *this; }
  scenarios::NetworkPlace& network() override { return *this; }
  scenarios::BrokerPlace& broker() override { return *this; }
  scenarios::WifiPlace& wifi() override { return *this; }
  scenarios::FirmwarePlace& firmware() override { return *this; }
  void host_send(std::string_view bytes) override { deeds.push_back("host " + std::string(bytes)); }

 private:
  using Removal = scenarios::Removal;
  using Strikes = scenarios::Strikes;

  void done(std::string deed) { deeds.push_back(std::move(deed)); }
  Removal stands(const std::string& deed) {
    done(deed);
    return [this, deed] { done("no " + deed); };
  }

  Removal add(scenarios::Direction direction, scenarios::UartFault fault) override {
    return (direction == scenarios::Direction::to_host ? to_host : to_device).add(std::move(fault));
  }

  Removal refuse(Strikes) override { return stands("refuse"); }
  void reset() override { done("reset"); }
  Removal blackhole(Strikes) override { return stands("blackhole"); }
  Removal latency(const scenarios::Latency& latency, Strikes) override {
    const std::string law = latency.law == scenarios::JitterLaw::normal ? " normal" : " uniform";
    return stands("latency " + scenarios::to_string(latency.delay) + " " + scenarios::to_string(latency.jitter) + law);
  }
  Removal bandwidth(std::int64_t bytes, Strikes) override { return stands("bandwidth " + std::to_string(bytes)); }
  Removal limit(std::int64_t bytes, Strikes) override { return stands("limit " + std::to_string(bytes)); }
  Removal dns_fail(Strikes) override { return stands("dns_fail"); }
  Removal tls(scenarios::TlsFailure failure, Strikes) override { return stands("tls " + std::to_string(static_cast<int>(failure))); }
  Removal http_status(int status, Strikes) override { return stands("http_status " + std::to_string(status)); }

  void start() override { done("start"); }
  void stop() override { done("stop"); }
  void kill() override { done("kill"); }
  void pause() override { done("pause"); }
  void resume() override { done("resume"); }
  void publish(const scenarios::Message& message) override {
    done("publish " + message.topic + " " + message.payload + " " + std::to_string(message.qos) + (message.retain ? " retained" : ""));
  }
  void disconnect() override { done("disconnect"); }
  Removal connack(int code, Strikes) override { return stands("connack " + std::to_string(code)); }
  Removal hold_acks() override { return stands("hold_acks"); }
  Removal drop_acks(Strikes) override { return stands("drop_acks"); }
  Removal refuse_subscriptions(Strikes) override { return stands("suback"); }

  void lose_ap() override { done("lose_ap"); }
  void return_ap() override { done("return_ap"); }
  Removal wrong_password() override { return stands("wrong_password"); }
  Removal no_ip() override { return stands("no_ip"); }
  void rssi(int dbm) override { done("rssi " + std::to_string(dbm)); }

  void busy(scenarios::Time duration) override { done("busy " + scenarios::to_string(duration)); }
  void reset(const std::string& boot_noise) override { done("reset " + boot_noise); }
  Removal hang() override { return stands("hang"); }
  Removal answer(const std::string& pattern, const std::string& text, Strikes) override { return stands("answer " + pattern + " " + text); }
  Removal error(const std::string& pattern, std::uint32_t code, Strikes) override {
    return stands("error " + pattern + " " + std::to_string(code));
  }
  Removal never(const std::string& pattern, Strikes) override { return stands("never " + pattern); }
  Removal split_ok_prompt(scenarios::Time gap, Strikes) override { return stands("split_ok_prompt " + scenarios::to_string(gap)); }
  Removal insert_urc(const std::string& text, std::int64_t at) override { return stands("insert_urc " + text + " " + std::to_string(at)); }
  Removal insert_urc_behind(const std::string& text, std::int64_t writes) override {
    return stands("insert_urc " + text + " behind " + std::to_string(writes));
  }
  Removal hold_urc(const std::string& text) override { return stands("hold_urc " + text); }
  Removal heap(std::int64_t bytes) override { return stands("heap " + std::to_string(bytes)); }
};

}  // namespace espat::test
