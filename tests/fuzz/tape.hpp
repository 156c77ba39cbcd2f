#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace espat::at {

/// Takes the fuzzer's bytes apart; when they run out, zeros follow.
class Tape {
 public:
  Tape(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool is_over() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  /// Up to and including the first '~' as its end, which itself does not count.
  std::string text() {
    const std::string_view found = rest_.substr(0, rest_.find('~'));
    rest_.remove_prefix(std::min(rest_.size(), found.size() + 1));
    return std::string(found);
  }
  /// One of the elements of a container.
  template <typename Container>
  const auto& one_of(const Container& container) {
    return container[byte() % container.size()];
  }

 private:
  std::string_view rest_;
};

}  // namespace espat::at
