#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace espat::uart {

/// Bytes in, bytes out, in order. Taking from the front costs nothing extra however long the queue is.
class ByteQueue {
 public:
  bool empty() const { return size() == 0; }
  std::size_t size() const { return bytes_.size() - taken_; }

  void append(std::string_view bytes) { bytes_.append(bytes); }

  /// The first `count` bytes; valid until the queue changes. `count` is at most `size()`.
  std::string_view front(std::size_t count) const { return std::string_view(bytes_).substr(taken_, count); }

  void remove(std::size_t count) {
    taken_ += count;
    // Moving only once half is gone keeps the cost per byte constant.
    if (taken_ * 2 < bytes_.size()) return;
    bytes_.erase(0, taken_);
    taken_ = 0;
  }

  std::string take(std::size_t count) {
    std::string bytes(front(count));
    remove(count);
    return bytes;
  }

  void clear() { remove(size()); }

 private:
  std::string bytes_;
  std::size_t taken_ = 0;
};

}  // namespace espat::uart
