#pragma once

#include <optional>
#include <string>

#include "emulator/private_broker.hpp"

namespace espat::emulator {

class Device;

/// Where a private broker listens and what opens it.
struct ReadyBroker {
  BrokerPorts ports;
  BrokerAccess access;
};

/// What a user or a script needs to know of a module that runs.
struct Ready {
  std::string port;  ///< `/dev/pts/N`, `tcp:HOST:PORT` or `unix:PATH`
  std::optional<std::string> link;
  std::optional<std::string> log_port;  ///< the link of the log UART's pty
  std::string profile;
  std::optional<ReadyBroker> broker;
  std::optional<std::string> control = std::nullopt;  ///< the address of the control API
};

/// Of a module that is being powered up. `control`: the address of its control API.
Ready ready_of(const Device& device, const std::optional<PrivateBroker>& broker, std::optional<std::string> control);

/// The first line on stdout: with `json` the ready object of the interface, else the link, or the port when there is none.
std::string first_line(const Ready& ready, bool json);

/// A few lines for a person at a terminal: where the module is and what to try.
std::string welcome(const Ready& ready);

/// What `espat profiles` prints: name, chip and description of each firmware version, a line each.
std::string profiles_text(bool json);

}  // namespace espat::emulator
