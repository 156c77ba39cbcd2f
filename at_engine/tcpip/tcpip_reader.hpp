#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/module.hpp"

namespace espat::at {

/// Reads the parameters of a TCP/IP command one after the other. What cannot be read has its 0x0108 code, everything else that is wrong has
/// none (device-commands.md 8.2-15). After the first failure everything is passed over, so that a handler reads top to bottom.
class TcpipReader {
 public:
  explicit TcpipReader(const Call& call) : call_(call), reader_(call) {}

  /// The next parameter, which has to be there.
  int integer(int lowest, int highest);
  /// The next parameter, if it is there and not empty.
  int integer_or(int absent, int lowest, int highest);
  /// The next parameter, which has to be there but may be empty.
  int integer_or_same(int present, int lowest, int highest);
  /// The next parameter, which has to be there.
  std::string text(std::size_t shortest, std::size_t longest);
  /// The next parameter, if it is there.
  std::optional<std::string> optional_text(std::size_t longest);

  /// Passes over the next parameter if it is there and empty.
  bool skip_empty();

  /// A link id where CIPMUX=1, and 0 where it is 0.
  int link();
  /// The same, or all links where it is 5.
  std::vector<int> links();

  bool has_more() const { return !failed_ && next_ < reader_.count(); }
  /// Nothing may follow.
  void end();
  void require(bool condition, std::string_view otherwise);
  bool failed() const { return failed_; }

 private:
  void fail(std::string_view why);

  const Call& call_;
  ParameterReader reader_;
  std::size_t next_ = 0;
  bool failed_ = false;
};

constexpr std::size_t any_length = std::numeric_limits<std::size_t>::max();
constexpr int all_links = static_cast<int>(link_count);

}  // namespace espat::at
