#pragma once

#include <string>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"
#include "tests/emulator/serial_host.hpp"

namespace espat::test {

inline const std::string ok = "\r\nOK\r\n";

/// espat with instant timing, a module that joins nothing, and a host at its port that has read its `ready`.
class BootedModule {
 public:
  explicit BootedModule(std::vector<std::string> options = {})
      : espat(with_defaults(std::move(options)), home_.path()), host(espat.line()) {
    host.receive_until("\r\nready\r\n");
  }

  /// All that the module says to this line up to and with `end`.
  std::string answer(const std::string& line, const std::string& end = ok) {
    host.send(line + "\r\n");
    return host.receive_until(end);
  }

 private:
  static std::vector<std::string> with_defaults(std::vector<std::string> options) {
    options.insert(options.end(), {"--timing", "instant", "--wifi", "fresh"});
    return options;
  }

  emulator::TemporaryDirectory home_;

 public:
  RunningEspat espat;
  SerialHost host;
};

}  // namespace espat::test
