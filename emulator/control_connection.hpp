#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "emulator/control_scene.hpp"
#include "emulator/control_step.hpp"
#include "emulator/history_cursor.hpp"
#include "pty_bridge/deadline.hpp"
#include "pty_bridge/descriptor.hpp"

namespace espat::emulator {

/// A client of the control API. Its requests are carried out one after the other, each with one answer; what it subscribed to is pushed in
/// between. A line that is no JSON object ends the connection: such a client speaks another protocol.
class ControlConnection : public std::enable_shared_from_this<ControlConnection> {
 public:
  /// `scene` outlives the connection.
  ControlConnection(boost::asio::io_context& io, uart::FileHandle file, ControlScene& scene);
  ~ControlConnection();
  ControlConnection(const ControlConnection&) = delete;
  ControlConnection& operator=(const ControlConnection&) = delete;

  /// `ended` is called from the event loop when the client has gone.
  void start(std::function<void()> ended);
  void happened(const Happening& happening);

 private:
  void received(std::string_view bytes);
  void go_on_later();
  void go_on();
  void carry_out(const std::string& line);
  nlohmann::json answer(nlohmann::json request);
  nlohmann::json subscribe(nlohmann::json request);
  void place_cursor(nlohmann::json& request);
  void begin(scenarios::Scenario step);
  void finish_step();
  void send(const nlohmann::json& line);
  void hang_up();

  boost::asio::io_context& io_;
  ControlScene& scene_;
  std::shared_ptr<uart::Descriptor> client_;
  std::function<void()> ended_;
  std::string received_;
  HistoryCursor cursor_;
  std::optional<ControlStep> step_;
  nlohmann::json id_;
  std::set<std::string> subscribed_;
  uart::Deadline deadline_;
  bool posted_ = false;
  bool hung_up_ = false;  ///< nothing more of this client is heeded
};

}  // namespace espat::emulator
