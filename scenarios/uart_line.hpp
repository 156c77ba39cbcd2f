#pragma once

#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/removal.hpp"
#include "scenarios/strikes.hpp"
#include "scenarios/time.hpp"

namespace espat::scenarios {

/// Bytes that pass a point of the line together, and when.
struct Piece {
  Time time{0};
  std::string bytes;
  bool operator==(const Piece&) const = default;
};
using Pieces = std::vector<Piece>;

/// A fault on one direction of the UART.
struct UartFault {
  /// Whether each byte is an opportunity to strike, or each write.
  enum class Unit { byte, write };
  /// What becomes of what was struck: it and its time go in, what the receiver gets is appended, no earlier than that time.
  using Strike = std::function<void(const Piece& struck, Random& random, Pieces& passed)>;

  Unit unit;
  Strike strike;
  Strikes strikes;
  std::int64_t length = 1;  ///< how many bytes in a row each strike takes
};

/// One direction of the UART with the faults on it, in the order in which they were added. Bytes never overtake each other, and only a
/// fault whose purpose it is loses any: when a fault is removed, what it held back goes on at once.
class UartLine {
 public:
  /// The removal may be called once, at any time while the line exists.
  Removal add(UartFault fault);

  /// One write of the sender. `now` never decreases, here and in `take`.
  void push(Time now, std::string_view bytes);
  /// The same at the latest time that it has been told.
  void push(std::string_view bytes) { push(now_, bytes); }

  /// What has reached the receiver until `now`, write by write.
  std::vector<std::string> take(Time now);

  /// Whether no fault is on it.
  bool is_clear() const { return stages_.empty(); }

  /// When `take` has something to give.
  std::optional<Time> next_deadline() const;

 private:
  struct Stage {
    UartFault fault;
    std::deque<Piece> held;
    Time last{0};          ///< when the latest of its bytes leaves
    std::int64_t run = 0;  ///< bytes of the present strike that are still to come
  };
  using Stages = std::list<Stage>;

  void enter(Stages::iterator stage, Piece piece);
  void advance(Time now);
  void remove(Stages::iterator stage);

  Stages stages_;
  std::vector<Piece> arrived_;
  Time now_{0};
};

}  // namespace espat::scenarios
