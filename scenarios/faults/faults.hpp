#pragma once

#include <vector>

#include "scenarios/fault.hpp"

namespace espat::scenarios::faults {

// Each fault's row for the registry, from the file of its name.

FaultKind drop();
FaultKind duplicate();
FaultKind flip();
FaultKind insert();
FaultKind slice();
FaultKind delay();
FaultKind stall();
FaultKind baud_mismatch();
FaultKind overrun();

std::vector<FaultKind> network();
std::vector<FaultKind> broker();
std::vector<FaultKind> wifi();
std::vector<FaultKind> firmware();

/// Puts a fault on the line of the call.
inline Removal on_line(FaultCall& call, UartFault::Unit unit, UartFault::Strike strike, std::int64_t length = 1) {
  return call.world.uart().add(call.direction, {unit, std::move(strike), std::move(call.strikes), length});
}

}  // namespace espat::scenarios::faults
