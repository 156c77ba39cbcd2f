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

bool ParameterReader::only_integer(int lowest, int highest, int& value) {
  return has_counted(1) && integer_within(0, lowest, highest, value) && ends_after(1);
}

bool ParameterReader::optional_integer(std::size_t index, int lowest, int highest, int& value) {
  const bool is_given = index < count() && !call_.parameters[index].empty();
  return !is_given || integer_within(index, lowest, highest, value);
}

bool ParameterReader::has_counted(std::size_t wanted) {
  if (!call_.module.profile.core.counts_come_first || count() == wanted) return true;
  call_.module.print_code(error_code::parameter_count(static_cast<std::uint32_t>(wanted), static_cast<std::uint32_t>(count())));
  call_.module.out.because("it takes " + std::to_string(wanted) + " parameter" + (wanted == 1 ? "" : "s") + ", not " +
                           std::to_string(count()));
  return false;
}

bool ParameterReader::ends_after(std::size_t most) {
  if (count() <= most) return true;
  call_.module.out.because("it takes " + std::to_string(most) + " parameter" + (most == 1 ? "" : "s") + ", not " + std::to_string(count()));
  return false;
}

void ParameterReader::report_missing(std::size_t index) { report(index, "is missing"); }

void ParameterReader::report(std::size_t index, std::string_view why) {
  call_.module.print_code(error_code::parse_failed(static_cast<std::uint32_t>(index)));
  call_.module.out.because("parameter " + std::to_string(index + 1) + " " + std::string(why));
}

}  // namespace espat::at
