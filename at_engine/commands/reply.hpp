#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "at_engine/command.hpp"
#include "at_engine/module.hpp"

namespace espat::at {

// The two shapes in which queries answer (device-commands.md 5), and those of a refusal.

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

/// Plain ERROR.
inline Outcome refuse(Module& module, std::string_view why) {
  module.out.because(why);
  return Result::error;
}

/// ERROR with a code.
inline Outcome refuse(Module& module, std::uint32_t code, std::string_view why) {
  module.print_code(code);
  return refuse(module, why);
}

}  // namespace espat::at
