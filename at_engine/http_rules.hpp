#pragma once

namespace espat::at {

/// How the HTTP commands of a version behave (device-commands.md 6.3).
struct HttpRules {};

}  // namespace espat::at
