#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace espat::net {

/// What happens to the connections that a fault strikes. Each member is one kind of fault; the others are as nothing.
struct LinkFault {
  std::function<bool()> strikes;                     ///< asked once for each connection; of `fails_names` for each look-up
  bool fails_names = false;                          ///< a name is not found
  bool refuses = false;                              ///< the connection is not accepted
  bool swallows = false;                             ///< nothing arrives in either direction, and nobody is told
  std::function<std::chrono::microseconds()> delay;  ///< of each piece of data, in addition to what it takes anyway
  std::int64_t bandwidth = 0;                        ///< bytes a second in each direction; 0: as many as there are
  std::optional<std::int64_t> limit;                 ///< the connection breaks after so many bytes of both directions
  bool holds_acknowledgements = false;               ///< the broker's, until the fault ends
  std::function<std::optional<std::string>(std::string packet)> answers;  ///< what comes instead of an acknowledgement; none: nothing
};

/// One connection with the faults that have struck it.
class Link {
 public:
  struct Events {
    std::function<void()> changed;  ///< a fault has come or gone
    std::function<void()> reset;    ///< the connection is to be reset
    std::function<void()> close;    ///< the broker is to close the connection
  };
  using Fault = std::shared_ptr<const LinkFault>;

  explicit Link(Events events) : events_(std::move(events)) {}

  bool refuses() const;
  bool swallows() const;
  bool holds_acknowledgements() const;
  /// Whether data takes longer than without faults.
  bool slows() const;
  std::chrono::microseconds delay() const;
  /// Bytes a second; 0: as many as there are.
  std::int64_t bandwidth() const;
  /// How many of the next `size` bytes may pass before the connection breaks.
  std::size_t admit(std::size_t size);
  bool is_used_up() const { return is_used_up_; }
  /// What becomes of an acknowledgement.
  std::optional<std::string> answer(std::string packet) const;

  void strike(const Fault& fault);
  void release(const Fault& fault);
  void reset() { events_.reset(); }
  void close() { events_.close(); }

 private:
  struct Struck {
    Fault fault;
    std::int64_t left;  ///< bytes of its limit
  };

  Events events_;
  std::vector<Struck> struck_;
  bool is_used_up_ = false;
};

}  // namespace espat::net
