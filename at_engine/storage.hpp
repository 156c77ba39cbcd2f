#pragma once

#include <optional>

#include "at_engine/settings.hpp"

namespace espat::at {

/// What survives when the module loses its power.
struct Storage {
  std::optional<Settings> settings;  ///< none: the module has never stored any
};

}  // namespace espat::at
