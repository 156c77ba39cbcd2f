#pragma once

#include <cstdint>
#include <string>

#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"
#include "tests/emulator/serial_host.hpp"

namespace espat::bench {

/// A running espat without echo whose host is connected to the broker at `port` on loopback.
class ConnectedDevice {
 public:
  explicit ConnectedDevice(std::uint16_t port);

  test::SerialHost& host() { return host_; }
  pid_t pid() const { return espat_.pid(); }

 private:
  emulator::TemporaryDirectory home_;
  test::RunningEspat espat_;
  test::SerialHost host_;
};

}  // namespace espat::bench
