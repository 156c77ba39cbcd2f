#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "at_engine/socket_link.hpp"

namespace espat::at {

/// What a socket has received and the firmware has not read yet: a stream of bytes, or datagrams.
class ReceivedData {
 public:
  struct Piece {
    std::string bytes;
    SocketAddress from;  ///< of a datagram
  };

  /// Bytes that go on with the stream.
  void append(const std::string& bytes) {
    size_ += bytes.size();
    if (pieces_.empty()) pieces_.emplace_back();
    pieces_.back().bytes += bytes;
  }
  void append_datagram(Piece datagram) {
    size_ += datagram.bytes.size();
    pieces_.push_back(std::move(datagram));
  }

  bool is_empty() const { return pieces_.empty(); }
  std::size_t size() const { return size_; }

  /// At most `count` bytes of the stream.
  std::string take(std::size_t count) {
    if (pieces_.empty()) return {};
    std::string& stream = pieces_.front().bytes;
    std::string taken = stream.substr(0, count);
    stream.erase(0, taken.size());
    size_ -= taken.size();
    if (stream.empty()) pieces_.pop_front();
    return taken;
  }
  /// The next datagram; what it has beyond `count` bytes is lost.
  Piece take_datagram(std::size_t count) {
    Piece datagram = std::move(pieces_.front());
    pieces_.pop_front();
    size_ -= datagram.bytes.size();
    datagram.bytes.resize(std::min(count, datagram.bytes.size()));
    return datagram;
  }

 private:
  std::deque<Piece> pieces_;
  std::size_t size_ = 0;
};

}  // namespace espat::at
