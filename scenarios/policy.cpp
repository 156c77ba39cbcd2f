#include "scenarios/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

using Points = std::vector<FaultPoint>;

/// A line with nothing that a pattern would read otherwise.
std::string pattern(std::string_view line) {
  std::string text;
  for (const char character : line) {
    if (character == '*') text += '\\';
    text += character;
  }
  return text;
}

/// The step that waits for the command. Raw data can stand in front of it on its line.
std::string awaited(const Exchange& exchange) {
  return fmt::format("  - host_sends: {{line: {}, count: {}, within: 60min}}\n", quoted("*" + pattern(exchange.command)),
                     exchange.occurrence);
}

FaultPoint point_at(const Exchange& exchange, std::string_view deed, std::string steps) {
  return {"", "", std::string(deed), exchange.command, exchange.occurrence, 0, std::move(steps)};
}

/// `steps` are done when the host has sent the command.
FaultPoint after(const Exchange& exchange, std::string_view deed, std::string_view steps) {
  return point_at(exchange, deed, awaited(exchange) + std::string(steps));
}

/// The command is not carried out; `fault` says what happens instead.
Points instead(const Exchange& exchange, std::string_view deed, std::string_view fault, int times = 1) {
  return {point_at(exchange, deed,
                   fmt::format("  - firmware: {}\n    nth: {}\n    times: {}\n{}", fault, exchange.occurrence, times, awaited(exchange)))};
}

std::string command_of(const Exchange& exchange) { return quoted(pattern(exchange.command)); }

Points error(const Spot& spot) {
  return instead(spot.exchange(), "is answered ERROR", fmt::format("{{error: 0, to: {}}}", command_of(spot.exchange())));
}

Points never(const Spot& spot) {
  return instead(spot.exchange(), "is never answered", fmt::format("{{never: {}}}", command_of(spot.exchange())));
}

Points busy(const Spot& spot) {
  return instead(spot.exchange(), "is answered busy p... three times",
                 fmt::format("{{answer: \"\\r\\nbusy p...\\r\\n\", to: {}}}", command_of(spot.exchange())), 3);
}

Points late(const Spot& spot) {
  return {after(spot.exchange(), "is answered 10 s late", "  - uart: to_host\n    delay: 10s\n    times: 1\n")};
}

std::string on_each_write(const Exchange& exchange, std::string_view fault) {
  return fmt::format("  - uart: to_host\n{}    times: {}\n", fault, std::max<std::size_t>(exchange.writes.size(), 1));
}

Points slice(const Spot& spot) {
  return {after(spot.exchange(), "is answered byte by byte", on_each_write(spot.exchange(), "    slice: 1\n    gap: 5ms\n"))};
}

Points delay(const Spot& spot) {
  return {after(spot.exchange(), "is answered half a second late", on_each_write(spot.exchange(), "    delay: 500ms\n"))};
}

/// The number of the write that is the prompt, from 1; 0 when there is none.
std::size_t prompt_of(const Exchange& exchange) {
  const auto prompt = std::find_if(exchange.writes.begin(), exchange.writes.end(),
                                   [](const std::string& write) { return write.ends_with("\r\n>") || write.ends_with("\r\n> "); });
  return prompt == exchange.writes.end() ? 0 : static_cast<std::size_t>(prompt - exchange.writes.begin()) + 1;
}

Points split(const Spot& spot) {
  const std::size_t prompt = prompt_of(spot.exchange());
  if (prompt == 0) return {};
  Points points{after(spot.exchange(), "has 300 ms between OK and >", "  - firmware: {split_ok_prompt: 300ms}\n    times: 1\n")};
  points.back().writes = prompt;
  return points;
}

/// What the module has said up to this command contains `text`.
bool was_said(const Spot& spot, std::string_view text) {
  const auto says = [&](const std::string& write) { return write.find(text) != std::string::npos; };
  const auto& opening = spot.dialogue.opening();
  const auto& exchanges = spot.dialogue.exchanges();
  return std::any_of(opening.begin(), opening.end(), says) ||
         std::any_of(exchanges.begin(), exchanges.begin() + static_cast<std::ptrdiff_t>(spot.index),
                     [&](const Exchange& exchange) { return std::any_of(exchange.writes.begin(), exchange.writes.end(), says); });
}

bool has_subscribed(const Spot& spot) {
  const auto& exchanges = spot.dialogue.exchanges();
  return std::any_of(exchanges.begin(), exchanges.begin() + static_cast<std::ptrdiff_t>(spot.index),
                     [](const Exchange& exchange) { return exchange.command.starts_with("AT+MQTTSUB="); });
}

/// What the module could say here on its own, though it is news to nobody; empty when there is nothing yet.
std::string harmless_urc(const Spot& spot) {
  if (has_subscribed(spot)) return "+MQTTSUBRECV:0,\"espat/sweep\",8,21,5 \"C\"\r\n";
  return was_said(spot, "WIFI GOT IP\r\n") ? "WIFI GOT IP\r\n" : "";
}

/// A write of the firmware in a few words: "OK", ">".
std::string gist(std::string write) {
  constexpr std::size_t longest = 24;
  write.erase(0, write.find_first_not_of("\r\n"));
  write.erase(write.find_last_not_of("\r\n ") + 1);
  return write.size() > longest ? visible(write.substr(0, longest)) + "..." : visible(write);
}

/// Behind so many writes of the answer.
std::string place(const Exchange& exchange, std::size_t writes) {
  if (writes == 0) return "before the answer";
  if (writes == exchange.writes.size()) return "behind the answer";
  return fmt::format("between {} and {}", gist(exchange.writes[writes - 1]), gist(exchange.writes[writes]));
}

/// A URC can come between any two writes of the firmware, and not within one.
Points urc(const Spot& spot) {
  const std::string text = spot.wishes.urc.value_or(harmless_urc(spot));
  Points points;
  for (std::size_t writes = 0; !text.empty() && writes <= spot.exchange().writes.size(); ++writes) {
    points.push_back(after(spot.exchange(), "meets a URC " + place(spot.exchange(), writes),
                           fmt::format("  - firmware: {{insert_urc: {}, behind: {}}}\n", quoted(text), writes)));
    points.back().name = fmt::format("-behind-{}", writes);
    points.back().writes = writes;
  }
  return points;
}

/// Where a message begins that the module has on its own account: its words up to what is different each time.
std::string message_start(const std::string& write) {
  for (const std::string_view start : {"+MQTTSUBRECV:", "\r\n+IPD,"}) {
    if (write.starts_with(start)) return std::string(start);
  }
  return "";
}

std::string first_message(const Exchange& exchange) {
  const auto starts = [](const std::string& write) { return !message_start(write).empty(); };
  const auto found = std::find_if(exchange.writes.begin(), exchange.writes.end(), starts);
  return found == exchange.writes.end() ? "" : message_start(*found);
}

/// The step that waits until the firmware has made so many writes.
std::string said(const Exchange& exchange, std::size_t writes) {
  const auto end = exchange.writes.begin() + static_cast<std::ptrdiff_t>(writes);
  const std::string& text = *(end - 1);
  return fmt::format("  - device_sends: {{text: {}, count: {}, within: 10s}}\n", quoted(text),
                     std::count(exchange.writes.begin(), end, text));
}

/// The messages of one command come in the answer to the next. A host that waits for them gets them after a while.
Points late_urc(const Spot& spot) {
  if (spot.index == 0) return {};
  const Exchange& before = spot.dialogue.exchanges()[spot.index - 1];
  const std::string message = first_message(before);
  Points points;
  for (std::size_t writes = 0; !message.empty() && writes <= spot.exchange().writes.size(); ++writes) {
    std::string steps =
        awaited(before) + fmt::format("  - firmware: {{hold_urc: {}}}\n    as: late messages\n    for: 3s\n", quoted(message));
    steps += fmt::format("  - host_sends: {{line: {}, within: 60min}}\n", quoted("*" + pattern(spot.exchange().command)));
    if (writes > 0) steps += said(spot.exchange(), writes);
    points.push_back(
        point_at(spot.exchange(), "meets earlier messages " + place(spot.exchange(), writes), steps + "  - remove: late messages\n"));
    points.back().name = fmt::format("-behind-{}", writes);
    points.back().writes = writes;
  }
  return points;
}

Points connection(const Spot& spot) {
  return {after(spot.exchange(), "is followed by a reset of the connection", "  - wait: 100ms\n  - net: reset\n")};
}

Points broker(const Spot& spot) {
  if (!spot.wishes.has_private_broker) return {};
  return {after(spot.exchange(), "is followed by the end of the broker for 2 s", "  - broker: kill\n  - wait: 2s\n  - broker: start\n")};
}

Points access_point(const Spot& spot) {
  return {after(spot.exchange(), "is followed by the loss of the access point for 2 s",
                "  - wifi: lose_ap\n  - wait: 2s\n  - wifi: return_ap\n")};
}

Points reset(const Spot& spot) {
  return {after(spot.exchange(), "is followed by a reset of the chip",
                "  - firmware: {reset: \"\\xfe\\x8e\\x00\\xffrst:0xc (SW_CPU_RESET),boot:0x13\\r\\n\"}\n")};
}

constexpr std::array all_policies{
    Policy{"error", "the command is answered ERROR", error},
    Policy{"late", "its answer comes 10 s late", late},
    Policy{"never", "no answer comes; only AT+RST helps", never},
    Policy{"busy", "it is answered busy p... three times", busy},
    Policy{"slice", "the answer comes byte by byte", slice},
    Policy{"delay", "each write of the answer comes 500 ms late", delay},
    Policy{"split", "300 ms between OK and the prompt >", split},
    Policy{"urc", "a URC comes before, within and behind the answer", urc},
    Policy{"late_urc", "the messages of one command come within the answer to the next", late_urc},
    Policy{"connection", "the connections of the module are reset after the command", connection},
    Policy{"broker", "the broker is killed after the command, and back 2 s later", broker},
    Policy{"access_point", "the access point is lost after the command, and back 2 s later", access_point},
    Policy{"reset", "the chip resets after the command", reset},
};

/// "AT+MQTTPUBRAW", and for the second of that name "AT+MQTTPUBRAW-2".
std::vector<std::string> names_of(const std::vector<Exchange>& exchanges) {
  std::map<std::string, int> seen;
  std::vector<std::string> names;
  for (const Exchange& exchange : exchanges) {
    const auto is_of_name = [](unsigned char character) { return std::isalnum(character) != 0 || character == '+' || character == '_'; };
    const std::string name(exchange.command.begin(), std::find_if_not(exchange.command.begin(), exchange.command.end(), is_of_name));
    const int number = ++seen[name];
    names.push_back(number == 1 ? name : fmt::format("{}-{}", name, number));
  }
  return names;
}

}  // namespace

std::span<const Policy> policies() { return all_policies; }

std::vector<FaultPoint> fault_points(const Dialogue& dialogue, const std::vector<std::string>& names, const SweepWishes& wishes) {
  const std::vector<std::string> commands = names_of(dialogue.exchanges());
  std::vector<FaultPoint> points;
  for (std::size_t index = 0; index < commands.size(); ++index) {
    for (const Policy& policy : all_policies) {
      if (std::find(names.begin(), names.end(), policy.name) == names.end()) continue;
      for (FaultPoint& point : policy.points({dialogue, index, wishes})) {
        point.policy = policy.name;
        point.name = fmt::format("{}-{}{}", policy.name, commands[index], point.name);
        points.push_back(std::move(point));
      }
    }
  }
  return points;
}

}  // namespace espat::scenarios
