#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/byte_stream.hpp"
#include "net/link.hpp"
#include "net/link_schedule.hpp"

namespace espat::net {

/// One direction of a relayed connection: bytes go from one stream to the other in order, each piece `delay` after it arrived. When too
/// much is on its way it stops reading, so that the sender feels the receiver. What may happen to bytes on a link happens here.
class Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  struct Events {
    std::function<void(std::string_view)> heard;               ///< these bytes arrived from the sender; must not stop the pipe
    std::function<std::string_view(std::string_view)> filter;  ///< what goes on of them; none: all
    std::function<void(boost::system::error_code)> finished;   ///< called once: the sender's end was delivered, or a side broke
  };

  /// `owner` holds the streams; the pipe keeps it alive while an operation on them is under way.
  Pipe(std::weak_ptr<void> owner, std::shared_ptr<Link> link, ByteStream& from, ByteStream& to, std::chrono::microseconds delay,
       Events events);

  /// Starts with bytes that were already read from the sender.
  void start(std::string_view already_read);

  /// These bytes go on as if they had just come through the filter.
  void insert(std::string_view bytes) { accept(bytes); }

  /// The faults of the link have changed: what they held back goes on.
  void link_changed();

  /// While paused nothing more is read from the sender, who feels it; what was read still goes on.
  void pause(bool on);

  /// Nothing moves and nothing is called any more.
  void stop();

 private:
  struct Piece {
    std::chrono::steady_clock::time_point arrived;
    std::chrono::steady_clock::time_point due;
    std::string bytes;
  };

  bool has_room() const;
  void wait_readable();
  void read();
  bool read_once();
  void accept(std::string_view bytes);
  void queue(std::string_view bytes);
  void write();
  void wait_writable();
  void wait_due();
  void finish(boost::system::error_code cause);

  std::weak_ptr<void> owner_;
  std::shared_ptr<Link> link_;
  ByteStream& from_;
  ByteStream& to_;
  LinkSchedule schedule_;
  Events events_;
  asio::steady_timer timer_;
  std::deque<Piece> pieces_;
  std::size_t written_ = 0;  ///< of the first piece
  std::size_t held_ = 0;     ///< bytes in all pieces
  bool paused_ = false;
  bool reading_ = false;
  bool writing_ = false;  ///< waits for the receiver or for the first piece to be due
  bool ended_ = false;    ///< the sender has closed its side, or the link takes no more
  boost::system::error_code end_cause_;
};

}  // namespace espat::net
