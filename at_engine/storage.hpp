#pragma once

#include <optional>

#include "at_engine/flash/flash.hpp"
#include "at_engine/flash/manufacturing_data.hpp"
#include "at_engine/settings.hpp"

namespace espat::at {

/// What survives when the module loses its power.
struct Storage {
  std::optional<Settings> settings;                     ///< none: the module has never stored any
  PartitionContents partitions;                         ///< those that are not erased
  std::optional<ManufacturingData> manufacturing_data;  ///< none: as delivered
};

}  // namespace espat::at
