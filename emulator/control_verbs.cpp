#include "emulator/control_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "emulator/byte_text.hpp"
#include "emulator/control_error.hpp"
#include "emulator/control_event.hpp"
#include "emulator/control_item.hpp"
#include "emulator/coverage_report.hpp"
#include "emulator/device.hpp"
#include "emulator/director.hpp"
#include "scenarios/language.hpp"
#include "scenarios/suggestion.hpp"

namespace espat::emulator {
namespace {

using nlohmann::json;

/// The text of a request's key, which is taken out.
std::string take_text(json& request, const char* key, const char* what) {
  const auto found = request.find(key);
  if (found == request.end() || !found->is_string()) throw ControlError("bad_request", fmt::format("`{}` is missing: {}", key, what));
  std::string text = found->get<std::string>();
  request.erase(found);
  return text;
}

void refuse_more(const json& request) {
  if (!request.empty()) throw ControlError("bad_request", fmt::format("there is no key `{}` for this verb", request.begin().key()));
}

/// Does what an item of the language says that acts, and tells its name.
json act(ControlScene& scene, const json& item) {
  const scenarios::Scenario scenario = scenario_of(item);
  const auto* action = std::get_if<scenarios::Action>(&scenario.steps.front().what);
  const auto* fault = action == nullptr ? nullptr : std::get_if<scenarios::Fault>(action);
  if (fault == nullptr)
    throw ControlError("bad_request", "this is no fault; it begins with its place: uart, net, broker, wifi or firmware");
  scene.director.act(*action);
  return {{"name", text_of(fault->name)}};
}

json uart_state(const Device& device) {
  const at::UartSettings& settings = device.line_settings();
  const std::optional<int> host = device.host_baud();
  return {{"baud", settings.baud},     {"data_bits", settings.data_bits},       {"stop_bits", settings.stop_bits},
          {"parity", settings.parity}, {"flow_control", settings.flow_control}, {"host_baud", host ? json(*host) : json()}};
}

/// As the commands know it: 0 for MQTT, that of AT+CIPSTART; none while it is being closed, and for what is no link.
json link_id(const net::LinkName& name, const at::Module& module) {
  if (name.kind == net::LinkName::Kind::mqtt) return 0;
  const bool is_link = name.kind == net::LinkName::Kind::socket || name.kind == net::LinkName::Kind::udp;
  for (const at::Link& link : module.tcpip.links) {
    if (is_link && link.socket == name.number) return link.id;
  }
  return nullptr;
}

json link_states(const Device& device) {
  constexpr std::array<const char*, 6> kinds{"mqtt", "socket", "http", "udp", "ping", "sntp"};
  json states = json::array();
  for (const auto& link : device.link_faults().open_links()) {
    const net::LinkName& name = link->name();
    states.push_back({{"kind", kinds.at(static_cast<std::size_t>(name.kind))},
                      {"id", link_id(name, device.module())},
                      {"peer", name.peer.empty() ? json() : json(name.peer)},
                      {"faults", link->faults()}});
  }
  return states;
}

json state_of(const ControlScene& scene) {
  const at::Module& module = scene.device.module();
  json state = scene.ready;
  state.erase("event");
  state["uptime"] = static_cast<double>(scene.device.uptime().count()) / 1e6;
  state["mqtt"] = scenarios::mqtt_state_names()[static_cast<std::size_t>(module.mqtt.state)];
  state["wifi"] = {{"state", name(module.station.state())}, {"ssid", nullptr}, {"address", nullptr}};
  if (const at::AccessPoint* joined = module.station.access_point()) state["wifi"]["ssid"] = text_of(joined->ssid);
  if (module.station.is_online()) state["wifi"]["address"] = module.station.address();
  state["uart"] = uart_state(scene.device);
  state["links"] = link_states(scene.device);
  state["faults"] = scene.director.run().standing_faults();
  return state;
}

ControlResult state(ControlScene& scene, json request) {
  refuse_more(request);
  return json{{"state", state_of(scene)}};
}

ControlResult inject(ControlScene& scene, json request) {
  const std::string to = take_text(request, "to", "`host` or `device`");
  const std::string text = take_text(request, "bytes", "what is injected, each character a byte");
  refuse_more(request);
  std::string bytes;
  try {
    bytes = bytes_of(text);
  } catch (const std::invalid_argument& error) {
    throw ControlError("bad_request", fmt::format("bytes: {}", error.what()));
  }
  if (bytes.empty()) throw ControlError("bad_request", "there are no bytes to inject");
  if (to == "host") {
    scene.device.firmware_wrote(bytes);
  } else if (to == "device") {
    scene.device.host_wrote(bytes);
  } else {
    throw ControlError("bad_request", fmt::format("there is no side {} to inject to; it is `host` or `device`", to));
  }
  return json::object();
}

ControlResult fault(ControlScene& scene, json request) {
  const std::string what = take_text(request, "do", "`add`, `remove` or `list`");
  if (what == "add") return act(scene, request);
  if (what == "list") {
    refuse_more(request);
    return json{{"faults", scene.director.run().standing_faults()}};
  }
  if (what != "remove") throw ControlError("bad_request", fmt::format("a fault is not to {}; it is `add`, `remove` or `list`", what));
  const std::string name = bytes_of(take_text(request, "name", "the fault that ends"));
  refuse_more(request);
  const std::vector<std::string> standing = scene.director.run().standing_faults();
  if (std::find(standing.begin(), standing.end(), name) == standing.end())
    throw ControlError("not_possible", fmt::format("no fault of the name {} stands{}", name, scenarios::did_you_mean(name, standing)));
  scene.director.act(scenarios::RemoveFault{{}, name});
  return json::object();
}

ControlResult expect(ControlScene&, json request) {
  scenarios::Scenario scenario = scenario_of(request);
  if (!std::holds_alternative<scenarios::Expectation>(scenario.steps.front().what)) {
    throw ControlError("bad_request", "this cannot be expected; it is host_sends, device_sends or mqtt_state");
  }
  return scenario;
}

ControlResult wait(ControlScene&, json request) {
  const std::string time = take_text(request, "time", "how long, with its unit: 200ms");
  refuse_more(request);
  return scenario_of({{"wait", time}});
}

constexpr const char* broker_place = "broker";
constexpr const char* wifi_place = "wifi";

/// `broker` and `wifi`: what follows the place in the language is `do`.
template <const char* const& place>
ControlResult at_place(ControlScene& scene, json request) {
  const auto found = request.find("do");
  if (found == request.end())
    throw ControlError("bad_request", fmt::format("`do` is missing: a fault of the {}, as the scenario language has them", place));
  json deed = std::move(*found);
  request.erase(found);
  request[place] = std::move(deed);
  return act(scene, request);
}

ControlResult reset(ControlScene& scene, json request) {
  const json noise = request.contains("noise") ? json(take_text(request, "noise", "bytes of the boot loader")) : json("");
  refuse_more(request);
  return act(scene, {{"firmware", {{"reset", noise}}}});
}

ControlResult transcript(ControlScene& scene, json request) {
  std::size_t last = 20;
  if (const auto found = request.find("last"); found != request.end()) {
    if (!found->is_number_unsigned()) throw ControlError("bad_request", "`last` is a whole number");
    last = found->get<std::size_t>();
    request.erase(found);
  }
  refuse_more(request);
  json entries = json::array();
  for (std::uint64_t number = scene.history.end(); number > scene.history.begin() && entries.size() < last; --number) {
    const Happening& happening = scene.history[number - 1];
    if (!std::holds_alternative<UartPassed>(happening.what)) continue;
    json entry = event_of(happening);
    entry.erase("event");
    entries.insert(entries.begin(), std::move(entry));
  }
  return json{{"entries", std::move(entries)}};
}

ControlResult coverage(ControlScene& scene, json request) {
  refuse_more(request);
  return json{{"coverage", json::parse(coverage_json(scene.device.coverage()))}};
}

ControlResult quit(ControlScene& scene, json request) {
  refuse_more(request);
  scene.quit();
  return json::object();
}

constexpr std::array all_verbs{ControlVerb{"state", state},
                               ControlVerb{"inject", inject},
                               ControlVerb{"fault", fault},
                               ControlVerb{"expect", expect},
                               ControlVerb{"wait", wait},
                               ControlVerb{"broker", at_place<broker_place>},
                               ControlVerb{"wifi", at_place<wifi_place>},
                               ControlVerb{"reset", reset},
                               ControlVerb{"transcript", transcript},
                               ControlVerb{"coverage", coverage},
                               ControlVerb{"quit", quit}};

}  // namespace

std::span<const ControlVerb> control_verbs() { return all_verbs; }

}  // namespace espat::emulator
