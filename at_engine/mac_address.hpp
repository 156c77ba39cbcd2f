#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace espat::at {

/// "xx:xx:xx:xx:xx:xx" in either case becomes lower case; anything else is none.
std::optional<std::string> parse_mac(std::string_view text);

/// Whether it names a group: the lowest bit of the first byte is set.
bool is_multicast(std::string_view mac);

}  // namespace espat::at
