#include "emulator/world.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "emulator/failure.hpp"
#include "emulator/private_broker.hpp"

namespace espat::emulator {
namespace {

using scenarios::Piece;
using scenarios::Pieces;
using scenarios::Random;
using scenarios::Removal;
using scenarios::StrikeRule;
using scenarios::Strikes;
using scenarios::UartFault;

[[noreturn]] void not_there(std::string_view fault) {
  throw Failure(ExitCode::environment_failed, fmt::format("this espat cannot do the fault `{}` yet; leave it out", fault));
}

}  // namespace

struct DeviceWorld::Uart : scenarios::UartPlace {
  explicit Uart(DeviceWorld& device_world) : world(device_world) {}
  Removal add(scenarios::Direction direction, UartFault fault) override {
    return (direction == scenarios::Direction::to_host ? world.to_host_ : world.to_device_).add(std::move(fault));
  }
  DeviceWorld& world;
};

struct DeviceWorld::Broker : scenarios::BrokerPlace {
  explicit Broker(PrivateBroker* own_broker) : broker(own_broker) {}

  void start() override { own("start").restart(); }
  void stop() override { own("stop").end(SIGTERM); }
  void kill() override { own("kill").end(SIGKILL); }
  void pause() override { own("pause").signal(SIGSTOP); }
  void resume() override { own("resume").signal(SIGCONT); }
  void publish(const scenarios::Message& message) override {
    own("publish").publish({message.topic, message.payload, message.qos, message.retain});
  }
  void disconnect() override { not_there("broker: disconnect"); }
  Removal connack(int, Strikes) override { not_there("broker: connack"); }
  Removal hold_acks() override { not_there("broker: hold_acks"); }
  Removal drop_acks(Strikes) override { not_there("broker: drop_acks"); }
  Removal refuse_subscriptions(Strikes) override { not_there("broker: suback"); }

  PrivateBroker& own(std::string_view fault) const {
    if (broker != nullptr) return *broker;
    throw Failure(ExitCode::bad_command_line,
                  fmt::format("the fault `broker: {}` needs a broker of its own; write `broker: private`", fault));
  }

  PrivateBroker* broker;
};

/// What of the firmware's faults can be seen on the UART alone.
struct DeviceWorld::Firmware : scenarios::FirmwarePlace {
  explicit Firmware(scenarios::UartLine& line) : to_host(line) {}

  Removal insert_urc(const std::string& text, std::int64_t at) override {
    const auto precede = [text](const Piece& struck, Random&, Pieces& passed) { passed.push_back({struck.time, text + struck.bytes}); };
    StrikeRule once;
    once.nth = at;
    once.times = 1;
    return to_host.add({UartFault::Unit::byte, precede, Strikes(once, Random(0, "insert_urc"))});
  }
  Removal split_ok_prompt(scenarios::Time gap, Strikes strikes) override {
    const auto split = [gap, strikes = std::move(strikes)](const Piece& struck, Random&, Pieces& passed) mutable {
      constexpr std::string_view prompt = "\r\n>";
      if (!struck.bytes.ends_with(prompt) || !strikes.next()) return passed.push_back(struck);
      passed.push_back({struck.time, struck.bytes.substr(0, struck.bytes.size() - prompt.size())});
      passed.push_back({struck.time + gap, std::string(prompt)});
    };
    return to_host.add({UartFault::Unit::write, split, Strikes({}, Random(0, "split_ok_prompt"))});
  }
  void busy(scenarios::Time) override { not_there("firmware: busy"); }
  void reset(const std::string&) override { not_there("firmware: reset"); }
  Removal hang() override { not_there("firmware: hang"); }
  Removal answer(const std::string&, const std::string&, Strikes) override { not_there("firmware: answer"); }
  Removal error(const std::string&, std::uint32_t, Strikes) override { not_there("firmware: error"); }
  Removal never(const std::string&, Strikes) override { not_there("firmware: never"); }
  Removal heap(std::int64_t) override { not_there("firmware: heap"); }

  scenarios::UartLine& to_host;
};

DeviceWorld::DeviceWorld(PrivateBroker* broker)
    : uart_(std::make_unique<Uart>(*this)), broker_(std::make_unique<Broker>(broker)), firmware_(std::make_unique<Firmware>(to_host_)) {}

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
scenarios::NetworkPlace& DeviceWorld::network() { not_there("net"); }
scenarios::BrokerPlace& DeviceWorld::broker() { return *broker_; }
scenarios::WifiPlace& DeviceWorld::wifi() { not_there("wifi"); }
scenarios::FirmwarePlace& DeviceWorld::firmware() { return *firmware_; }

void DeviceWorld::host_send(std::string_view bytes) { host_->write(bytes); }

}  // namespace espat::emulator
