#pragma once

#include "net/link_faults.hpp"

namespace espat::test {

/// A fault that does nothing yet, to every connection.
inline net::LinkFault on_every_connection() {
  net::LinkFault fault;
  fault.strikes = [] { return true; };
  return fault;
}

inline net::LinkFault blackhole() {
  net::LinkFault fault = on_every_connection();
  fault.swallows = true;
  return fault;
}

}  // namespace espat::test
