#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/broker_faults.hpp"
#include "emulator/device_fault.hpp"
#include "emulator/firmware_faults.hpp"
#include "emulator/network_faults.hpp"
#include "emulator/wifi_faults.hpp"
#include "pty_bridge/descriptor.hpp"
#include "scenarios/world.hpp"

namespace espat::emulator {

class PrivateBroker;

/// What a scenario can do to one device: its UART, what its firmware says, its private broker and its scripted host.
class DeviceWorld : public scenarios::World {
 public:
  /// `broker` outlives the world; null when the device has none of its own.
  explicit DeviceWorld(PrivateBroker* broker);
  ~DeviceWorld() override;
  DeviceWorld(const DeviceWorld&) = delete;
  DeviceWorld& operator=(const DeviceWorld&) = delete;

  /// The scripted host opens the port, `/dev/pts/N`; `received` gets what it reads. Throws one sentence when it cannot.
  void open_host(boost::asio::io_context& io, const std::string& port, std::function<void(std::string_view)> received);

  scenarios::UartLine& to_host() { return to_host_; }
  scenarios::UartLine& to_device() { return to_device_; }

  /// What has been asked of the device itself since this was last called.
  std::vector<DeviceFault> take_device_faults() { return std::exchange(device_faults_, {}); }

  scenarios::UartPlace& uart() override;
  scenarios::NetworkPlace& network() override;
  scenarios::BrokerPlace& broker() override;
  scenarios::WifiPlace& wifi() override;
  scenarios::FirmwarePlace& firmware() override;
  void host_send(std::string_view bytes) override;

 private:
  struct Uart;

  AddDeviceFault add_device_fault();

  scenarios::UartLine to_host_;
  scenarios::UartLine to_device_;
  std::unique_ptr<Uart> uart_;
  std::vector<DeviceFault> device_faults_;
  BrokerFaults broker_;
  NetworkFaults network_;
  WifiFaults wifi_;
  FirmwareFaults firmware_;
  std::shared_ptr<uart::Descriptor> host_;
};

}  // namespace espat::emulator
