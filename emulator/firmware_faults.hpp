#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "at_engine/disturbance.hpp"
#include "emulator/device_fault.hpp"
#include "scenarios/line_pattern.hpp"
#include "scenarios/uart_line.hpp"
#include "scenarios/world.hpp"

namespace espat::emulator {

/// The faults of the firmware of one device.
class FirmwareFaults : public scenarios::FirmwarePlace {
 public:
  /// `to_host` is the line on which the firmware's words pass; it outlives this.
  FirmwareFaults(AddDeviceFault add, scenarios::UartLine& to_host) : add_(std::move(add)), to_host_(to_host) {}

  void busy(scenarios::Time duration) override;
  void reset(const std::string& boot_noise) override;
  scenarios::Removal hang() override;
  scenarios::Removal answer(const std::string& pattern, const std::string& text, scenarios::Strikes strikes) override;
  scenarios::Removal error(const std::string& pattern, std::uint32_t code, scenarios::Strikes strikes) override;
  scenarios::Removal never(const std::string& pattern, scenarios::Strikes strikes) override;
  scenarios::Removal split_ok_prompt(scenarios::Time gap, scenarios::Strikes strikes) override;
  scenarios::Removal insert_urc(const std::string& text, std::int64_t at) override;
  scenarios::Removal insert_urc_behind(const std::string& text, std::int64_t writes) override;
  scenarios::Removal hold_urc(const std::string& text) override;
  scenarios::Removal heap(std::int64_t free_bytes) override;

 private:
  /// Which command lines are not carried out, and what becomes of them.
  struct Rule {
    scenarios::LinePattern pattern;
    scenarios::Strikes strikes;
    at::Intervention instead;
  };
  using Rules = std::list<Rule>;

  scenarios::Removal intervene(const std::string& pattern, scenarios::Strikes strikes, at::Intervention instead);

  AddDeviceFault add_;
  scenarios::UartLine& to_host_;
  const std::shared_ptr<Rules> rules_ = std::make_shared<Rules>();
};

}  // namespace espat::emulator
