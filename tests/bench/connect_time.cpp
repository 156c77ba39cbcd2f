#include <openssl/ssl.h>

#include <array>
#include <fstream>
#include <stdexcept>

#include "emulator/temporary_directory.hpp"
#include "net/mqtt_network.hpp"
#include "tests/bench/bare_client.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_peer.hpp"
#include "tests/support/tls_material.hpp"

namespace espat::bench {
namespace {

using net::asio::ip::tcp;

struct Scheme {
  int number;
  at::Transport transport;
  const char* uri;
  std::uint16_t (test::Mosquitto::*port)() const;
};

constexpr std::array<Scheme, 6> schemes{{
    {1, at::Transport::tcp, "tcp", &test::Mosquitto::port},
    {3, at::Transport::tls, "ssl", &test::Mosquitto::tls_port},
    {5, at::Transport::tls, "ssl", &test::Mosquitto::tls_client_port},
    {6, at::Transport::websocket, "ws", &test::Mosquitto::websocket_port},
    {8, at::Transport::secure_websocket, "wss", &test::Mosquitto::wss_port},
    {10, at::Transport::secure_websocket, "wss", &test::Mosquitto::wss_client_port},
}};

at::TlsCredentials credentials(const emulator::Identity& client) {
  at::TlsCredentials tls;
  tls.ca = test::our_ca().certificate();
  tls.certificate = client.certificate;
  tls.key = client.key;
  return tls;
}

/// Milliseconds from asking until TLS is up, and until CONNACK is here.
struct Opening {
  double transport = 0;
  double connack = 0;
};

class Connector {
 public:
  Opening connect(const Scheme& scheme, std::uint16_t port, const at::TlsCredentials& tls) {
    opening_ = {};
    at::MqttOpen open{.attempt = ++attempt_, .endpoint = {scheme.transport, "127.0.0.1", port, "/mqtt"}, .session = {}};
    open.session.client_id = "bench-connector";
    open.session.tls = tls;
    watch_ = Stopwatch();
    network_.perform(open);
    while (opening_.connack == 0) {
      if (io_.run_one_for(test::patience) == 0) throw std::runtime_error("no connection");
    }
    network_.perform(at::MqttClose{attempt_, true});
    return opening_;
  }

 private:
  void note(const at::Inputs& inputs) {
    for (const at::Input& input : inputs) {
      if (std::holds_alternative<at::MqttTransportOpened>(input)) opening_.transport = watch_.milliseconds();
      if (std::holds_alternative<at::MqttOpened>(input)) opening_.connack = watch_.milliseconds();
      if (const auto* failed = std::get_if<at::MqttOpenFailed>(&input)) throw std::runtime_error(failed->reason);
    }
  }

  net::asio::io_context io_;
  // Between the steps all work may be in Paho's threads.
  net::asio::executor_work_guard<net::asio::io_context::executor_type> work_ = net::asio::make_work_guard(io_);
  Stopwatch watch_;
  Opening opening_;
  at::Attempt attempt_ = 0;
  net::LinkFaults faults_;
  const net::Names names_;
  net::MqttNetwork network_{io_, names_, {}, faults_, [this](const at::Inputs& inputs) { note(inputs); }};
};

/// TCP and a handshake with OpenSSL's client and nothing around it.
double bare_handshake(std::uint16_t port, SSL_CTX* context) {
  const Stopwatch watch;
  net::asio::io_context io;
  tcp::socket socket(io);
  socket.connect({net::asio::ip::address_v4::loopback(), port});
  const std::unique_ptr<SSL, decltype([](SSL* ssl) { SSL_free(ssl); })> ssl(SSL_new(context));
  SSL_set_fd(ssl.get(), socket.native_handle());
  if (SSL_connect(ssl.get()) != 1) throw std::runtime_error("the bare handshake failed");
  return watch.milliseconds();
}

}  // namespace

Rows connect_time(const Effort& effort) {
  const emulator::Identity client = test::our_client();
  const test::Mosquitto broker(test::tls_broker());
  const emulator::TemporaryDirectory directory;
  const auto file = [&](const char* name, const std::string& content) {
    const std::string path = directory.path() / name;
    std::ofstream(path) << content;
    return path;
  };
  const std::vector<std::string> material{file("ca", test::our_ca().certificate()), file("certificate", client.certificate),
                                          file("key", client.key)};
  const std::unique_ptr<SSL_CTX, decltype([](SSL_CTX* context) { SSL_CTX_free(context); })> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  Connector connector;
  const at::TlsCredentials tls = credentials(client);
  Row handshake{.name = "TCP and TLS", .unit = "ms"};
  Rows rows;
  for (const Scheme& scheme : schemes) {
    const std::uint16_t port = (broker.*scheme.port)();
    Row row{.name = "connect, scheme " + std::to_string(scheme.number), .unit = "ms"};
    BareClient bare = BareClient::connector(std::string(scheme.uri) + "://127.0.0.1:" + std::to_string(port), material, effort.starts);
    for (int i = 0; i < effort.starts; ++i) {
      row.floor.add(std::stod(bare.line()) / 1e6);
      const Opening opening = connector.connect(scheme, port, tls);
      row.figure.add(opening.connack);
      if (scheme.number != 3) continue;
      handshake.floor.add(bare_handshake(port, context.get()));
      handshake.figure.add(opening.transport);
    }
    rows.push_back(row);
  }
  rows.push_back(handshake);
  return rows;
}

}  // namespace espat::bench
