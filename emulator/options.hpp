#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "at_engine/profile.hpp"
#include "at_engine/setup.hpp"
#include "emulator/certificate_files.hpp"
#include "emulator/control_address.hpp"
#include "net/address_map.hpp"
#include "pty_bridge/timing.hpp"

namespace espat::emulator {

/// What carries the AT UART.
struct PtyBearer {
  std::optional<std::string> link;  ///< none: the first free at0, at1, ... in the user's directory
};
struct TcpBearer {
  std::string address;  ///< HOST:PORT
};
struct UnixBearer {
  std::string path;
};
using Bearer = std::variant<PtyBearer, TcpBearer, UnixBearer>;

/// Who answers an SNTP request: its server only, or also this PC.
enum class Clock { sntp, host };

enum class Verbosity { errors, normal, everything };

/// One virtual module, as the command line describes it.
struct DeviceOptions {
  Bearer bearer;
  std::optional<std::string> log_link;
  const at::Profile* profile = nullptr;  ///< never null after parsing
  uart::Timing timing = uart::Timing::real;
  int baud = 115200;  ///< until a host sets a speed
  std::chrono::milliseconds round_trip{20};
  at::StationStart station = at::StationStart::joins;
  std::vector<at::AccessPoint> air;  ///< never empty after parsing
  std::optional<std::string> flash;  ///< directory; none: the flash lives in memory
  CertificateFiles certificates;     ///< for the partitions of MQTT
  bool broker = false;
  net::AddressMap map;
  std::optional<Clock> clock;  ///< never empty after parsing
  bool wait_client = false;
  std::optional<std::string> transcript;
  std::optional<std::string> coverage;
  std::optional<std::string> log_file;
  Verbosity verbosity = Verbosity::normal;
  bool json = false;
  std::optional<std::string> scenario;  ///< runs against the device
  std::optional<std::string> exec;      ///< a shell command: the host firmware
  std::optional<std::uint64_t> seed;
  std::optional<ControlAddress> control;
};

/// `espat run`.
struct RunOptions {
  DeviceOptions device;  ///< what the scenarios leave open
  std::vector<std::string> files;
  std::vector<std::string> command;  ///< the host firmware; empty: each scenario's own host
  std::optional<std::uint64_t> seed;
  int jobs = 1;
  std::optional<std::string> junit;
};

/// `espat sweep`.
struct SweepOptions {
  DeviceOptions device;               ///< what the scenario leaves open
  std::optional<std::string> file;    ///< a scenario whose conditions count in all runs
  std::vector<std::string> command;   ///< the host firmware; never empty after parsing
  std::vector<std::string> policies;  ///< never empty after parsing
  std::optional<std::string> only;    ///< a pattern for the names of the fault points
  std::optional<std::string> urc;     ///< what the policy urc inserts, with its line end
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::uint64_t> seed;
  int jobs = 1;
  std::optional<int> occurrences = 3;  ///< of equal command lines; none: all
  std::optional<std::string> junit;
  std::optional<std::string> save;  ///< a directory for the reproductions
};

/// `espat ctl`.
struct CtlOptions {
  ControlAddress address;
  std::vector<std::string> words;  ///< the verb and what it takes
  bool json = false;
};

/// `espat profiles`.
struct ListProfiles {
  bool json = false;
};

/// `espat flash pack`.
struct PackFlash {
  CertificateFiles files;
  std::string image;
};

/// `espat flash list`.
struct ListFlash {
  std::string image;
};

/// Text that was asked for: help or version.
struct PrintText {
  std::string text;
};

using Invocation = std::variant<DeviceOptions, RunOptions, SweepOptions, CtlOptions, ListProfiles, PrintText, PackFlash, ListFlash>;

/// Reads the command line. Throws Failure (bad_command_line), one sentence that says what was probably meant.
Invocation parse_command_line(int argc, const char* const* argv);

}  // namespace espat::emulator
