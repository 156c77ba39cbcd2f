#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "pty_bridge/byte_queue.hpp"
#include "pty_bridge/file_handle.hpp"

namespace espat::uart {

/// A file descriptor on the event loop: writes at once what fits and queues the rest, reads unless paused. Held by a shared pointer,
/// because the event loop may still hold a call when its owner lets it go; `close` ends all calls.
class Descriptor : public std::enable_shared_from_this<Descriptor> {
 public:
  /// Called from the event loop. Each may be empty.
  struct Handlers {
    std::function<void(std::string_view bytes)> received;  ///< what one read brought, never empty
    std::function<void()> drained;                         ///< the queue became empty
    std::function<void()> ended;                           ///< end of file or an error; the last call
  };

  /// Makes the file non-blocking.
  Descriptor(boost::asio::io_context& io, FileHandle file);

  void start(Handlers handlers);
  void write(std::string_view bytes);
  std::size_t queued() const { return queue_.size(); }
  void pause_reading() { paused_ = true; }
  void resume_reading();
  void close();

  int native_handle() { return stream_.native_handle(); }

 private:
  void await_input();
  void read();
  void await_room();
  void write_queue();
  std::size_t write_now(std::string_view bytes);
  void end();

  boost::asio::posix::stream_descriptor stream_;
  Handlers handlers_;
  ByteQueue queue_;
  bool is_socket_;
  bool started_ = false;
  bool paused_ = false;
  bool awaits_input_ = false;
};

}  // namespace espat::uart
