#include "at_engine/http/http_url.hpp"

#include <charconv>

namespace espat::at {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::optional<HttpUrl> parse_http_url(std::string_view text) {
  HttpUrl url;
  url.is_secure = take_prefix(text, "https://");
  if (!url.is_secure && !take_prefix(text, "http://")) return std::nullopt;
  text = text.substr(0, text.find('#'));
  const std::string_view authority = text.substr(0, text.find_first_of("/?"));
  url.target = text.substr(authority.size());
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  const auto colon = authority.find(':');
  url.host = authority.substr(0, colon);
  url.port = default_http_port(url.is_secure);
  if (colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port == 0) return std::nullopt;
  }
  return url.host.empty() ? std::nullopt : std::optional(url);
}

}  // namespace espat::at
