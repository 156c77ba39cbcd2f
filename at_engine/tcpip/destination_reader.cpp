#include "at_engine/tcpip/destination_reader.hpp"

namespace espat::at {
namespace {

constexpr int longest_start_timeout = 60'000;
constexpr int highest_udp_mode = 2;

}  // namespace

void read_link_type(const Call& call, TcpipReader& in, Destination& to, const std::string& name) {
  const bool has_suffix = name.size() == 5 && name.ends_with("v6");
  const std::string base = has_suffix ? name.substr(0, 3) : name;
  in.require(base == "TCP" || base == "UDP" || base == "SSL", "the type is not TCP, UDP or SSL");
  in.require(!has_suffix || call.module.profile.tcpip.knows_ipv6, "this version has no IPv6");
  to.type = base == "UDP" ? LinkType::udp : base == "SSL" ? LinkType::ssl : LinkType::tcp;
  to.is_ipv6 = has_suffix;
}

Destination read_destination(const Call& call, TcpipReader& in) {
  Destination to;
  read_link_type(call, in, to, in.text(0, any_length));
  to.host = in.text(1, longest_host);
  to.port = static_cast<std::uint16_t>(in.integer(1, highest_port));
  if (to.type == LinkType::udp) {
    to.local_port = static_cast<std::uint16_t>(in.integer_or(0, 1, highest_port));
    to.udp_mode = in.integer_or(0, 0, highest_udp_mode);
  } else {
    to.keepalive_seconds = in.integer_or(0, 0, longest_keepalive);
  }
  const bool may_be_empty = call.module.profile.tcpip.start_takes_timeout;
  if (!may_be_empty || !in.skip_empty()) to.local_host = in.optional_text(any_length).value_or(std::string());
  return to;
}

std::optional<Duration> read_timeout(const Call& call, TcpipReader& in) {
  if (!call.module.profile.tcpip.start_takes_timeout) return std::nullopt;
  const int timeout = in.integer_or(0, 0, longest_start_timeout);
  return timeout > 0 ? std::optional(Duration(timeout)) : std::nullopt;
}

}  // namespace espat::at
