#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"
#include "tests/conformance/case_settings.hpp"
#include "tests/conformance/recording.hpp"
#include "tests/conformance/step.hpp"

namespace espat::conformance {

/// The scripted sockets, names, time servers and peers of the TCP/IP cases: takes what the engine asks of the network, and answers it at
/// the times of the recording.
class NetworkModel {
 public:
  /// What the engine sends is added to `sent`, with its time since `started`.
  NetworkModel(const CaseSettings::Values& settings, const at::Time& started, std::vector<Write>& sent);

  void change(const CaseSettings::Values& settings) { settings_.change(settings); }
  int setting(std::string_view name) const { return settings_[name]; }

  /// A peer does something, now or later.
  void act(at::Time now, const PeerActs& action);
  /// A time server answers; false when nobody has asked one.
  bool tell_time(at::Time now, std::int64_t unix_time);

  /// What the engine has asked for; effects that are not for the network are ignored.
  void react(at::Time now, const at::Effect& effect);

  std::optional<at::Time> next_event() const;
  at::Inputs take_due(at::Time now);

 private:
  struct Connection {
    at::Socket socket = 0;
    bool is_udp = false;
    std::uint16_t local_port = 0;  ///< of UDP
    bool is_open = true;
    int buffered = 0;                       ///< bytes that the peer has not acknowledged, when the buffer never drains
    std::string unsent{};                   ///< what the buffer has not taken of the last send
    std::optional<at::Time> sends_until{};  ///< a send is being delayed
  };
  using Event = std::function<void(at::Time, at::Inputs&)>;

  void schedule(at::Time time, Event event) { events_.emplace(time, std::move(event)); }
  void schedule_input(at::Time time, at::Input input);
  void open(at::Time now, const at::SocketOpen& wish);
  void open_datagrams(at::Time now, const at::DatagramOpen& wish);
  void fail_opening(at::Time time, at::Socket socket, at::SocketOpenFailed::Cause cause);
  void send(at::Time now, at::Socket socket, const std::string& bytes);
  void take_all(at::Time time, at::Socket socket, const std::string& bytes);
  void fill_buffer(at::Time now, Connection& connection);
  void answer_as_echo(at::Time now, at::Socket socket, const std::string& bytes);
  void close(at::Time now, at::Socket socket);
  void listen(at::Time now, const at::ServerListen& wish);
  void forget_everything();

  void perform(at::Time now, const PeerActs& action, at::Inputs& inputs);
  void accept(at::Time now, const PeerActs& action, at::Inputs& inputs);
  void deliver(at::Time now, Connection& connection, const PeerActs& action, at::Inputs& inputs);
  void end(at::Time now, Connection& connection, bool reset, at::Inputs& inputs);
  Connection* find(at::Socket socket);
  Connection* numbered(int index);

  CaseSettings settings_ = CaseSettings::of_network();
  const at::Time& started_;
  std::vector<Write>& sent_;
  std::multimap<at::Time, Event> events_;  ///< those of one time in the order in which they were scheduled
  std::vector<Connection> connections_;    ///< in the order in which they came up
  std::map<at::Socket, bool> opening_;     ///< attempts that were not given up
  std::optional<at::ServerListen> server_;
  at::Socket last_accepted_ = at::first_accepted - 1;
  std::uint16_t last_port_ = 50'000;
  std::optional<at::Query> time_question_;
};

}  // namespace espat::conformance
