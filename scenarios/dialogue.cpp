#include "scenarios/dialogue.hpp"

#include <algorithm>
#include <utility>

namespace espat::scenarios {

void Dialogue::add(Direction direction, std::string_view bytes) {
  if (direction == Direction::to_host) {
    (exchanges_.empty() ? opening_ : exchanges_.back().writes).emplace_back(bytes);
    return;
  }
  if (bytes.starts_with("AT")) command_start_ = line_.size();
  for (const char byte : bytes) {
    line_ += byte;
    if (byte == '\n') end_line();
  }
}

void Dialogue::end_line() {
  std::string command = std::exchange(line_, {}).substr(std::exchange(command_start_, 0));
  command.erase(command.find_last_not_of("\r\n") + 1);
  if (!command.starts_with("AT")) return;
  const auto earlier = std::count_if(exchanges_.begin(), exchanges_.end(), [&](const Exchange& other) { return other.command == command; });
  exchanges_.push_back({std::move(command), static_cast<int>(earlier) + 1, {}});
}

const Exchange* Dialogue::find(std::string_view command, int occurrence) const {
  const auto found = std::find_if(exchanges_.begin(), exchanges_.end(), [&](const Exchange& exchange) {
    return exchange.command == command && exchange.occurrence == occurrence;
  });
  return found == exchanges_.end() ? nullptr : &*found;
}

}  // namespace espat::scenarios
