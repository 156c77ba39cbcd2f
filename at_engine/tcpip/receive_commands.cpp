// CIPRECVMODE, CIPRECVTYPE, CIPRECVLEN and CIPRECVDATA (device-commands.md 6.3, 8.2-5).

#include <algorithm>
#include <array>
#include <limits>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {
namespace {

/// What becomes active delivers at once what it has.
Outcome set_passive(const Call& call, const std::vector<int>& ids, bool passive) {
  TcpipService& tcpip = call.module.tcpip;
  for (const int id : ids) tcpip.session.is_passive.at(index_of(id)) = passive;
  tcpip.sockets.run();
  return Result::ok;
}

Outcome query_receive_mode(const Call& call) {
  const auto& passive = call.module.tcpip.session.is_passive;
  return reply_line(call, std::find(passive.begin(), passive.end(), true) != passive.end() ? "1" : "0");
}

Outcome set_receive_mode(const Call& call) {
  TcpipReader in(call);
  const int mode = in.integer(0, 1);
  in.end();
  return in.failed() ? Outcome(Result::error) : set_passive(call, {0, 1, 2, 3, 4}, mode == 1);
}

Outcome query_types(const Call& call) {
  const TcpipSession& session = call.module.tcpip.session;
  const int count = session.has_many_links ? all_links : 1;
  for (int id = 0; id < count; ++id) reply_line(call, std::to_string(id) + "," + (session.is_passive.at(index_of(id)) ? "1" : "0"));
  return Result::ok;
}

Outcome set_type(const Call& call) {
  TcpipReader in(call);
  const auto ids = in.links();
  const int type = in.integer(0, 1);
  in.end();
  return in.failed() ? Outcome(Result::error) : set_passive(call, ids, type == 1);
}

std::string length_of(const Module& module, const Link& link) {
  if (link.is_open()) return std::to_string(link.received.size());
  return module.profile.tcpip.closed_link_length_is_minus_one ? "-1" : "0";
}

Outcome query_length(const Call& call) {
  const TcpipService& tcpip = call.module.tcpip;
  std::string lengths = length_of(call.module, tcpip.links.front());
  if (tcpip.session.has_many_links) {
    for (std::size_t id = 1; id < link_count; ++id) lengths += "," + length_of(call.module, tcpip.links.at(id));
  }
  return reply_line(call, lengths);
}

Outcome read_data(const Call& call) {
  TcpipService& tcpip = call.module.tcpip;
  TcpipReader in(call);
  const int id = in.link();
  Link& link = tcpip.link(id);
  in.require(tcpip.session.is_passive.at(index_of(id)), "the link receives actively");
  in.require(link.is_open(), "the link is not open");
  const int length = in.integer(1, std::numeric_limits<int>::max());
  in.end();
  in.require(!link.received.is_empty(), "nothing has been received");
  if (in.failed()) return Result::error;
  const auto piece = tcpip.sockets.read(link, static_cast<std::size_t>(length));
  std::string text = std::string(call.name) + ":" + std::to_string(piece.bytes.size()) + ",";
  if (tcpip.session.shows_sender) text += "\"" + piece.from.ip + "\"," + std::to_string(piece.from.port) + ",";
  call.module.out.uart(text + piece.bytes);
  return Result::ok;
}

}  // namespace

std::span<const Command> tcpip_receive_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPRECVMODE", .query = query_receive_mode, .set = set_receive_mode},
      Command{.name = "+CIPRECVLEN", .query = query_length},
      Command{.name = "+CIPRECVDATA", .set = read_data},
  };
  return table;
}

std::span<const Command> tcpip_receive_type_command() {
  static constexpr std::array table{Command{.name = "+CIPRECVTYPE", .query = query_types, .set = set_type}};
  return table;
}

}  // namespace espat::at
