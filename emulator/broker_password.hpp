#pragma once

#include <string>

namespace espat::emulator {

/// A password that nobody had before.
std::string random_password();

/// A line of mosquitto's password file (mosquitto_passwd(1)), with its line end.
std::string mosquitto_password_line(const std::string& user, const std::string& password);

}  // namespace espat::emulator
