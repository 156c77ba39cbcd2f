// CIPDNS, MDNS (device-commands.md 6.1, 8.1-13).

#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <vector>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/wifi_checks.hpp"
#include "at_engine/error_code.hpp"

namespace espat::at {
namespace {

constexpr Ipv4Address no_address = std::numeric_limits<Ipv4Address>::max();

/// The end of a number in the notation of C; null when there is none.
const char* read_number(std::string_view text, Ipv4Address& number) {
  int base = 10;
  if (text.size() > 1 && text[0] == '0') base = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
  if (base == 16) text.remove_prefix(2);
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return failure == std::errc() ? end : nullptr;
}

/// One to four numbers between dots, of which the last one fills what is left: "8.8.8" is 8.8.0.8.
std::optional<Ipv4Address> parse_short_ipv4(std::string_view text) {
  constexpr Ipv4Address highest_part = 255;
  Ipv4Address address = 0;
  for (unsigned remaining_bits = 32;;) {
    Ipv4Address number = 0;
    const char* end = read_number(text, number);
    if (end == nullptr) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return remaining_bits == 32 || number < (1U << remaining_bits) ? std::optional(address | number) : std::nullopt;
    if (text.front() != '.' || number > highest_part || remaining_bits == 8) return std::nullopt;
    text.remove_prefix(1);
    remaining_bits -= 8;
    address |= number << remaining_bits;
  }
}

/// The first four bytes of an IPv6 address, which is all that the firmware keeps of it.
std::optional<Ipv4Address> parse_ipv6_head(std::string_view text) {
  const bool is_ipv6 =
      text.find("::") != std::string_view::npos && text.find_first_not_of("0123456789abcdefABCDEF:") == std::string_view::npos;
  if (!is_ipv6) return std::nullopt;
  Ipv4Address head = 0;
  for (int group = 0; group < 2; ++group) {
    Ipv4Address number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (failure == std::errc()) text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
    head = head << 16U | (number & 0xffffU);
  }
  return head;
}

Outcome query_dns(const Call& call) {
  std::string line = call.module.settings.dns_servers ? "+CIPDNS:1" : "+CIPDNS:0";
  for (const Ipv4Address server : call.module.wifi.dns_servers) {
    if (server != 0) line += ",\"" + text_of(server) + "\"";
  }
  call.module.out.uart(line + "\r\n");
  return Result::ok;
}

/// The servers that were named; none when one is no address.
std::optional<std::vector<Ipv4Address>> read_servers(const Call& call) {
  ParameterReader reader(call);
  std::vector<Ipv4Address> servers;
  for (std::size_t i = 1; i < reader.count(); ++i) {
    const TextRead read = reader.text(i);
    if (read.status != ReadStatus::ok) return std::nullopt;
    auto server = parse_short_ipv4(read.value);
    if (!server) server = parse_ipv6_head(read.value);
    if (!server) {
      refuse_check(call.module, error_code::parameter_invalid(static_cast<std::uint32_t>(i) + 1), read.value + " is no address");
      return std::nullopt;
    }
    servers.push_back(*server == no_address ? 0 : *server);
  }
  return servers;
}

Outcome set_dns(const Call& call) {
  Module& module = call.module;
  ParameterReader reader(call);
  int on = 0;
  if (!reader.integer_within(0, 0, 1, on)) return Result::error;
  const auto defaults = module.profile.wifi.default_dns_servers;
  if (reader.count() > (on == 1 ? 4U : 1U)) return refuse_count(call, 1);
  const auto servers = read_servers(call);
  if (!servers) return Result::error;
  if (on == 0) {
    module.change_settings([](Settings& settings) { settings.dns_servers.reset(); });
    std::copy(defaults.begin(), defaults.end(), module.wifi.dns_servers.begin());
    return Result::ok;
  }
  module.change_settings([&](Settings& settings) { settings.dns_servers = servers->empty() ? std::vector{defaults.front()} : *servers; });
  std::copy(servers->begin(), servers->end(), module.wifi.dns_servers.begin());
  return Result::ok;
}

Outcome set_mdns(const Call& call) {
  constexpr int highest_port = 65'535;
  Module& module = call.module;
  ParameterReader reader(call);
  int on = 0;
  if (!reader.integer_within(0, 0, 1, on)) return Result::error;
  if (on == 0) return reader.count() == 1 ? Outcome(Result::ok) : refuse_count(call, 1);
  if (reader.count() < 4) return refuse_count(call, 4);
  for (const std::size_t index : {std::size_t{1}, std::size_t{2}}) {
    const TextRead name = reader.text(index);
    if (name.status != ReadStatus::ok) return Result::error;
    if (name.value.empty())
      return refuse_check(module, error_code::parameter_invalid(static_cast<std::uint32_t>(index) + 1), "a name is empty");
  }
  int port = 0;
  if (!reader.integer_within(3, 1, highest_port, port)) return refuse_check(module, error_code::parameter_invalid(4), "it is no port");
  module.out.note(Note::Level::warning, "AT+MDNS answers OK, but nothing is announced on the real network");
  return Result::ok;
}

}  // namespace

std::span<const Command> dns_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPDNS", .query = query_dns, .set = set_dns},
      Command{.name = "+MDNS", .set = set_mdns},
  };
  return table;
}

}  // namespace espat::at
