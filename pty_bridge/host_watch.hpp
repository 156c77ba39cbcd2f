#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <string>

namespace espat::uart {

/// Tells when terminals are opened and closed. One per event loop (`boost::asio::use_service`), because a user may have only 128 inotify
/// instances and a process may hold a thousand ptys.
class HostWatch : public boost::asio::execution_context::service {
 public:
  static boost::asio::execution_context::id id;

  enum class Change { opened, closed };
  using Handler = std::function<void(Change)>;

  /// Throws std::runtime_error, one sentence, when the system has no inotify instance left.
  explicit HostWatch(boost::asio::io_context& io);

  /// Calls the handler for each open and close of this terminal from now on. Returns what `forget` takes.
  /// Throws std::runtime_error, one sentence, when the terminal cannot be watched.
  int watch(const std::string& terminal, Handler handler);
  void forget(int watch);

  /// Handles what has happened up to now, without waiting for the event loop.
  void poll();

 private:
  void shutdown() override;
  void add_separator(const std::string& terminal);
  void await();

  boost::asio::posix::stream_descriptor inotify_;
  std::map<int, Handler> handlers_;
};

}  // namespace espat::uart
