#include "emulator/broker_equipment.hpp"

#include <algorithm>
#include <cstdint>

namespace espat::emulator {
namespace {

constexpr const char* broker_name = "broker";

struct BrokerPort {
  std::uint16_t number;  ///< for the module
  std::uint16_t BrokerPorts::*real;
};
constexpr BrokerPort broker_ports[] = {{1883, &BrokerPorts::tcp},        {1884, &BrokerPorts::password}, {8883, &BrokerPorts::tls},
                                       {8884, &BrokerPorts::tls_client}, {8083, &BrokerPorts::ws},       {8084, &BrokerPorts::wss},
                                       {8085, &BrokerPorts::wss_client}};

}  // namespace

std::vector<std::string> broker_names(const DeviceOptions& options) {
  std::vector<std::string> names = options.map.hosts();
  names.emplace_back(broker_name);
  return names;
}

void name_broker(net::AddressMap& map, std::uint16_t port, const net::Address& place) {
  const net::Address name{broker_name, port};
  map.redirect(name, place);
  map.add(to_string(name) + "=" + to_string(place));
}

DeviceOptions equipped(DeviceOptions options, const PrivateBroker& broker) {
  const std::vector<std::string> mapped = options.map.hosts();
  if (std::find(mapped.begin(), mapped.end(), broker_name) == mapped.end()) {
    for (const auto& [number, real] : broker_ports) name_broker(options.map, number, {"127.0.0.1", broker.ports().*real});
  }
  if (options.flash || !options.certificates.empty()) return options;
  const BrokerAccess& access = broker.access();
  options.certificates = {{access.ca}, {access.client_certificate}, {access.client_key}};
  return options;
}

}  // namespace espat::emulator
