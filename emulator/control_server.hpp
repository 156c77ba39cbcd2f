#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "emulator/control_address.hpp"
#include "emulator/control_scene.hpp"
#include "pty_bridge/listener.hpp"

namespace espat::emulator {

class ControlConnection;

/// The control API of one device: JSON lines on a socket (docs/control.md).
class ControlServer {
 public:
  /// Listens from now on. Throws one sentence when nothing can listen there.
  ControlServer(boost::asio::io_context& io, const ControlAddress& address);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  /// As `--control` takes it, with the port that it got.
  const std::string& name() const { return listener_.name(); }

  /// Clients are served from now on. The device and the director outlive the server.
  /// `ready`: the JSON object that announces the device.
  void start(Device& device, Director& director, const std::string& ready, std::function<void()> quit);

 private:
  void connect(uart::FileHandle file);
  void tell(const Happening& happening);
  void quit();

  boost::asio::io_context& io_;
  uart::Listener listener_;
  std::unique_ptr<ControlScene> scene_;
  std::function<void()> quit_;
  std::vector<std::shared_ptr<ControlConnection>> connections_;
};

}  // namespace espat::emulator
