#include "net/packet_stream.hpp"

#include <utility>

namespace espat::net {

void PacketStream::follow(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!header_.is_complete()) {
      header_.add(bytes.front());
      bytes.remove_prefix(1);
      if (!header_.is_complete()) continue;
      body_left_ = header_.body_size();
      is_wanted_ = wanted_(header_);
    }
    const std::string_view piece = bytes.substr(0, body_left_);
    if (is_wanted_) body_ += piece;
    body_left_ -= piece.size();
    bytes.remove_prefix(piece.size());
    if (body_left_ > 0) continue;
    const PacketHeader header = std::exchange(header_, {});
    const std::string body = std::exchange(body_, {});
    if (is_wanted_) packet_(header, body);
  }
}

}  // namespace espat::net
