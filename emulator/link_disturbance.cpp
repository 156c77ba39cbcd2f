#include "emulator/link_disturbance.hpp"

#include <memory>
#include <utility>

#include "emulator/device.hpp"

namespace espat::emulator {

scenarios::Removal disturb_links(const AddDeviceFault& add, net::LinkFault fault) {
  const auto removal = std::make_shared<scenarios::Removal>();
  add([removal, fault = std::move(fault)](Device& device) { *removal = device.link_faults().add(fault); });
  return [add, removal] { add([removal](Device&) { (*removal)(); }); };
}

}  // namespace espat::emulator
