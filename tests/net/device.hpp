#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <variant>
#include <vector>

#include "at_engine/inputs.hpp"
#include "net/mqtt_network.hpp"
#include "net/socket_network.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

/// A device's network without its engine: asks, and collects what is reported.
class Device {
 public:
  explicit Device(net::MqttNetworkOptions options = {}, net::AddressMap map = {}, net::SocketNetworkOptions socket_options = {});

  /// Runs the event loop until `done`, at most `within`. @return whether it is done
  bool run_until(const std::function<bool()>& done, std::chrono::milliseconds within = patience);

  /// Runs until an input of this type was reported and takes it (with all before it) out; fails the test when none comes.
  template <class Input>
  Input await(std::chrono::milliseconds within = patience) {
    Input found;
    const bool came = run_until([&] { return take(found); }, within);
    if (!came) throw std::runtime_error(std::string("was not reported: ") + typeid(Input).name());
    return found;
  }

  /// Wait, with the event loop running, for what the other end sees. All fail the test when it does not come.
  MqttStream accept(StubListener& stub);
  Packet read(MqttStream& broker);
  Message receive(MqttPeer& observer);
  void await_closed(MqttStream& broker);

  /// Lets time pass with the event loop running.
  void run_for(std::chrono::milliseconds time);

  /// How many inputs of this type wait to be taken.
  template <class Input>
  std::size_t count() const {
    return static_cast<std::size_t>(
        std::count_if(inputs.begin(), inputs.end(), [](const auto& input) { return std::holds_alternative<Input>(input); }));
  }

  at::Inputs inputs;                ///< reported and not yet taken
  std::vector<at::Inputs> batches;  ///< all of them, as they were reported
  net::asio::io_context io;
  net::Names names;
  net::LinkFaults faults;
  net::MqttNetwork network;
  net::SocketNetwork sockets;

 private:
  void collect(at::Inputs batch);

  template <class Input>
  bool take(Input& found) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (const auto* input = std::get_if<Input>(&inputs[i])) {
        found = *input;
        inputs.erase(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        return true;
      }
    }
    return false;
  }
};

/// How many this process has.
std::size_t open_descriptors();

/// Opens over TCP to a broker on loopback, with a client id and else the defaults.
at::MqttOpen open_to(std::uint16_t port, at::Attempt attempt = 1, const std::string& client_id = "device");

}  // namespace espat::test
