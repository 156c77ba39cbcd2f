#pragma once

namespace espat::at {

/// How the Wi-Fi commands of a version behave (device-commands.md 6.1, 6.2, 8.1).
struct WifiRules {};

}  // namespace espat::at
