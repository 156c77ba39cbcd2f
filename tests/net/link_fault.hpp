#pragma once

#include "net/link_faults.hpp"

namespace espat::test {

/// A fault that does nothing yet, to every connection.
inline net::LinkFault on_every_connection() {
  net::LinkFault fault;
  fault.strikes = [] { return true; };
  return fault;
}

}  // namespace espat::test
