#pragma once

#include <string>

#include "at_engine/command.hpp"
#include "at_engine/module.hpp"

namespace espat::at {

// The two shapes in which queries answer (device-commands.md 5).

/// "+NAME:value\r\n", after which a blank line stands before the OK.
inline Outcome reply_line(const Call& call, const std::string& value) {
  call.module.out.uart(std::string(call.name) + ":" + value + "\r\n");
  return Result::ok;
}

/// "+NAME:value", so that the OK is on the next line.
inline Outcome reply_bare(const Call& call, const std::string& value) {
  call.module.out.uart(std::string(call.name) + ":" + value);
  return Result::ok;
}

}  // namespace espat::at
