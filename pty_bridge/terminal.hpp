#pragma once

#include <optional>

namespace espat::uart::terminal {

/// No echo, no translation, no signals, 8 data bits, modem lines ignored; the speed stays. Works on either end of a pty.
/// Throws std::system_error.
void make_raw(int fd);

/// Any speed in baud, also one without a constant of its own. Throws std::system_error.
void set_baud(int fd, int baud);

/// The speed in baud; none when it is 0 ("hang up").
std::optional<int> baud(int fd);

/// Others may open it again although a host that has gone had claimed it for itself (TIOCEXCL).
void end_exclusive_use(int fd);

}  // namespace espat::uart::terminal
