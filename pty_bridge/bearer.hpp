#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace espat::uart {

/// What carries the bytes of a UART to the host: a pty or a socket.
///
/// What is written while no host has it open is kept up to about what a pty buffers (20 kB) and reaches the next host; beyond that the
/// newest writes are dropped, whole, because nobody is there to be waited for. While a host is open nothing is ever dropped: what the
/// host does not read yet is queued, and whoever writes watches `queued`. What a host leaves unread when it closes reaches the next one on
/// a pty and is lost with the connection on a socket.
class Bearer {
 public:
  /// Called from the event loop. Each may be empty; none may destroy the bearer.
  struct Handlers {
    std::function<void(std::string_view bytes)> received;  ///< what one read brought, never empty; valid during the call
    std::function<void()> host_opened;                     ///< the first host opened it
    std::function<void()> host_closed;                     ///< the last host closed it
    std::function<void()> drained;                         ///< the queue became empty
  };

  virtual ~Bearer() = default;

  /// Reading begins. Call it once.
  virtual void start(Handlers handlers) = 0;

  /// Hands bytes to the host: at once what fits, the rest is queued. Accepts any amount.
  virtual void write(std::string_view bytes) = 0;

  /// Bytes that did not fit yet.
  virtual std::size_t queued() const = 0;

  /// While paused, what the host sends stays in the kernel, and a host that sends more than fits there blocks.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;

  virtual bool host_open() const = 0;

  /// The speed that the host set, in baud; none when the bearer has no notion of speed.
  virtual std::optional<int> host_baud() const = 0;

  /// What the user opens: a device path, `tcp:HOST:PORT` or `unix:PATH`.
  virtual std::string name() const = 0;
};

}  // namespace espat::uart
