#pragma once

#include <cstdint>

namespace espat::at {

/// The error codes of the AT core: 0x01SSEEEE (at-core.md 3.2).
namespace error_code {
inline constexpr std::uint32_t no_at = 0x01030000;
inline constexpr std::uint32_t unsupported = 0x01090000;
inline constexpr std::uint32_t execution_failed = 0x010a0000;
inline constexpr std::uint32_t busy = 0x010b0000;

/// `parameter` counts from 1.
constexpr std::uint32_t parameter_length(std::uint32_t parameter) { return 0x01040000U | parameter; }
constexpr std::uint32_t parameter_count(std::uint32_t needed, std::uint32_t given) { return 0x01060000U | needed << 8U | given; }
/// `parameter` counts from 1.
constexpr std::uint32_t parameter_invalid(std::uint32_t parameter) { return 0x01070000U | parameter; }
/// `index` counts from 0.
constexpr std::uint32_t parse_failed(std::uint32_t index) { return 0x01080000U | index; }
}  // namespace error_code

}  // namespace espat::at
