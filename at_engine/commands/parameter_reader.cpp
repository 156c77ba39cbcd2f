#include "at_engine/commands/parameter_reader.hpp"

#include <string>

#include "at_engine/error_code.hpp"
#include "at_engine/module.hpp"

namespace espat::at {

IntegerRead ParameterReader::integer(std::size_t index) {
  const IntegerRead read = read_integer(call_.parameters, index);
  switch (read.status) {
    case ReadStatus::ok:
      break;
    case ReadStatus::omitted:
      call_.module.out.because("parameter " + std::to_string(index + 1) + " is empty");
      break;
    case ReadStatus::missing:
      report_missing(index);
      break;
    case ReadStatus::failed:
      report(index, "is not a number");
      break;
    case ReadStatus::too_big:
      call_.module.out.because("parameter " + std::to_string(index + 1) + " is over 4294967295");
      break;
  }
  return read;
}

TextRead ParameterReader::text(std::size_t index) {
  TextRead read = read_text(call_.parameters, index);
  if (read.status == ReadStatus::missing) report_missing(index);
  if (read.status == ReadStatus::failed) report(index, "is no string: " + std::string(why_no_text(call_.parameters[index])));
  const bool absent = read.status == ReadStatus::missing || read.status == ReadStatus::omitted;
  if (absent && call_.module.profile.core.strings_can_be_null) read.status = ReadStatus::ok;
  return read;
}

bool ParameterReader::integer_within(std::size_t index, int lowest, int highest, int& value) {
  const IntegerRead read = integer(index);
  if (read.status != ReadStatus::ok) return false;
  if (read.value < lowest || read.value > highest) {
    call_.module.out.because("parameter " + std::to_string(index + 1) + " is not " + std::to_string(lowest) + " to " +
                             std::to_string(highest));
    return false;
  }
  value = read.value;
  return true;
}

void ParameterReader::report_missing(std::size_t index) { report(index, "is missing"); }

void ParameterReader::report(std::size_t index, std::string_view why) {
  call_.module.print_code(error_code::parse_failed(static_cast<std::uint32_t>(index)));
  call_.module.out.because("parameter " + std::to_string(index + 1) + " " + std::string(why));
}

}  // namespace espat::at
