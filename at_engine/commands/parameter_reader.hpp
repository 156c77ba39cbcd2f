#pragma once

#include <cstddef>

#include "at_engine/command.hpp"
#include "at_engine/parameters.hpp"

namespace espat::at {

/// Reads the parameters of a call as the AT core does, and reports what cannot be read: 0x0108nnnn on the AT UART when AT+SYSLOG=1, and in
/// words on the program log (at-core.md 4).
class ParameterReader {
 public:
  explicit ParameterReader(const Call& call) : call_(call) {}

  IntegerRead integer(std::size_t index);
  /// Where strings can be null, omitted and missing ones read as ok and empty.
  TextRead text(std::size_t index);

  /// True when a number was read, and it is in `lowest`..`highest`; reports neither.
  bool integer_within(std::size_t index, int lowest, int highest, int& value);

  /// The only parameter of a command, in `lowest`..`highest`; a wrong number of parameters is reported as the version does.
  bool only_integer(int lowest, int highest, int& value);
  /// As integer_within(); a parameter that is empty or not there leaves `value` as it is.
  bool optional_integer(std::size_t index, int lowest, int highest, int& value);
  /// In versions that count first: false when there are not `wanted` parameters, which is reported with its code.
  bool has_counted(std::size_t wanted);
  /// False when there are more than `most` parameters, for which there is no code.
  bool ends_after(std::size_t most);

  std::size_t count() const { return call_.parameters.size(); }
  /// There is no such parameter, or it is empty; reports neither.
  bool is_left_out(std::size_t index) const { return index >= count() || call_.parameters[index].empty(); }

 private:
  void report_missing(std::size_t index);
  void report(std::size_t index, std::string_view why);

  const Call& call_;
};

}  // namespace espat::at
