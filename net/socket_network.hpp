#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "at_engine/effects.hpp"
#include "at_engine/inputs.hpp"
#include "net/asio.hpp"
#include "net/link_faults.hpp"
#include "net/link_options.hpp"
#include "net/names.hpp"

namespace espat::net {

class DatagramSocket;
class HttpClient;
class Pinger;
class Resolver;
class Server;
class Stream;
class StreamSocket;
class TimeClient;

struct SocketNetworkOptions {
  LinkOptions link;
  /// Where the module's server listens: an address of this machine.
  std::string server_address = "127.0.0.1";
  /// Whoever asks for the time and gets no answer, or is not mapped to a server, is told the PC's time.
  bool knows_time = false;
};

/// Sockets, names, ping, time and HTTP of one device: carries out what the engine asks (at_engine/socket_link.hpp, http_link.hpp) on this
/// machine, and reports what happens. All of it on the thread of the io_context. Destroying it resets all connections.
class SocketNetwork {
 public:
  /// Takes everything that one instant brought, in order. Called from the io_context only, never from within `perform`; it may call
  /// `perform`.
  using Deliver = std::function<void(at::Inputs)>;

  /// `io`, `names` and `faults` outlive the network.
  SocketNetwork(asio::io_context& io, const Names& names, SocketNetworkOptions options, LinkFaults& faults, Deliver deliver);
  ~SocketNetwork();
  SocketNetwork(const SocketNetwork&) = delete;
  SocketNetwork& operator=(const SocketNetwork&) = delete;

  /// Starts what is asked; the answers are delivered later. What concerns a socket that has ended is ignored.
  void perform(const at::ResolveName& resolve);
  void perform(const at::SocketOpen& open);
  void perform(const at::DatagramOpen& open);
  void perform(const at::SocketOptions& options);
  void perform(const at::SocketSend& send);
  void perform(const at::SocketSendCancel& cancel);
  void perform(const at::DatagramSend& send);
  void perform(const at::SocketConsumed& consumed);
  void perform(const at::SocketClose& close);
  void perform(const at::ServerListen& listen);
  void perform(const at::ServerStop& stop);
  void perform(const at::PingHost& ping);
  void perform(const at::AskTime& ask);
  void perform(const at::HttpRequest& request);
  void perform(const at::HttpCancel& cancel);

  /// While on, nothing is read from any peer, and the peers feel it.
  void pause(bool on);

  /// The chip starts again: every connection is reset, and nothing that was asked before is answered.
  void restart();

 private:
  template <class Object>
  using Table = std::unordered_map<std::uint32_t, std::shared_ptr<Object>>;

  void report(at::Input input);
  void report_soon(at::Input input);
  std::shared_ptr<StreamSocket> make_stream(at::Socket number);
  void admit(std::shared_ptr<Stream> stream);

  asio::io_context& io_;
  const Names& names_;
  const SocketNetworkOptions options_;
  LinkFaults& faults_;
  const Deliver deliver_;
  Table<StreamSocket> streams_;
  Table<DatagramSocket> datagrams_;
  Table<Resolver> resolvers_;
  Table<TimeClient> time_clients_;
  std::shared_ptr<Server> server_;
  std::shared_ptr<Pinger> pinger_;
  std::shared_ptr<HttpClient> http_;
  at::Socket next_accepted_ = at::first_accepted;
  bool paused_ = false;
  std::shared_ptr<bool> run_ = std::make_shared<bool>();  ///< what was posted before a restart is not delivered after it
};

}  // namespace espat::net
