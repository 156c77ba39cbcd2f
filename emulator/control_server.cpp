#include "emulator/control_server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <stdexcept>
#include <utility>

#include "emulator/control_connection.hpp"
#include "emulator/device.hpp"
#include "emulator/director.hpp"
#include "emulator/failure.hpp"

namespace espat::emulator {
namespace {

uart::Listener listen(boost::asio::io_context& io, const ControlAddress& address) {
  if (address.kind == ControlAddress::Kind::unix_path) return uart::Listener::unix_path(io, address.place, "--control");
  try {
    return uart::Listener::tcp(io, address.place, "--control");
  } catch (const std::invalid_argument& error) {
    throw Failure(ExitCode::bad_command_line, fmt::format("--control: {}", error.what()));
  }
}

}  // namespace

ControlServer::ControlServer(boost::asio::io_context& io, const ControlAddress& address) : io_(io), listener_(listen(io, address)) {}

ControlServer::~ControlServer() = default;

void ControlServer::start(Device& device, Director& director, const std::string& ready, std::function<void()> quit) {
  quit_ = std::move(quit);
  scene_ = std::make_unique<ControlScene>(ControlScene{device, director, nlohmann::json::parse(ready), [this] { this->quit(); }});
  device.look_on([this](const Happening& happening) { tell(happening); });
  director.when_fault_changes([this](const std::string& name, bool begun) { tell({scene_->device.uptime(), FaultChanged{name, begun}}); });
  listener_.start([this](uart::FileHandle file) { connect(std::move(file)); });
}

void ControlServer::tell(const Happening& happening) {
  scene_->history.add(happening);
  for (const auto& connection : connections_) connection->happened(happening);
}

void ControlServer::connect(uart::FileHandle file) {
  const auto& connection = connections_.emplace_back(std::make_shared<ControlConnection>(io_, std::move(file), *scene_));
  connection->start(
      [this, leaver = connection.get()] { std::erase_if(connections_, [&](const auto& candidate) { return candidate.get() == leaver; }); });
}

// Posted, so that the answer leaves before the end.
void ControlServer::quit() {
  boost::asio::post(io_, [this] { quit_(); });
}

}  // namespace espat::emulator
