#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "net/asio.hpp"
#include "net/link_delay.hpp"
#include "net/link_faults.hpp"

namespace espat::net {

/// The link of a UDP socket, a ping or a time request. As a Link it delays what it carries, but what is swallowed or refused is lost.
class DatagramLink : public std::enable_shared_from_this<DatagramLink> {
 public:
  /// `io` and `faults` outlive it. `changed` is called when a fault has come or gone.
  static std::shared_ptr<DatagramLink> open(asio::io_context& io, LinkFaults& faults, LinkName name, std::chrono::microseconds round_trip,
                                            std::function<void()> changed = nullptr);

  /// One datagram of `size` bytes goes out or comes in: `arrival` is called then, perhaps at once, unless it is lost. It may destroy this.
  void up(std::size_t size, LinkDelay::Arrival arrival) { pass(*up_, size, std::move(arrival)); }
  void down(std::size_t size, LinkDelay::Arrival arrival) { pass(*down_, size, std::move(arrival)); }

  /// Whether nothing arrives at present.
  bool loses() const { return link_->swallows() || link_->refuses(); }
  /// Bytes that are coming in.
  std::size_t coming() const { return down_->held(); }

 private:
  explicit DatagramLink(std::function<void()> changed) : changed_(std::move(changed)) {}
  void link_changed();
  void pass(LinkDelay& direction, std::size_t size, LinkDelay::Arrival arrival) const;

  const std::function<void()> changed_;
  std::shared_ptr<Link> link_;
  std::optional<LinkDelay> up_;
  std::optional<LinkDelay> down_;
};

}  // namespace espat::net
