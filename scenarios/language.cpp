#include "scenarios/language.hpp"

#include <algorithm>
#include <array>

namespace espat::scenarios {
namespace {

constexpr std::array<std::string_view, 7> mqtt_states{
    "uninitialised", "user_configured", "connection_configured", "disconnected", "connected", "without_topic", "subscribed"};

Parameter part(std::string_view name, std::string_view structure, std::string_view help, bool required = false) {
  return {.name = name, .kind = ValueKind::structure, .help = help, .required = required, .structure = structure};
}
Parameter duration(std::string_view name, std::string_view help, bool required = false) {
  return {name, ValueKind::duration, help, required};
}
Parameter choice(std::string_view name, std::vector<std::string_view> choices, std::string_view help, bool required = false) {
  return {.name = name, .kind = ValueKind::choice, .help = help, .required = required, .choices = std::move(choices)};
}
Parameter text(std::string_view name, std::string_view help, bool required = false) { return {name, ValueKind::text, help, required}; }
Parameter count(std::string_view name, std::string_view help, std::int64_t lowest, std::int64_t highest, bool required = false) {
  return {name, ValueKind::count, help, required, lowest, highest};
}

constexpr std::int64_t many = 1'000'000'000;

const Parameter within = duration("within", "at the latest so long after the step began (5s)");
const Parameter times = count("times", "at most so often", 1, many);
const Parameter happenings = count("count", "how often; 0: not once during the whole time (1)", 0, many);

const std::vector<Parameter> events{part("host_sends", "host line", "the host has sent a line"),
                                    part("device_sends", "device output", "the module has sent a text or a line"),
                                    part("mqtt_state", "state", "the MQTT client of the module is in a state")};

const std::vector<Parameter> acts{part("uart", "uart fault", "a fault on one direction of the UART"),
                                  part("net", "net fault", "a fault between the module and its peers"),
                                  part("broker", "broker fault", "something is done to the broker"),
                                  part("wifi", "wifi fault", "a fault of the access point"),
                                  part("firmware", "firmware fault", "a fault of the firmware"),
                                  text("remove", "the fault of this name ends")};

std::vector<Parameter> joined(const std::vector<std::vector<Parameter>>& parts) {
  std::vector<Parameter> all;
  for (const auto& rows : parts) all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

std::vector<Parameter> control(std::string_view items) {
  return {count("repeat", "the items of `do` so often", 1, 100'000), part("do", items, "the items to repeat"),
          text("include", "the items of this file, which is named from the directory of this one")};
}

const std::vector<Structure> all{
    {"scenario",
     "the whole file",
     {text("scenario", "what it is about", true), count("version", "of the language", 1, 1, true),
      count("seed", "of every random choice (chosen and printed)", 0, 9'007'199'254'740'991),
      duration("timeout", "for the whole scenario, whose exit code is then 42 (120s)"), part("device", "device", "the module"),
      part("broker", "broker", "the broker that it can reach (none)"), part("faults", "standing faults", "standing conditions by name"),
      part("on", "reactions", "reactions to what happens, in any order"), part("steps", "steps", "what must happen, in this order"),
      part("host", "host steps", "plays the host when no command does")}},
    {"device",
     "the module",
     {text("profile", "the firmware to be (esp32-v2.1.0.0)"), choice("wifi", {"joined", "fresh"}, "what it has stored (joined)"),
      choice("timing", {"real", "instant"}, "as slow as the real module, or as fast as possible (real)"),
      count("baud", "line rate (115200)", 80, 5'000'000), duration("rtt", "round trip of every connection (20ms)"),
      choice("clock", {"sntp", "host"}, "who answers an SNTP request: its server only, or also this PC (with a broker host, else sntp)")}},
    {"broker", "a broker that runs already", {text("host", "its address", true), count("port", "its port (1883)", 1, 65535)}},
    {"events", "what can happen in a step", events},
    {"triggers", "what can be reacted to",
     joined(
         {events, {part("uart_bytes", "byte count", "so many bytes have been sent"), duration("at", "so long after the scenario began")}})},
    {"reaction",
     "an item of `on`",
     {times,
      count("nth", "not before the so-manieth time", 1, many),
      count("every", "from there on each so-manieth time", 1, many),
      {"probability", ValueKind::probability, "with this probability"},
      part("do", "actions", "what is done then", true)}},
    {"host line", "a line of the host", {{"line", ValueKind::pattern, "like this", true}, within, happenings}, "line"},
    {"device output",
     "what the module says",
     {text("text", "these bytes"), {"line", ValueKind::pattern, "a whole line like this"}, within, happenings},
     "text"},
    {"state", "a state of the MQTT client", {choice("state", {mqtt_states.begin(), mqtt_states.end()}, "this one", true), within}, "state"},
    {"byte count", "bytes on the UART", {count("to_host", "from the module", 1, many), count("to_device", "from the host", 1, many)}},
    {"actions", "an item of `do`",
     joined({acts,
             {duration("wait", "the following items so much later"), duration("after", "the items of `do` so much later")},
             control("actions")})},
    {"steps", "an item of `steps`", joined({events, acts, {duration("wait", "nothing is looked at for so long")}, control("steps")})},
    {"host steps", "an item of `host`",
     joined({{text("send", "the host sends these bytes"), part("expect", "expected", "exactly these bytes come next"),
              part("until", "expected", "what comes next ends with these bytes"), duration("silence", "nothing comes for so long"),
              duration("wait", "the host does nothing for so long")},
             control("host steps")})},
    {"expected", "bytes that come", {text("text", "these", true), within}, "text"},
    {fault_keys,
     "beside every fault",
     {duration("for", "it ends after this time"), text("as", "a name, for `remove` (the place and the fault)")}},
    {strike_keys,
     "beside a fault that strikes one thing after another",
     {count("nth", "the first that it strikes, counted since it began (1)", 1, many),
      count("every", "from there on each so-manieth", 1, many),
      {"probability", ValueKind::probability, "with this probability"},
      times}},
    {standing_keys,
     "beside a fault of `faults`",
     {part("when", "triggers", "it begins each time that this happens (at the beginning)"),
      duration("after", "it begins so much later (0s)")}},
};

}  // namespace

std::span<const Structure> structures() { return all; }

const Structure& structure(std::string_view name) {
  return *std::find_if(all.begin(), all.end(), [&](const Structure& candidate) { return candidate.name == name; });
}

std::span<const std::string_view> mqtt_state_names() { return mqtt_states; }

}  // namespace espat::scenarios
