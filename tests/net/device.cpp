#include "tests/net/device.hpp"

#include <filesystem>

namespace espat::test {

Device::Device(net::MqttNetworkOptions options, net::AddressMap map, net::SocketNetworkOptions socket_options)
    : names(std::move(map)),
      network(io, names, options, faults, [this](at::Inputs batch) { collect(std::move(batch)); }),
      sockets(io, names, std::move(socket_options), faults, [this](at::Inputs batch) { collect(std::move(batch)); }) {}

void Device::collect(at::Inputs batch) {
  inputs.insert(inputs.end(), batch.begin(), batch.end());
  batches.push_back(std::move(batch));
}

bool Device::run_until(const std::function<bool()>& done, std::chrono::milliseconds within) {
  const auto work = net::asio::make_work_guard(io);
  const auto deadline = std::chrono::steady_clock::now() + within;
  io.restart();
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    io.run_one_for(1ms);  // `done` may look at something outside of the loop
  }
  return true;
}

void Device::run_for(std::chrono::milliseconds time) {
  run_until([] { return false; }, time);
}

MqttStream Device::accept(StubListener& stub) {
  std::optional<MqttStream> stream;
  if (!run_until([&] { return (stream = stub.accept(0ms)).has_value(); })) throw std::runtime_error("nobody connected");
  return std::move(*stream);
}

Packet Device::read(MqttStream& broker) {
  std::optional<Packet> packet;
  if (!run_until([&] { return (packet = broker.read(0ms)).has_value(); })) throw std::runtime_error("no packet came");
  return *packet;
}

Message Device::receive(MqttPeer& observer) {
  std::optional<Message> message;
  if (!run_until([&] { return (message = observer.receive(0ms)).has_value(); })) throw std::runtime_error("no message came");
  return *message;
}

void Device::await_closed(MqttStream& broker) {
  if (!run_until([&] { return broker.wait_closed(1ms); })) throw std::runtime_error("the connection was not closed");
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

at::MqttOpen open_to(std::uint16_t port, at::Attempt attempt, const std::string& client_id) {
  at::MqttOpen open;
  open.attempt = attempt;
  open.endpoint.host = "127.0.0.1";
  open.endpoint.port = port;
  open.session.client_id = client_id;
  return open;
}

}  // namespace espat::test
