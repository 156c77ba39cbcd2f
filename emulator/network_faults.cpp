#include "emulator/network_faults.hpp"

#include "emulator/device.hpp"
#include "emulator/link_disturbance.hpp"

namespace espat::emulator {
namespace {

using scenarios::Latency;
using scenarios::Removal;
using scenarios::Strikes;

net::LinkFault on_connections(const char* name, const std::shared_ptr<Strikes>& strikes) {
  net::LinkFault fault;
  fault.name = name;
  fault.strikes = [strikes] { return strikes->next(); };
  return fault;
}

net::LinkFault on_connections(const char* name, Strikes strikes) {
  return on_connections(name, std::make_shared<Strikes>(std::move(strikes)));
}

}  // namespace

Removal NetworkFaults::refuse(Strikes strikes) {
  net::LinkFault fault = on_connections("refuse", std::move(strikes));
  fault.refuses = true;
  return disturb_links(add_, std::move(fault));
}

void NetworkFaults::reset() {
  add_([](Device& device) { device.link_faults().reset(); });
}

Removal NetworkFaults::blackhole(Strikes strikes) {
  net::LinkFault fault = on_connections("blackhole", std::move(strikes));
  fault.swallows = true;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::latency(const Latency& latency, Strikes strikes) {
  const auto shared = std::make_shared<Strikes>(std::move(strikes));
  net::LinkFault fault = on_connections("latency", shared);
  fault.delay = [latency, shared] { return latency.draw(shared->random()); };
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::bandwidth(std::int64_t bytes_per_second, Strikes strikes) {
  net::LinkFault fault = on_connections("bandwidth", std::move(strikes));
  fault.bandwidth = bytes_per_second;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::limit(std::int64_t bytes, Strikes strikes) {
  net::LinkFault fault = on_connections("limit", std::move(strikes));
  fault.limit = bytes;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::dns_fail(Strikes strikes) {
  net::LinkFault fault = on_connections("dns_fail", std::move(strikes));
  fault.fails_names = true;
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::tls(scenarios::TlsFailure failure, Strikes strikes) {
  net::LinkFault fault = on_connections("tls", std::move(strikes));
  switch (failure) {
    case scenarios::TlsFailure::expired:
      fault.tls = net::TlsFault::expired;
      break;
    case scenarios::TlsFailure::wrong_host:
      fault.tls = net::TlsFault::wrong_host;
      break;
    case scenarios::TlsFailure::unknown_ca:
      fault.tls = net::TlsFault::unknown_ca;
      break;
    case scenarios::TlsFailure::no_shared_cipher:
      fault.tls = net::TlsFault::no_shared_cipher;
      break;
  }
  return disturb_links(add_, std::move(fault));
}

Removal NetworkFaults::http_status(int status, Strikes strikes) {
  net::LinkFault fault = on_connections("http_status", std::move(strikes));
  fault.http_status = status;
  return disturb_links(add_, std::move(fault));
}

}  // namespace espat::emulator
