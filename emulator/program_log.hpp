#pragma once

#include <spdlog/logger.h>

#include <string>
#include <string_view>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"
#include "emulator/options.hpp"
#include "emulator/password_mask.hpp"

namespace espat::emulator {

/// The program's log for people, on stderr and in a file if asked for. Passwords are not in it.
class ProgramLog {
 public:
  /// Throws Failure when the file cannot be written.
  explicit ProgramLog(const DeviceOptions& options);

  spdlog::logger& logger() { return logger_; }

  /// One chunk from the host, as the firmware receives it.
  void host_wrote(std::string_view chunk);
  /// One write of the firmware on the AT port.
  void device_wrote(std::string_view bytes);
  /// What the firmware writes on its log UART; shown line by line.
  void log_uart_wrote(std::string_view bytes);
  void note(const at::Note& note);
  /// What is asked of the network, and what comes from there; nothing for other effects and inputs.
  void asked(const at::Effect& effect);
  void happened(const at::Input& input);

 private:
  spdlog::logger logger_;
  PasswordMask host_mask_;
  PasswordMask device_mask_;
  std::string log_uart_line_;
  bool told_of_ping_ = false;  ///< that no ICMP echo can be sent
};

}  // namespace espat::emulator
