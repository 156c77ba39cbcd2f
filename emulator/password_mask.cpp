#include "emulator/password_mask.hpp"

#include <array>
#include <cstddef>

namespace espat::emulator {
namespace {

/// Where a password stands: after how many parameters of which command.
struct PasswordParameter {
  std::string_view command;
  int index;
};

constexpr std::array<PasswordParameter, 5> password_parameters{
    {{"+MQTTUSERCFG", 4}, {"+MQTTPASSWORD", 1}, {"+CWJAP", 1}, {"+CWSAP", 1}, {"+MQTTLONGPASSWORD", 1}}};
constexpr std::size_t longest_command = 17;

char upper(char byte) { return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte; }

}  // namespace

std::string PasswordMask::pass(std::string_view bytes) {
  std::string shown;
  for (const char byte : bytes) {
    const bool line_ends = carriage_return_ && byte == '\n';
    carriage_return_ = byte == '\r';
    if (place_ != Place::password) {
      shown += byte;
    } else if (line_ends) {
      shown += "\r\n";
    }
    if (line_ends) {
      end_line();
    } else if (place_ == Place::before) {
      look_for_command(byte);
    } else if (place_ == Place::parameters) {
      count_parameter(byte);
      if (place_ == Place::password) shown += "***";
    }
  }
  return shown;
}

void PasswordMask::look_for_command(char byte) {
  if (byte == '=' || byte == ':') {
    for (const PasswordParameter& parameter : password_parameters) {
      // An answer `+CWJAP:` carries no password.
      if (!recent_.ends_with(parameter.command) || (byte == ':' && parameter.command == "+CWJAP")) continue;
      place_ = Place::parameters;
      parameters_to_come_ = parameter.index;
      escapes_ = byte == '=';
    }
  }
  recent_ += upper(byte);
  if (recent_.size() > longest_command) recent_.erase(0, 1);
}

void PasswordMask::count_parameter(char byte) {
  const bool separates = byte == ',' && !escaped_;
  escaped_ = escapes_ && !escaped_ && byte == '\\';
  if (separates && --parameters_to_come_ == 0) place_ = Place::password;
}

void PasswordMask::end_line() {
  place_ = Place::before;
  recent_.clear();
  escaped_ = false;
}

}  // namespace espat::emulator
