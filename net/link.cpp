#include "net/link.hpp"

#include <algorithm>
#include <utility>

namespace espat::net {
namespace {

template <typename Struck, typename Has>
bool any(const std::vector<Struck>& struck, Has has) {
  return std::any_of(struck.begin(), struck.end(), [&](const Struck& one) { return has(*one.fault); });
}

}  // namespace

bool Link::refuses() const {
  return any(struck_, [](const LinkFault& fault) { return fault.refuses; });
}

bool Link::swallows() const {
  return any(struck_, [](const LinkFault& fault) { return fault.swallows; });
}

bool Link::holds_acknowledgements() const {
  return any(struck_, [](const LinkFault& fault) { return fault.holds_acknowledgements; });
}

bool Link::acts_on_acknowledgements() const {
  return any(struck_, [](const LinkFault& fault) { return fault.holds_acknowledgements || fault.answers; });
}

std::optional<TlsFault> Link::tls() const {
  for (const Struck& one : struck_) {
    if (one.fault->tls) return one.fault->tls;
  }
  return std::nullopt;
}

int Link::http_status() const {
  for (const Struck& one : struck_) {
    if (one.fault->http_status != 0) return one.fault->http_status;
  }
  return 0;
}

std::vector<std::string> Link::faults() const {
  std::vector<std::string> names;
  for (const Struck& one : struck_) names.push_back(one.fault->name);
  return names;
}

bool Link::slows() const {
  return any(struck_, [](const LinkFault& fault) { return fault.delay || fault.bandwidth > 0; });
}

std::chrono::microseconds Link::delay() const {
  std::chrono::microseconds sum{0};
  for (const Struck& one : struck_) {
    if (one.fault->delay) sum += one.fault->delay();
  }
  return std::max(sum, std::chrono::microseconds{0});
}

std::int64_t Link::bandwidth() const {
  std::int64_t slowest = 0;
  for (const Struck& one : struck_) {
    const std::int64_t rate = one.fault->bandwidth;
    if (rate > 0) slowest = slowest == 0 ? rate : std::min(slowest, rate);
  }
  return slowest;
}

std::size_t Link::admit(std::size_t size) {
  auto admitted = static_cast<std::int64_t>(size);
  for (const Struck& one : struck_) {
    if (!one.fault->limit || one.left > admitted) continue;
    admitted = one.left;
    is_used_up_ = true;
  }
  for (Struck& one : struck_) one.left -= admitted;
  return static_cast<std::size_t>(admitted);
}

std::optional<std::string> Link::answer(std::string packet) const {
  for (const Struck& one : struck_) {
    if (!one.fault->answers) continue;
    std::optional<std::string> instead = one.fault->answers(std::move(packet));
    if (!instead) return std::nullopt;
    packet = *std::move(instead);
  }
  return packet;
}

void Link::strike(const Fault& fault) {
  if (name_.is_of_datagrams() && !fault->acts_on_datagrams()) return;
  if (!fault->strikes()) return;
  struck_.push_back({fault, fault->limit.value_or(0)});
  events_.changed();
}

void Link::release(const Fault& fault) {
  const auto gone = std::remove_if(struck_.begin(), struck_.end(), [&](const Struck& one) { return one.fault == fault; });
  if (gone == struck_.end()) return;
  struck_.erase(gone, struck_.end());
  events_.changed();
}

}  // namespace espat::net
