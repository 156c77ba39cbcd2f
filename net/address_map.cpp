#include "net/address_map.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace espat::net {

namespace {

struct Side {
  std::string host;
  std::optional<std::uint16_t> port;
};

[[noreturn]] void reject(std::string_view rule, const std::string& problem) {
  throw std::invalid_argument("\"" + std::string(rule) + "\" is not a mapping: " + problem +
                              "; write HOST[:PORT]=HOST:PORT, for example broker.example.com=127.0.0.1:1883");
}

std::uint16_t parse_port(std::string_view rule, std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535) {
    reject(rule, "\"" + std::string(text) + "\" is not a port from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

Side parse_bracketed(std::string_view rule, std::string_view text) {
  const auto close = text.find(']');
  if (close == std::string_view::npos) reject(rule, "the ']' after the IPv6 address is missing");
  Side side{std::string(text.substr(1, close - 1)), std::nullopt};
  const auto rest = text.substr(close + 1);
  if (rest.empty()) return side;
  if (rest.front() != ':') reject(rule, "only :PORT can follow ']', not \"" + std::string(rest) + "\"");
  side.port = parse_port(rule, rest.substr(1));
  return side;
}

Side parse_side(std::string_view rule, std::string_view text, const std::string& which) {
  Side side;
  if (text.starts_with('[')) {
    side = parse_bracketed(rule, text);
  } else if (std::count(text.begin(), text.end(), ':') > 1) {
    reject(rule, "an IPv6 address needs brackets, as in [" + std::string(text) + "]");
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    side = {std::string(text.substr(0, colon)), parse_port(rule, text.substr(colon + 1))};
  } else {
    side.host = text;
  }
  if (side.host.empty()) reject(rule, "the host " + which + " '=' is missing");
  return side;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::string to_string(const Address& address) {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

void AddressMap::add(std::string_view rule) {
  const auto equals = rule.find('=');
  if (equals == std::string_view::npos) reject(rule, "the '=' is missing");
  const Side from = parse_side(rule, rule.substr(0, equals), "before");
  const Side to = parse_side(rule, rule.substr(equals + 1), "after");
  if (!to.port) reject(rule, "the port after '=' is missing");
  const std::string wanted = from.port ? to_string({from.host, *from.port}) : from.host;
  rules_[lower(wanted)] = {to.host, *to.port, true};
}

void AddressMap::redirect(const Address& place, const Address& other) {
  for (auto& [wanted, real] : rules_) {
    if (real == place) real = {other.host, other.port, true};
  }
}

Address AddressMap::find(const Address& wanted) const {
  for (const auto& text : {to_string(wanted), wanted.host}) {
    if (const auto rule = rules_.find(lower(text)); rule != rules_.end()) return rule->second;
  }
  return wanted;
}

std::vector<std::string> AddressMap::hosts() const {
  std::vector<std::string> hosts;
  for (const auto& [wanted, real] : rules_) {
    const bool in_brackets = wanted.starts_with('[');
    const bool has_port = in_brackets || std::count(wanted.begin(), wanted.end(), ':') == 1;
    const std::string host = has_port ? wanted.substr(0, wanted.rfind(':')) : wanted;
    hosts.push_back(in_brackets ? host.substr(1, host.size() - 2) : host);
  }
  return hosts;
}

Address AddressMap::find_host(const std::string& wanted) const {
  auto rule = rules_.find(lower(wanted));
  if (rule == rules_.end()) {
    std::string with_port = lower(to_string({wanted, 0}));
    with_port.pop_back();
    rule = rules_.lower_bound(with_port);
    if (rule == rules_.end() || !rule->first.starts_with(with_port)) return {wanted, 0};
  }
  return {rule->second.host, 0, true};
}

}  // namespace espat::net
