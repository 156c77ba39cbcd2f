#pragma once

#include <string>
#include <string_view>

namespace espat::scenarios {

/// The bytes as one readable line: `\r`, `\n`, `\t`, `\\` and `\xNN` for the other control bytes and for bytes from 0x7f on.
std::string visible(std::string_view bytes);

}  // namespace espat::scenarios
