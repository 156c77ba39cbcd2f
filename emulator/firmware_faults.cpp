#include "emulator/firmware_faults.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "emulator/device.hpp"

namespace espat::emulator {

using scenarios::Piece;
using scenarios::Pieces;
using scenarios::Random;
using scenarios::Removal;
using scenarios::StrikeRule;
using scenarios::Strikes;
using scenarios::UartFault;

void FirmwareFaults::busy(scenarios::Time duration) {
  add_([duration = std::chrono::ceil<at::Duration>(duration)](Device& device) {
    device.happen(
        at::FirmwareDisturbed{[duration](at::Disturbance& disturbance, at::Time now) { disturbance.busy_until = now + duration; }});
  });
}

void FirmwareFaults::reset(const std::string& boot_noise) {
  add_([boot_noise](Device& device) { device.crash(boot_noise); });
}

Removal FirmwareFaults::hang() {
  add_([](Device& device) { device.hang(true); });
  return [add = add_] { add([](Device& device) { device.hang(false); }); };
}

Removal FirmwareFaults::answer(const std::string& pattern, const std::string& text, Strikes strikes) {
  return intervene(pattern, std::move(strikes), at::AnswerInstead{text});
}

Removal FirmwareFaults::error(const std::string& pattern, std::uint32_t code, Strikes strikes) {
  return intervene(pattern, std::move(strikes), at::FailInstead{code});
}

Removal FirmwareFaults::never(const std::string& pattern, Strikes strikes) {
  return intervene(pattern, std::move(strikes), at::RunForEver{});
}

Removal FirmwareFaults::intervene(const std::string& pattern, Strikes strikes, at::Intervention instead) {
  const auto rule = rules_->insert(rules_->end(), Rule{scenarios::LinePattern(pattern), std::move(strikes), std::move(instead)});
  const auto ask = [rules = rules_](std::string_view line) -> std::optional<at::Intervention> {
    for (Rule& candidate : *rules) {
      if (candidate.pattern.matches(line) && candidate.strikes.next()) return candidate.instead;
    }
    return std::nullopt;
  };
  add_([ask](Device& device) {
    device.happen(at::FirmwareDisturbed{[ask](at::Disturbance& disturbance, at::Time) { disturbance.intervene = ask; }});
  });
  return [rules = rules_, rule] { rules->erase(rule); };
}

Removal FirmwareFaults::insert_urc(const std::string& text, std::int64_t at) {
  const auto precede = [text](const Piece& struck, Random&, Pieces& passed) { passed.push_back({struck.time, text + struck.bytes}); };
  StrikeRule once;
  once.nth = at;
  once.times = 1;
  return to_host_.add({UartFault::Unit::byte, precede, Strikes(once, Random(0, "insert_urc"))});
}

Removal FirmwareFaults::insert_urc_behind(const std::string& text, std::int64_t writes) {
  if (writes == 0) {
    to_host_.push(text);
    return {};
  }
  const auto follow = [text](const Piece& struck, Random&, Pieces& passed) {
    passed.push_back(struck);
    passed.push_back({struck.time, text});
  };
  StrikeRule once;
  once.nth = writes;
  once.times = 1;
  return to_host_.add({UartFault::Unit::write, follow, Strikes(once, Random(0, "insert_urc"))});
}

Removal FirmwareFaults::hold_urc(const std::string& text) {
  const auto held = std::make_shared<std::vector<std::string>>();
  const auto hold = [text, held](const Piece& struck, Random&, Pieces& passed) {
    if (struck.bytes.starts_with(text)) return held->push_back(struck.bytes);
    passed.push_back(struck);
  };
  const Removal let_pass = to_host_.add({UartFault::Unit::write, hold, Strikes({}, Random(0, "hold_urc"))});
  return [this, let_pass, held] {
    let_pass();
    for (const std::string& urc : *held) to_host_.push(urc);
  };
}

Removal FirmwareFaults::split_ok_prompt(scenarios::Time gap, Strikes strikes) {
  const auto split = [gap, strikes = std::move(strikes)](const Piece& struck, Random&, Pieces& passed) mutable {
    // Espressif's document has a space behind it.
    const std::size_t prompt = struck.bytes.rfind("\r\n>");
    const bool ends_with_it = prompt != std::string::npos && struck.bytes.find_first_not_of(' ', prompt + 3) == std::string::npos;
    if (!ends_with_it || !strikes.next()) return passed.push_back(struck);
    passed.push_back({struck.time, struck.bytes.substr(0, prompt)});
    passed.push_back({struck.time + gap, struck.bytes.substr(prompt)});
  };
  return to_host_.add({UartFault::Unit::write, split, Strikes({}, Random(0, "split_ok_prompt"))});
}

Removal FirmwareFaults::heap(std::int64_t free_bytes) {
  const auto leave = [add = add_](std::optional<std::size_t> free_memory) {
    add([free_memory](Device& device) {
      device.happen(
          at::FirmwareDisturbed{[free_memory](at::Disturbance& disturbance, at::Time) { disturbance.free_memory = free_memory; }});
    });
  };
  leave(static_cast<std::size_t>(free_bytes));
  return [leave] { leave(std::nullopt); };
}

}  // namespace espat::emulator
