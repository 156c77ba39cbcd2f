// CIPSENDL and CIPSENDLCFG (device-commands.md 8.2-3).

#include <array>
#include <limits>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/tcpip/send_target.hpp"

namespace espat::at {
namespace {

constexpr int smallest_report = 100;
constexpr int biggest_report = 1'048'576;
constexpr int smallest_packet = 100;
constexpr int biggest_packet = 2'920;
constexpr Duration packet_pause{20};

struct LongSend {
  std::size_t wanted = 0;
  std::size_t received = 0;
  std::size_t sent = 0;
  std::size_t reported = 0;
  bool has_failed = false;
  bool is_cancelled = false;

  bool is_over() const { return has_failed || is_cancelled || sent == wanted; }
};

void report(Module& module, LongSend& send, std::size_t sent) {
  send.reported = sent;
  module.out.uart("+CIPSENDL:" + std::to_string(sent) + "," + std::to_string(send.received) + "\r\n");
}

void count(Module& module, LongSend& send, std::size_t size) {
  send.sent += size;
  const auto step = static_cast<std::size_t>(module.tcpip.session.report_size);
  while (send.reported + step <= send.sent) report(module, send, send.reported + step);
  if (send.sent == send.wanted && send.reported < send.sent) report(module, send, send.sent);
}

void take(Module& module, LongSend& send, std::string_view chunk) {
  if (chunk == "+++") {
    send.is_cancelled = true;
    module.receiver.set_state(Receiver::State::sending);
    return;
  }
  const std::string_view wanted = chunk.substr(0, send.wanted - send.received);
  if (wanted.size() < chunk.size()) module.out.uart("\r\nbusy p...\r\n");
  send.received += wanted.size();
  const bool are_last = send.received == send.wanted;
  if (are_last) module.receiver.set_state(Receiver::State::sending);
  module.tcpip.packets.append(wanted, module.now, are_last);
}

Outcome end(Module& module, const LongSend& send) {
  module.tcpip.packets.end();
  module.out.uart(send.is_cancelled ? "\r\nSEND CANCELLED\r\n" : send.has_failed ? "\r\nSEND FAIL\r\n" : "\r\nSEND OK\r\n");
  return Result::process_done;
}

Outcome send_long(const Call& call) {
  TcpipReader in(call);
  const SendTarget target = read_send_target(call, in, std::numeric_limits<int>::max());
  if (in.failed()) return Result::error;
  Module& module = call.module;
  apply(module, target);
  const auto send = std::make_shared<LongSend>();
  send->wanted = static_cast<std::size_t>(target.length);
  module.tcpip.packets.begin(static_cast<std::size_t>(module.tcpip.session.packet_size), packet_pause,
                             [&module, send, id = target.id](std::string packet) {
                               const std::size_t size = packet.size();
                               module.tcpip.sockets.send(id, std::move(packet), [&module, send, size](bool succeeded) {
                                 if (send->is_over()) return;
                                 if (succeeded) return count(module, *send, size);
                                 report(module, *send, send->sent);
                                 send->has_failed = true;
                               });
                             });
  module.print_prompt();
  module.receiver.pass_on(Receiver::State::collecting, [&module, send](std::string_view chunk) { take(module, *send, chunk); });
  return Outcome::wait("the data", [send](Module& m) { return send->is_over() ? end(m, *send) : Outcome::still_waiting(); });
}

Outcome query_packets(const Call& call) {
  const TcpipSession& session = call.module.tcpip.session;
  return reply_line(call, std::to_string(session.report_size) + "," + std::to_string(session.packet_size));
}

Outcome configure_packets(const Call& call) {
  TcpipSession& session = call.module.tcpip.session;
  TcpipReader in(call);
  const int report_size = in.integer(smallest_report, biggest_report);
  const int packet_size = in.integer_or(session.packet_size, smallest_packet, biggest_packet);
  in.end();
  if (in.failed()) return Result::error;
  session.report_size = report_size;
  session.packet_size = packet_size;
  return Result::ok;
}

}  // namespace

std::span<const Command> tcpip_long_send_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPSENDL", .set = send_long},
      Command{.name = "+CIPSENDLCFG", .query = query_packets, .set = configure_packets},
  };
  return table;
}

}  // namespace espat::at
