#pragma once

#include <optional>
#include <string>

#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {

/// What the commands that send begin with.
struct SendTarget {
  int id = 0;
  int length = 0;
  std::optional<std::string> host;  ///< of UDP, the new remote end
  std::optional<int> port;
};

/// [link id,]length[,"ip"[,port]] of an open link.
SendTarget read_send_target(const Call& call, TcpipReader& in, int longest);

/// Moves the remote end of a UDP link where AT+CIPSEND=n,"ip",port wants it, for good.
void apply(Module& module, const SendTarget& target);

}  // namespace espat::at
