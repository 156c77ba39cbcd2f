#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/streambuf.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace espat::emulator {

/// A program that runs beside espat and never longer than it: the kernel kills it when espat ends in whatever way.
/// Must be made on the thread that lives as long as espat, because to the kernel the parent is that thread.
class ChildProcess {
 public:
  using OnLine = std::function<void(std::string_view line)>;
  using OnEnd = std::function<void(std::string how)>;  ///< "exit status 1", "signal 9"; may destroy the ChildProcess

  /// Starts `command` (its first word is a path). `on_line` gets what it writes on stdout and stderr.
  ChildProcess(boost::asio::io_context& io, const std::vector<std::string>& command, OnLine on_line, OnEnd on_end);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Nothing happens once it has ended.
  void signal(int number) const;

 private:
  void read_line();
  std::string wait();

  boost::asio::posix::stream_descriptor output_;  ///< its end is the end of the program
  boost::asio::streambuf received_;
  OnLine on_line_;
  OnEnd on_end_;
  pid_t pid_ = -1;  ///< -1 once waited for
};

/// The path of `program` as a shell would find it in `search_path` (directories between colons); empty when it is in none.
std::string find_program(std::string_view program, std::string_view search_path);

}  // namespace espat::emulator
