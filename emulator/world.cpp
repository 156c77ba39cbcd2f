#include "emulator/world.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace espat::emulator {

using scenarios::Removal;
using scenarios::UartFault;

struct DeviceWorld::Uart : scenarios::UartPlace {
  explicit Uart(DeviceWorld& device_world) : world(device_world) {}
  Removal add(scenarios::Direction direction, UartFault fault) override {
    return (direction == scenarios::Direction::to_host ? world.to_host_ : world.to_device_).add(std::move(fault));
  }
  DeviceWorld& world;
};

DeviceWorld::DeviceWorld(PrivateBroker* broker)
    : uart_(std::make_unique<Uart>(*this)),
      broker_(add_device_fault(), broker),
      network_(add_device_fault()),
      wifi_(add_device_fault()),
      firmware_(add_device_fault(), to_host_) {}

AddDeviceFault DeviceWorld::add_device_fault() {
  return [this](DeviceFault fault) { device_faults_.push_back(std::move(fault)); };
}

DeviceWorld::~DeviceWorld() {
  if (host_) host_->close();
}

void DeviceWorld::open_host(boost::asio::io_context& io, const std::string& port, std::function<void(std::string_view)> received) {
  uart::FileHandle file(::open(port.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!file.valid())
    throw std::runtime_error(fmt::format("the scripted host cannot open {}: {}", port, std::generic_category().message(errno)));
  host_ = std::make_shared<uart::Descriptor>(io, std::move(file));
  host_->start({std::move(received), {}, {}});
}

scenarios::UartPlace& DeviceWorld::uart() { return *uart_; }
scenarios::NetworkPlace& DeviceWorld::network() { return network_; }
scenarios::BrokerPlace& DeviceWorld::broker() { return broker_; }
scenarios::WifiPlace& DeviceWorld::wifi() { return wifi_; }
scenarios::FirmwarePlace& DeviceWorld::firmware() { return firmware_; }

void DeviceWorld::host_send(std::string_view bytes) { host_->write(bytes); }

}  // namespace espat::emulator
