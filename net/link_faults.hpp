#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/link.hpp"

namespace espat::net {

/// The faults that stand between a device and its brokers. A new one is offered the connections that are open, and each later one is
/// offered the faults that stand.
class LinkFaults {
 public:
  /// The removal may be called once, while this exists.
  std::function<void()> add(LinkFault fault);

  /// Resets the connections that are open.
  void reset();
  /// The brokers close them.
  void close();

  /// A connection begins; it ends with its last owner.
  std::shared_ptr<Link> open(Link::Events events);

  /// Whether the present look-up of a name fails.
  bool fails_name() const;

  /// The module has given up this connection, and its peer does not know until nothing is swallowed any more.
  void keep(std::shared_ptr<ByteStream> stream) { kept_.push_back(std::move(stream)); }

 private:
  std::vector<std::shared_ptr<Link>> open_links();

  std::vector<Link::Fault> faults_;
  std::vector<std::weak_ptr<Link>> links_;
  std::vector<std::shared_ptr<ByteStream>> kept_;
};

}  // namespace espat::net
