#pragma once

#include <cstdint>
#include <utility>

#include "emulator/device_fault.hpp"
#include "scenarios/world.hpp"

namespace espat::emulator {

/// The faults between one device and its brokers.
class NetworkFaults : public scenarios::NetworkPlace {
 public:
  explicit NetworkFaults(AddDeviceFault add) : add_(std::move(add)) {}

  scenarios::Removal refuse(scenarios::Strikes strikes) override;
  void reset() override;
  scenarios::Removal blackhole(scenarios::Strikes strikes) override;
  scenarios::Removal latency(const scenarios::Latency& latency, scenarios::Strikes strikes) override;
  scenarios::Removal bandwidth(std::int64_t bytes_per_second, scenarios::Strikes strikes) override;
  scenarios::Removal limit(std::int64_t bytes, scenarios::Strikes strikes) override;
  scenarios::Removal dns_fail(scenarios::Strikes strikes) override;
  scenarios::Removal tls(scenarios::TlsFailure failure, scenarios::Strikes strikes) override;
  scenarios::Removal http_status(int status, scenarios::Strikes strikes) override;

 private:
  AddDeviceFault add_;
};

}  // namespace espat::emulator
