#include "at_engine/tcpip/send_target.hpp"

#include "at_engine/tcpip/destination_reader.hpp"
#include "at_engine/tcpip/ip_address.hpp"

namespace espat::at {

SendTarget read_send_target(const Call& call, TcpipReader& in, int longest) {
  const TcpipService& tcpip = call.module.tcpip;
  SendTarget target;
  in.require(!tcpip.session.is_transparent, "CIPMODE is 1");
  target.id = in.link();
  const Link& link = tcpip.links.at(index_of(target.id));
  in.require(link.is_open(), "the link is not open");
  target.length = in.integer(call.module.profile.tcpip.empty_send_hangs ? 0 : 1, longest);
  in.require(link.is_udp() || !in.has_more(), "only a UDP link takes an address");
  target.host = in.optional_text(longest_host);
  if (in.has_more()) target.port = in.integer(1, highest_port);
  in.end();
  return target;
}

void apply(Module& module, const SendTarget& target) {
  Link& link = module.tcpip.link(target.id);
  if (target.host && !target.host->empty()) {
    link.to.host = *target.host;
    module.tcpip.questions.resolve(*target.host, link.to.is_ipv6, [&link, socket = link.socket](const std::string& ip) {
      if (!ip.empty() && link.socket == socket) link.remote.ip = ip;
    });
  }
  if (target.port) link.remote.port = static_cast<std::uint16_t>(*target.port);
}

}  // namespace espat::at
