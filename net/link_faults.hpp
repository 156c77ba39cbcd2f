#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/link.hpp"

namespace espat::net {

/// The faults that stand between a device and its peers. A new one is offered the connections that are open, and each later one is
/// offered the faults that stand.
class LinkFaults {
 public:
  LinkFaults() = default;
  ~LinkFaults() { let_go(); }
  LinkFaults(const LinkFaults&) = delete;
  LinkFaults& operator=(const LinkFaults&) = delete;

  /// The removal may be called once, while this exists.
  std::function<void()> add(LinkFault fault);

  /// Resets the connections that are open.
  void reset();
  /// The brokers close those that are MQTT connections.
  void close();

  /// A connection begins; it ends with its last owner.
  std::shared_ptr<Link> open(LinkName name, Link::Events events);

  /// Whether this look-up of a name fails. An address is not looked up.
  bool fails_name(const std::string& host) const;

  /// The connections, in the order in which they began.
  std::vector<std::shared_ptr<Link>> open_links() const;

 private:
  /// The peers of kept connections hear of their end.
  void let_go();

  std::vector<Link::Fault> faults_;
  std::vector<std::weak_ptr<Link>> links_;
  std::shared_ptr<KeptStreams> kept_ = std::make_shared<KeptStreams>();
};

}  // namespace espat::net
