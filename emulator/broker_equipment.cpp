#include "emulator/broker_equipment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace espat::emulator {
namespace {

struct BrokerPort {
  int number;  ///< for the module
  std::uint16_t BrokerPorts::*real;
};
constexpr BrokerPort broker_ports[] = {{1883, &BrokerPorts::tcp},        {1884, &BrokerPorts::password}, {8883, &BrokerPorts::tls},
                                       {8884, &BrokerPorts::tls_client}, {8083, &BrokerPorts::ws},       {8084, &BrokerPorts::wss},
                                       {8085, &BrokerPorts::wss_client}};

}  // namespace

DeviceOptions equipped(DeviceOptions options, const PrivateBroker& broker) {
  const std::vector<std::string> mapped = options.map.hosts();
  if (std::find(mapped.begin(), mapped.end(), broker_name) == mapped.end()) {
    for (const auto& [number, real] : broker_ports) {
      options.map.add(fmt::format("{}:{}=127.0.0.1:{}", broker_name, number, broker.ports().*real));
    }
  }
  if (options.flash || !options.certificates.empty()) return options;
  const BrokerAccess& access = broker.access();
  options.certificates = {{access.ca}, {access.client_certificate}, {access.client_key}};
  return options;
}

}  // namespace espat::emulator
