// CIPTCPOPT, CIPRECONNINTV, CIPCONNPERSIST and SAVETRANSLINK (device-commands.md 6.3, 8.2-7, 8.2-12, 8.2-13, 8.2-16).

#include <array>
#include <limits>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/tcpip/destination_reader.hpp"

namespace espat::at {
namespace {

constexpr int biggest = std::numeric_limits<int>::max();
constexpr int longest_reconnect_interval = 36'000;

std::string shown_options(const TcpOptions& options, bool has_keepalive) {
  return std::to_string(options.linger_seconds) + "," + std::to_string(options.no_delay) + "," + std::to_string(options.send_timeout) +
         (has_keepalive ? "," + std::to_string(options.keepalive_seconds) : "");
}

Outcome query_tcp_options(const Call& call) {
  const TcpipRules& rules = call.module.profile.tcpip;
  const bool shows_one = rules.single_link_shows_one && !call.module.tcpip.session.has_many_links;
  std::string text;
  for (int id = 0; id < (shows_one ? 1 : all_links); ++id) {
    text += std::string(call.name) + ":" + std::to_string(id) + "," +
            shown_options(call.module.settings.tcpip.tcp_options.at(index_of(id)), rules.tcp_options_have_keepalive) + "\r\n";
  }
  call.module.out.uart(text);
  return Result::ok;
}

Outcome set_tcp_options(const Call& call) {
  TcpipReader in(call);
  const auto ids = in.links();
  if (in.failed()) return Result::error;
  TcpOptions options = call.module.settings.tcpip.tcp_options.at(index_of(ids.front()));
  options.linger_seconds = in.integer_or_same(options.linger_seconds, -1, biggest);
  options.no_delay = in.integer_or_same(options.no_delay, 0, 1);
  options.send_timeout = in.integer_or_same(options.send_timeout, 0, biggest);
  options.keepalive_seconds = 0;
  if (in.has_more() && call.module.profile.tcpip.tcp_options_have_keepalive) options.keepalive_seconds = in.integer(0, longest_keepalive);
  in.end();
  if (in.failed()) return Result::error;
  call.module.change_settings([&](Settings& settings) {
    for (const int id : ids) settings.tcpip.tcp_options.at(index_of(id)) = options;
  });
  return Result::ok;
}

Outcome query_reconnect_interval(const Call& call) {
  return reply_line(call, std::to_string(call.module.settings.tcpip.reconnect_interval));
}

Outcome set_reconnect_interval(const Call& call) {
  TcpipReader in(call);
  const int interval = in.integer(1, longest_reconnect_interval);
  in.end();
  if (in.failed()) return Result::error;
  call.module.change_settings([interval](Settings& settings) { settings.tcpip.reconnect_interval = interval; });
  return Result::ok;
}

Outcome query_persistence(const Call& call) {
  const TcpipSession& session = call.module.tcpip.session;
  std::string values;
  for (int id = 0; id < (session.has_many_links ? all_links : 1); ++id) {
    values += std::string(id > 0 ? "," : "") + (session.outlives_address.at(index_of(id)) ? "1" : "0");
  }
  return reply_line(call, values);
}

Outcome set_persistence(const Call& call) {
  TcpipReader in(call);
  const auto ids = in.links();
  const bool outlives = in.integer(0, 1) == 1;
  in.end();
  if (in.failed()) return Result::error;
  for (const int id : ids) call.module.tcpip.session.outlives_address.at(index_of(id)) = outlives;
  return Result::ok;
}

Outcome save(Module& module, const std::optional<SavedLink>& link) {
  module.change_stored_settings([&link](Settings& settings) { settings.tcpip.saved_link = link; });
  return Result::ok;
}

/// A name is looked up before it is saved.
Outcome look_up_and_save(Module& module, const SavedLink& link) {
  const auto ip = std::make_shared<std::optional<std::string>>();
  module.tcpip.questions.resolve(link.to.host, link.to.is_ipv6, [ip](const std::string& answer) { *ip = answer; });
  return Outcome::wait("the name", [ip, link](Module& m) -> Outcome {
    if (!ip->has_value()) return Outcome::still_waiting();
    if (!(*ip)->empty()) return save(m, link);
    m.out.because("there is no such name");
    return Result::error;
  });
}

SavedLink read_client(const Call& call, TcpipReader& in) {
  SavedLink link;
  link.to.host = in.text(1, longest_host);
  link.to.port = static_cast<std::uint16_t>(in.integer(1, highest_port));
  if (const auto type = in.optional_text(longest_link_type)) read_link_type(call, in, link.to, *type);
  if (link.to.type == LinkType::udp) {
    link.to.local_port = static_cast<std::uint16_t>(in.integer_or(0, 1, highest_port));
  } else {
    link.to.keepalive_seconds = in.integer_or(0, 0, longest_keepalive);
  }
  return link;
}

SavedLink read_server(const Call& call, TcpipReader& in) {
  SavedLink link;
  link.is_server = true;
  link.to.port = static_cast<std::uint16_t>(in.integer_or(LinkServer::default_port, 1, highest_port));
  if (const auto type = in.optional_text(longest_link_type)) read_link_type(call, in, link.to, *type);
  in.require(link.to.type != LinkType::udp, "a server is for TCP or SSL");
  link.to.keepalive_seconds = in.integer_or(0, 0, longest_keepalive);
  return link;
}

Outcome save_link(const Call& call) {
  constexpr int server_mode = 3;
  Module& module = call.module;
  TcpipReader in(call);
  const int mode = in.integer(0, module.profile.tcpip.saves_server ? server_mode : 1);
  in.require(mode != 2, "the mode is not 0, 1 or 3");
  std::optional<SavedLink> link;
  if (mode == 1) link = read_client(call, in);
  if (mode == server_mode) link = read_server(call, in);
  in.end();
  if (in.failed()) {
    if (module.profile.tcpip.saved_link_error_is_named) module.print_code(error_code::parameter_invalid(2));
    return Result::error;
  }
  return link && !link->is_server ? look_up_and_save(module, *link) : save(module, link);
}

}  // namespace

std::span<const Command> tcpip_option_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPTCPOPT", .query = query_tcp_options, .set = set_tcp_options},
      Command{.name = "+CIPRECONNINTV", .query = query_reconnect_interval, .set = set_reconnect_interval},
      Command{.name = "+SAVETRANSLINK", .set = save_link},
  };
  return table;
}

std::span<const Command> tcpip_persistence_command() {
  static constexpr std::array table{Command{.name = "+CIPCONNPERSIST", .query = query_persistence, .set = set_persistence}};
  return table;
}

}  // namespace espat::at
