#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace espat::at {

/// Where a request goes.
struct HttpUrl {
  bool is_secure = false;
  std::string host;
  std::uint16_t port = 0;
  std::string target;  ///< path with query, "/" at least
};

constexpr std::uint16_t default_http_port(bool is_secure) { return is_secure ? 443 : 80; }

/// None when it is no URL of http or https.
std::optional<HttpUrl> parse_http_url(std::string_view text);

}  // namespace espat::at
