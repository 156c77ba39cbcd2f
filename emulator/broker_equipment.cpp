#include "emulator/broker_equipment.hpp"

namespace espat::emulator {

DeviceOptions equipped(DeviceOptions options, const BrokerAccess& access) {
  if (options.flash || !options.certificates.empty()) return options;
  options.certificates = {{access.ca}, {access.client_certificate}, {access.client_key}};
  return options;
}

}  // namespace espat::emulator
