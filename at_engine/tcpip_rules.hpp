#pragma once

namespace espat::at {

/// How the TCP/IP commands of a version behave (device-commands.md 6.3, 8.2).
struct TcpipRules {};

}  // namespace espat::at
