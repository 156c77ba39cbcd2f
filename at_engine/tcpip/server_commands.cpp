// CIPSERVER, CIPSERVERMAXCONN and CIPSTO (device-commands.md 6.3, 8.2-11).

#include <array>
#include <limits>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/tcpip/destination_reader.hpp"

namespace espat::at {
namespace {

constexpr int longest_idle_time = 7'200;

Outcome query_server(const Call& call) {
  const LinkServer& server = call.module.tcpip.server;
  if (!server.is_running()) return reply_line(call, "0");
  const auto& running = server.configuration();
  return reply_line(call, "1," + std::to_string(running.kind.port) + ",\"" + name_of(running.kind) + "\"," +
                              (running.verifies_clients ? "1" : "0") + (call.module.profile.tcpip.server_takes_interface ? ",0" : ""));
}

LinkServer::Configuration read_configuration(const Call& call, TcpipReader& in) {
  const TcpipRules& rules = call.module.profile.tcpip;
  LinkServer::Configuration wanted;
  wanted.kind.port = static_cast<std::uint16_t>(in.integer_or(LinkServer::default_port, 1, highest_port));
  if (!rules.server_takes_type) {
    in.end();
    return wanted;
  }
  if (in.has_more() && !in.skip_empty()) read_link_type(call, in, wanted.kind, in.text(0, longest_link_type));
  in.require(wanted.kind.type != LinkType::udp || rules.server_takes_udp, "a server is for TCP or SSL");
  if (in.has_more() && !(rules.server_takes_interface && in.skip_empty())) wanted.verifies_clients = in.integer(0, 1) == 1;
  if (rules.server_takes_interface) in.integer_or(0, 0, 0);
  in.end();
  return wanted;
}

Outcome start_server(const Call& call, TcpipReader& in) {
  Module& module = call.module;
  const auto wanted = read_configuration(call, in);
  const LinkServer& server = module.tcpip.server;
  const bool is_same = server.is_running() && server.configuration().kind.port == wanted.kind.port;
  in.require(is_same || !server.is_running(), "the server is running on another port");
  if (in.failed()) return Result::error;
  if (is_same) return Result::ok;
  const auto answer = std::make_shared<std::optional<std::optional<int>>>();
  module.tcpip.server.start(wanted, [answer](std::optional<int> error_number) { *answer = error_number; });
  return Outcome::wait("the server to listen", [answer](Module& m) -> Outcome {
    if (!answer->has_value()) return Outcome::still_waiting();
    const std::optional<int> error_number = **answer;
    if (!error_number) return Result::ok;
    if (m.profile.tcpip.failed_server_hangs) return Outcome::still_waiting();
    m.tcpip.sockets.print_error_number(*error_number);
    return Result::error;
  });
}

Outcome stop_server(const Call& call, TcpipReader& in) {
  TcpipService& tcpip = call.module.tcpip;
  const bool closes_clients = in.integer_or(0, 0, 1) == 1;
  in.end();
  if (in.failed()) return Result::error;
  const auto left = std::make_shared<int>(0);
  for (const Link& link : tcpip.links) {
    if (!closes_clients || !link.is_open() || !link.is_client_of_server) continue;
    ++*left;
    tcpip.sockets.close(link.id, [left] { --*left; });
  }
  return Outcome::wait("the clients to close", [left](Module& m) -> Outcome {
    if (*left > 0) return Outcome::still_waiting();
    m.tcpip.server.stop();
    return Result::ok;
  });
}

Outcome set_server(const Call& call) {
  TcpipReader in(call);
  in.require(call.module.tcpip.session.has_many_links, "CIPMUX is 0");
  const int starts = in.integer(0, 1);
  if (in.failed()) return Result::error;
  return starts == 1 ? start_server(call, in) : stop_server(call, in);
}

Outcome query_most_clients(const Call& call) { return reply_line(call, std::to_string(call.module.tcpip.server.most_clients)); }

Outcome set_most_clients(const Call& call) {
  TcpipService& tcpip = call.module.tcpip;
  TcpipReader in(call);
  in.require(!tcpip.server.is_running(), "the server is running");
  const int wanted = in.integer(std::numeric_limits<int>::min(), static_cast<int>(link_count));
  in.end();
  if (in.failed()) return Result::error;
  if (wanted < tcpip.open_links()) call.module.out.uart("Have " + std::to_string(tcpip.open_links()) + " Connections\r\n");
  in.require(wanted >= 1 && wanted >= tcpip.open_links(), "it is less than 1, or more links are open");
  if (in.failed()) return Result::error;
  tcpip.server.most_clients = wanted;
  return Result::ok;
}

Outcome query_idle_limit(const Call& call) { return reply_line(call, std::to_string(call.module.tcpip.server.idle_limit())); }

Outcome set_idle_limit(const Call& call) {
  LinkServer& server = call.module.tcpip.server;
  TcpipReader in(call);
  in.require(server.is_running(), "no server is running");
  const int limit = in.integer(0, longest_idle_time);
  in.end();
  if (in.failed()) return Result::error;
  server.set_idle_limit(limit);
  return Result::ok;
}

}  // namespace

std::span<const Command> tcpip_server_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPSERVER", .query = query_server, .set = set_server},
      Command{.name = "+CIPSERVERMAXCONN", .query = query_most_clients, .set = set_most_clients},
      Command{.name = "+CIPSTO", .query = query_idle_limit, .set = set_idle_limit},
  };
  return table;
}

}  // namespace espat::at
