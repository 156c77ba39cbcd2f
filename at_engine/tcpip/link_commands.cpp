// CIPMUX, CIPMODE, CIPDINFO, CIPSTATUS, CIPSTATE and CIPCLOSE (device-commands.md 6.3, 8.2).

#include <algorithm>
#include <array>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {
namespace {

/// The only parameter, 0 or 1.
std::optional<bool> read_switch(const Call& call) {
  TcpipReader in(call);
  const int value = in.integer(0, 1);
  in.end();
  return in.failed() ? std::nullopt : std::optional(value == 1);
}

Outcome refuse_link(const Call& call, std::string_view why) {
  call.module.out.because(why);
  return Result::error;
}

Outcome query_mux(const Call& call) { return reply_line(call, call.module.tcpip.session.has_many_links ? "1" : "0"); }

Outcome set_mux(const Call& call) {
  TcpipService& tcpip = call.module.tcpip;
  const auto many = read_switch(call);
  if (!many) return Result::error;
  if (tcpip.has_stream()) return refuse_link(call, "a link is open");
  if (*many && tcpip.session.is_transparent) return refuse_link(call, "CIPMODE is 1");
  if (!*many && (tcpip.has_link() || tcpip.server.is_running())) return refuse_link(call, "a link or the server is open");
  tcpip.session.has_many_links = *many;
  return Result::ok;
}

Outcome query_transparency(const Call& call) { return reply_line(call, call.module.tcpip.session.is_transparent ? "1" : "0"); }

/// Passthrough is for one link: link 0, or the only client of a server that takes one (device-commands.md 8.2-7).
bool may_be_transparent(const TcpipService& tcpip) {
  if (tcpip.server.is_running() && tcpip.server.most_clients > 1) return false;
  const auto is_other = [](const Link& link) { return link.is_open() && link.id != Passthrough::link_id; };
  const bool has_second_link = tcpip.open_links() > 1 && std::any_of(tcpip.links.begin(), tcpip.links.end(), is_other);
  const Link& link = tcpip.links.at(Passthrough::link_id);
  return !has_second_link && !(link.is_open() && link.is_udp() && link.to.udp_mode == 2);
}

Outcome set_transparency(const Call& call) {
  TcpipService& tcpip = call.module.tcpip;
  const auto transparent = read_switch(call);
  if (!transparent) return Result::error;
  if (!may_be_transparent(tcpip))
    return refuse_link(call, "passthrough is for one link, not for a server with more, and not for UDP mode 2");
  tcpip.session.is_transparent = *transparent;
  return Result::ok;
}

/// v2.1: passthrough and several links exclude each other (device-commands.md 6.3).
Outcome set_single_transparency(const Call& call) {
  if (call.module.tcpip.session.has_many_links) return refuse_link(call, "CIPMUX is 1");
  return set_transparency(call);
}

Outcome query_sender(const Call& call) { return reply_bare(call, call.module.tcpip.session.shows_sender ? "true" : "false"); }

Outcome set_sender(const Call& call) {
  const auto shows = read_switch(call);
  if (!shows) return Result::error;
  call.module.tcpip.session.shows_sender = *shows;
  return Result::ok;
}

int status_number(const Module& module) {
  const int mode = module.settings.wifi_mode;
  if (module.tcpip.has_stream()) return 3;
  if (module.tcpip.has_closed_link) return 4;
  if (mode != 1 && mode != 3) return 0;
  if (module.station.is_online()) return 2;
  return 5;
}

std::string open_links(const Module& module, std::string_view name) {
  std::string text;
  for (const Link& link : module.tcpip.links) {
    if (!link.is_open()) continue;
    text += std::string(name) + ":" + std::to_string(link.id) + ",\"" + name_of(link.to) + "\",\"" + link.remote.ip + "\"," +
            std::to_string(link.remote.port) + "," + std::to_string(link.local_port) + "," + (link.is_client_of_server ? "1" : "0") +
            "\r\n";
  }
  return text;
}

Outcome print_status(const Call& call) {
  call.module.out.uart("STATUS:" + std::to_string(status_number(call.module)) + "\r\n" + open_links(call.module, call.name));
  return Result::ok;
}

Outcome query_state(const Call& call) {
  call.module.out.uart(open_links(call.module, call.name));
  return Result::ok;
}

/// Closes `ids`, one after the other.
Outcome close(Module& module, const std::vector<int>& ids) {
  const auto left = std::make_shared<std::size_t>(ids.size());
  for (const int id : ids) module.tcpip.sockets.close(id, [left] { --*left; });
  return Outcome::wait("the links to close", [left](Module&) { return *left == 0 ? Outcome(Result::ok) : Outcome::still_waiting(); });
}

Outcome close_only(const Call& call) {
  if (call.module.tcpip.session.has_many_links) return refuse_link(call, "CIPMUX is 1: give the link id");
  if (!call.module.tcpip.link(0).is_open()) return refuse_link(call, "no link is open");
  return close(call.module, {0});
}

Outcome close_one(const Call& call) {
  if (!call.module.tcpip.session.has_many_links) return refuse_link(call, "CIPMUX is 0: give no link id");
  TcpipReader in(call);
  const auto ids = in.links();
  in.end();
  in.require(in.failed() || ids.size() > 1 || call.module.tcpip.link(ids.front()).is_open(), "the link is not open");
  return in.failed() ? Outcome(Result::error) : close(call.module, ids);
}

}  // namespace

std::span<const Command> tcpip_link_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPMUX", .query = query_mux, .set = set_mux},
      Command{.name = "+CIPDINFO", .query = query_sender, .set = set_sender},
      Command{.name = "+CIPSTATUS", .execute = print_status},
      Command{.name = "+CIPCLOSE", .set = close_one, .execute = close_only},
  };
  return table;
}

std::span<const Command> tcpip_single_mode_command() {
  static constexpr std::array table{Command{.name = "+CIPMODE", .query = query_transparency, .set = set_single_transparency}};
  return table;
}

std::span<const Command> tcpip_mode_command() {
  static constexpr std::array table{Command{.name = "+CIPMODE", .query = query_transparency, .set = set_transparency}};
  return table;
}

std::span<const Command> tcpip_state_command() {
  static constexpr std::array table{Command{.name = "+CIPSTATE", .query = query_state}};
  return table;
}

}  // namespace espat::at
