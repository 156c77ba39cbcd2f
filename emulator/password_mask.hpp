#pragma once

#include <string>
#include <string_view>

namespace espat::emulator {

/// Replaces passwords in one direction of the AT port's bytes by `***`, however the bytes are cut into chunks. From the password to the end
/// of its line nothing is shown: where it ends cannot be told when its commas and quotes are not escaped, as in the firmware's own answers.
class PasswordMask {
 public:
  /// The next bytes of this direction, fit to be shown.
  std::string pass(std::string_view bytes);

 private:
  enum class Place { before, parameters, password };

  void look_for_command(char byte);
  void count_parameter(char byte);
  void end_line();

  Place place_ = Place::before;
  std::string recent_;            ///< the last bytes before the parameters, upper-cased, as many as the longest command name has
  int parameters_to_come_ = 0;    ///< before the password
  bool escapes_ = false;          ///< a command's parameters use backslashes; an answer's values are raw (mqtt.md 1.1)
  bool escaped_ = false;          ///< the previous byte was such a backslash
  bool carriage_return_ = false;  ///< the previous byte was CR
};

}  // namespace espat::emulator
