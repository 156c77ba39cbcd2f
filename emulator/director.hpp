#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "emulator/device.hpp"
#include "emulator/uart_interceptor.hpp"
#include "emulator/world.hpp"
#include "pty_bridge/deadline.hpp"
#include "scenarios/run.hpp"

namespace espat::emulator {

/// Runs a scenario against a device: tells the run what happens, and passes the UART's bytes through its faults.
class Director : private UartInterceptor {
 public:
  /// Everything outlives the director. `on_end` is called once from the event loop, when the outcome is known.
  Director(boost::asio::io_context& io, Device& device, DeviceWorld& world, const scenarios::Scenario& scenario, std::uint64_t seed,
           scenarios::HostPart host, std::function<void()> on_end);
  Director(const Director&) = delete;
  Director& operator=(const Director&) = delete;

  /// The device gets power and the scenario begins.
  void begin();
  void host_received(std::string_view bytes);
  void host_ended();
  /// What somebody beside the scenario does; throws when the world cannot.
  void act(const scenarios::Action& action);
  void when_fault_changes(std::function<void(const std::string& name, bool begun)> changed) { run_.when_fault_changes(std::move(changed)); }

  const scenarios::Run& run() const { return run_; }
  scenarios::Time now() const;

 private:
  void host_wrote(std::string_view chunk) override;
  void firmware_wrote(std::string_view bytes) override;
  void settled() override;
  void go_on();
  void pass_on();
  void strike_device();

  boost::asio::io_context& io_;
  Device& device_;
  DeviceWorld& world_;
  scenarios::Run run_;
  std::function<void()> on_end_;
  std::chrono::steady_clock::time_point start_;
  std::deque<std::string> chunks_;  ///< for the firmware; the first of them is just being delivered
  uart::Deadline deadline_;
};

}  // namespace espat::emulator
