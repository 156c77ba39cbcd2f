#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace espat::emulator {

/// The host firmware under test: a program of the user's, in a process group of its own that ends with it.
/// Must be made on the thread that lives as long as it (see ChildProcess).
class HostCommand {
 public:
  /// `command`: the program, looked for in $PATH, and its arguments; `environment` is added to espat's own. `on_end` is called from the
  /// event loop with its exit code, 128 + N when signal N ended it. `on_output`, when there is one, is told what it writes on stdout and
  /// stderr, which then goes nowhere else. Throws Failure when there is no such program.
  HostCommand(boost::asio::io_context& io, const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
              std::function<void(int exit_code)> on_end, std::function<void(std::string_view bytes)> on_output = nullptr);
  ~HostCommand();
  HostCommand(const HostCommand&) = delete;
  HostCommand& operator=(const HostCommand&) = delete;

 private:
  int wait();
  void await_output();
  void read_output();

  boost::asio::posix::stream_descriptor process_;  ///< readable when it has ended
  boost::asio::posix::stream_descriptor output_;   ///< open when somebody is told
  std::function<void(std::string_view)> on_output_;
  pid_t pid_ = -1;  ///< -1 once waited for
};

}  // namespace espat::emulator
