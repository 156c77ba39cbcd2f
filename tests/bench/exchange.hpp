#pragma once

#include <stdexcept>
#include <string>

#include "tests/bench/samples.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/emulator/serial_host.hpp"

namespace espat::bench {

constexpr auto* ok = "\r\nOK\r\n";

/// Sends `command` `count` times, each when the last was answered with OK and nothing else, and adds the microseconds from one to the
/// other.
inline void exchange(test::SerialHost& host, const std::string& command, int count, Samples& samples) {
  for (int i = 0; i < count; ++i) {
    const Stopwatch watch;
    host.send(command);
    const std::string answer = host.receive_until(ok);
    samples.add(watch.microseconds());
    if (answer != ok) throw std::runtime_error("instead of OK: " + answer);
  }
}

}  // namespace espat::bench
