#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/world.hpp"

namespace espat::scenarios {

/// A command of the host, and what the firmware wrote until the next one.
struct Exchange {
  std::string command;              ///< the line without its end
  int occurrence = 1;               ///< the so-manieth line like this
  std::vector<std::string> writes;  ///< one by one, the echo among them
  bool operator==(const Exchange&) const = default;
};

/// What a host and the firmware said to each other. It is told what passed, write by write.
class Dialogue {
 public:
  void add(Direction direction, std::string_view bytes);

  /// What the firmware wrote before the first command.
  const std::vector<std::string>& opening() const { return opening_; }
  const std::vector<Exchange>& exchanges() const { return exchanges_; }
  /// Null when the host did not send this line so often.
  const Exchange* find(std::string_view command, int occurrence) const;

 private:
  void end_line();

  std::string line_;               ///< of the host, which has not ended yet
  std::size_t command_start_ = 0;  ///< where in it the command begins: raw data without a line end can stand in front
  std::vector<std::string> opening_;
  std::vector<Exchange> exchanges_;
};

}  // namespace espat::scenarios
