#include "net/datagram_link.hpp"

#include <utility>

namespace espat::net {

std::shared_ptr<DatagramLink> DatagramLink::open(asio::io_context& io, LinkFaults& faults, LinkName name,
                                                 std::chrono::microseconds round_trip, std::function<void()> changed) {
  std::shared_ptr<DatagramLink> opened(new DatagramLink(std::move(changed)));
  const auto nothing_to_end = [] {};
  const auto link_changed = [weak = std::weak_ptr(opened)] {
    // The faults that stand strike while the link is being made.
    if (const auto self = weak.lock(); self && self->link_) self->link_changed();
  };
  const auto link = faults.open(std::move(name), {link_changed, nothing_to_end, nothing_to_end});
  opened->up_.emplace(io, link, round_trip / 2);
  opened->down_.emplace(io, link, round_trip / 2);
  opened->link_ = link;
  return opened;
}

void DatagramLink::link_changed() {
  for (LinkDelay* direction : {&*up_, &*down_}) loses() ? direction->clear() : direction->link_changed();
  if (changed_) changed_();
}

void DatagramLink::pass(LinkDelay& direction, std::size_t size, LinkDelay::Arrival arrival) const {
  if (!loses()) direction.pass(size, std::move(arrival));
}

}  // namespace espat::net
