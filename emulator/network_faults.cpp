#include "emulator/network_faults.hpp"

#include "emulator/device.hpp"
#include "emulator/link_disturbance.hpp"
#include "emulator/missing_fault.hpp"

namespace espat::emulator {
namespace {

using scenarios::JitterLaw;
using scenarios::Latency;
using scenarios::Random;
using scenarios::Removal;
using scenarios::Strikes;
using scenarios::Time;

net::LinkFault on_connections(const std::shared_ptr<Strikes>& strikes) {
  net::LinkFault fault;
  fault.strikes = [strikes] { return strikes->next(); };
  return fault;
}

net::LinkFault on_connections(Strikes strikes) { return on_connections(std::make_shared<Strikes>(std::move(strikes))); }

/// The normal law by the sum of twelve uniform parts, whose standard deviation is one part.
Time jitter(const Latency& latency, Random& random) {
  if (latency.law == JitterLaw::uniform) return random.between(-latency.jitter, latency.jitter);
  Time sum{0};
  for (int part = 0; part < 12; ++part) sum += random.between(-latency.jitter / 2, latency.jitter / 2);
  return sum;
}

}  // namespace

Removal NetworkFaults::refuse(Strikes strikes) {
  net::LinkFault fault = on_connections(std::move(strikes));
  fault.refuses = true;
  return disturb_links(add_, std::move(fault));
}

void NetworkFaults::reset() {
  add_([](Device& device) { device.link_faults().reset(); });
}

Removal NetworkFaults::blackhole(Strikes strikes) {
  net::LinkFault fault = on_connections(std::move(strikes));
  fault.swallows = true;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::latency(const Latency& latency, Strikes strikes) {
  const auto shared = std::make_shared<Strikes>(std::move(strikes));
  net::LinkFault fault = on_connections(shared);
  fault.delay = [latency, shared] { return latency.delay + jitter(latency, shared->random()); };
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::bandwidth(std::int64_t bytes_per_second, Strikes strikes) {
  net::LinkFault fault = on_connections(std::move(strikes));
  fault.bandwidth = bytes_per_second;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::limit(std::int64_t bytes, Strikes strikes) {
  net::LinkFault fault = on_connections(std::move(strikes));
  fault.limit = bytes;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::dns_fail(Strikes strikes) {
  net::LinkFault fault = on_connections(std::move(strikes));
  fault.fails_names = true;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::tls(scenarios::TlsFailure, Strikes) { not_there("net: tls"); }

Removal NetworkFaults::http_status(int, Strikes) { not_there("net: http_status"); }

}  // namespace espat::emulator
