#include "emulator/announcement.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "at_engine/profile.hpp"
#include "emulator/device.hpp"

namespace espat::emulator {
namespace {

using Json = nlohmann::ordered_json;

Json value_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }

Json broker_object(const ReadyBroker& broker) {
  const BrokerPorts& ports = broker.ports;
  return {{"tcp", ports.tcp},
          {"tls", ports.tls},
          {"tls_client", ports.tls_client},
          {"ws", ports.ws},
          {"wss", ports.wss},
          {"wss_client", ports.wss_client},
          {"password", ports.password},
          {"login", {{"user", broker.access.user}, {"password", broker.access.password}}},
          {"ca", broker.access.ca},
          {"client_cert", broker.access.client_certificate},
          {"client_key", broker.access.client_key}};
}

}  // namespace

Ready ready_of(const Device& device, const std::optional<PrivateBroker>& broker, std::optional<std::string> control) {
  return {device.port(),
          device.link(),
          device.log_port(),
          std::string(device.module().profile.name),
          broker ? std::optional(ReadyBroker{broker->ports(), broker->access()}) : std::nullopt,
          std::move(control)};
}

std::string first_line(const Ready& ready, bool json) {
  if (!json) return ready.link.value_or(ready.port);
  const Json object{{"event", "ready"},
                    {"port", ready.port},
                    {"link", value_or_null(ready.link)},
                    {"log_port", value_or_null(ready.log_port)},
                    {"profile", ready.profile},
                    {"broker", ready.broker ? broker_object(*ready.broker) : Json(nullptr)},
                    {"control", value_or_null(ready.control)}};
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string welcome(const Ready& ready) {
  std::string text =
      fmt::format("\nThe module ({}) is at {}\n\nTry, in another terminal:\n", ready.profile, ready.link.value_or(ready.port));
  if (ready.link) {
    text += fmt::format("  picocom --baud 115200 --omap crcrlf {0}\n  printf 'AT+GMR\\r\\n' > {0}\n", *ready.link);
  } else {
    text += fmt::format("  socat STDIO {},crnl\n", ready.port);
  }
  if (ready.broker) {
    text += fmt::format("  mosquitto_sub -p {} -t '#' -v\n", ready.broker->ports.tcp);
    text += "and then, to the module:\n  AT+MQTTUSERCFG=0,1,\"me\",\"\",\"\",0,0,\"\"\n";
    text += fmt::format("  AT+MQTTCONN=0,\"127.0.0.1\",{},0\n  AT+MQTTPUB=0,\"hello\",\"world\",0,0\n", ready.broker->ports.tcp);
  }
  return text + "\nCtrl-C ends it.\n";
}

std::string profiles_text(bool json) {
  std::string text;
  for (const at::Profile* profile : at::profiles()) {
    if (json) {
      text += Json{{"profile", profile->name}, {"chip", profile->chip}, {"description", profile->description}}.dump() + '\n';
    } else {
      text += fmt::format("{:<20} {:<8} {}\n", profile->name, profile->chip, profile->description);
    }
  }
  return text;
}

}  // namespace espat::emulator
