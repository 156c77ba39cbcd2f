#include "net/link_faults.hpp"

#include <algorithm>
#include <utility>

#include "net/byte_stream.hpp"

namespace espat::net {

std::function<void()> LinkFaults::add(LinkFault fault) {
  const auto added = std::make_shared<const LinkFault>(std::move(fault));
  faults_.push_back(added);
  const bool is_for_open_ones = !added->fails_names && !added->refuses;
  for (const auto& link : open_links()) {
    if (is_for_open_ones) link->strike(added);
  }
  return [this, added] {
    faults_.erase(std::remove(faults_.begin(), faults_.end(), added), faults_.end());
    for (const auto& link : open_links()) link->release(added);
    if (added->swallows) let_go();
  };
}

void LinkFaults::let_go() {
  for (const auto& stream : *kept_) stream->close();
  kept_->clear();
}

void LinkFaults::reset() {
  for (const auto& link : open_links()) link->reset();
}

void LinkFaults::close() {
  for (const auto& link : open_links()) link->close();
}

std::shared_ptr<Link> LinkFaults::open(LinkName name, Link::Events events) {
  links_.erase(std::remove_if(links_.begin(), links_.end(), [](const auto& link) { return link.expired(); }), links_.end());
  auto link = std::make_shared<Link>(std::move(name), std::move(events), kept_);
  for (const Link::Fault& fault : faults_) {
    if (!fault->fails_names) link->strike(fault);
  }
  links_.push_back(link);
  return link;
}

bool LinkFaults::fails_name(const std::string& host) const {
  boost::system::error_code is_name;
  asio::ip::make_address(host, is_name);
  return is_name &&
         std::any_of(faults_.begin(), faults_.end(), [](const Link::Fault& fault) { return fault->fails_names && fault->strikes(); });
}

std::vector<std::shared_ptr<Link>> LinkFaults::open_links() const {
  std::vector<std::shared_ptr<Link>> open;
  for (const auto& link : links_) {
    if (auto locked = link.lock()) open.push_back(std::move(locked));
  }
  return open;
}

}  // namespace espat::net
