#include "emulator/private_broker.hpp"

#include <fmt/format.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "emulator/broker_password.hpp"
#include "emulator/certificate_authority.hpp"
#include "emulator/failure.hpp"

namespace espat::emulator {
namespace {

using boost::asio::ip::tcp;

constexpr int most_launches = 5;  // whatever keeps mosquitto from a port may keep it from that one only
constexpr std::chrono::seconds ready_within{15};
constexpr std::size_t longest_socket_path = sizeof(sockaddr_un::sun_path);

/// A port that nobody has. Bound and not listening, it is nobody else's either, while mosquitto may listen on it: both reuse addresses.
tcp::acceptor reserve_port(boost::asio::io_context& io) {
  tcp::acceptor port(io, tcp::v4());
  port.set_option(tcp::acceptor::reuse_address(true));
  port.bind({boost::asio::ip::address_v4::loopback(), 0});
  return port;
}

void write_private_file(const std::string& path, std::string_view content) {
  std::ofstream file(path);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  file << content;
}

}  // namespace

PrivateBroker::PrivateBroker(boost::asio::io_context& io, spdlog::logger& log, std::string_view search_path,
                             const std::vector<std::string>& names)
    : io_(io), log_(log), program_(find_program("mosquitto", search_path)), deadline_(io) {
  if (program_.empty()) {
    throw Failure(ExitCode::environment_failed,
                  "--broker needs mosquitto, which is not installed; install it (Debian: apt install mosquitto) or use a broker of yours "
                  "without --broker");
  }
  if (probe_path().size() >= longest_socket_path) {
    throw Failure(ExitCode::environment_failed,
                  fmt::format("{} is too long a path for a socket; set TMPDIR to a shorter one", probe_path()));
  }
  access_ = {"espat", random_password(), path("ca.pem"), path("client.pem"), path("client.key")};
  write_certificates(names);
  write_private_file(path("passwords"), mosquitto_password_line(access_.user, access_.password));
}

PrivateBroker::~PrivateBroker() {
  if (probe_) probe_->stop();
}

void PrivateBroker::start(std::function<void()> on_ready) {
  on_ready_ = std::move(on_ready);
  await_ready();
  launch();
}

void PrivateBroker::await_ready() {
  deadline_.expires_after(ready_within);
  deadline_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    throw Failure(ExitCode::environment_failed,
                  fmt::format("the private broker {} did not answer CONNECT within {} s; is the machine overloaded?", program_,
                              ready_within.count()));
  });
}

void PrivateBroker::launch() {
  reserved_.clear();
  const auto next = [this] { return reserved_.emplace_back(reserve_port(io_)).local_endpoint().port(); };
  ports_ = {next(), next(), next(), next(), next(), next(), next()};
  write_configuration();
  run();
}

void PrivateBroker::run() {
  ++launches_;
  mosquitto_ = std::make_unique<ChildProcess>(
      io_, std::vector<std::string>{program_, "-c", directory_.path() / "mosquitto.conf"},  //
      [this](std::string_view line) { hear(line); }, [this](const std::string& how) { ended(how); });
  probe_ = std::make_shared<ConnackProbe>(io_, probe_path(), [this] { ready(); });
  probe_->start();
}

void PrivateBroker::write_certificates(const std::vector<std::string>& names) {
  const CertificateAuthority authority("espat private broker CA");
  CertificateContents server{.common_name = "espat private broker", .hosts = {"localhost", "127.0.0.1", "::1"}};
  server.hosts.insert(server.hosts.end(), names.begin(), names.end());
  const Identity broker = authority.issue(server);
  const Identity client = authority.issue({.common_name = "espat module", .hosts = {}});
  write_private_file(path("server.pem"), broker.certificate);
  write_private_file(path("server.key"), broker.key);
  write_private_file(access_.ca, authority.certificate());
  write_private_file(access_.client_certificate, client.certificate);
  write_private_file(access_.client_key, client.key);
}

/// socket_domain: without it a WebSocket listener ignores its address and listens on every interface.
void PrivateBroker::write_configuration() const {
  const auto listener = [](std::uint16_t port, std::string_view protocol, const std::string& further) {
    return fmt::format("listener {} 127.0.0.1\nsocket_domain ipv4\nprotocol {}\n{}\n", port, protocol, further);
  };
  const std::string anyone = "allow_anonymous true";
  const std::string tls = fmt::format("{}\ncertfile {}\nkeyfile {}", anyone, path("server.pem"), path("server.key"));
  const std::string tls_client = fmt::format("{}\ncafile {}\nrequire_certificate true", tls, access_.ca);
  std::ofstream file(path("mosquitto.conf"));
  file << "per_listener_settings true\n"
       << "persistence false\n"
       << "set_tcp_nodelay true\n"
       << "log_dest stderr\n"
       << "log_timestamp false\n"
       << "log_type error\nlog_type warning\nlog_type notice\nlog_type information\nlog_type subscribe\nlog_type unsubscribe\n";
  if (geteuid() == 0) file << "user root\n";                                                 // another user could not read this directory
  file << listener(ports_.tcp, "mqtt", anyone) << listener(ports_.ws, "websockets", anyone)  //
       << listener(ports_.tls, "mqtt", tls) << listener(ports_.wss, "websockets", tls)       //
       << listener(ports_.tls_client, "mqtt", tls_client) << listener(ports_.wss_client, "websockets", tls_client)
       << listener(ports_.password, "mqtt", "allow_anonymous false\npassword_file " + path("passwords"));
  file << "listener 0 " << probe_path() << "\nallow_anonymous true\n";
}

void PrivateBroker::hear(std::string_view line) {
  last_line_ = line;
  log_.debug("broker | {}", line);
}

void PrivateBroker::ended(const std::string& how) {
  probe_->stop();
  if (wish_ != Wish::runs) {
    ready_ = false;
    if (wish_ == Wish::runs_again) restart();
  } else if (ready_) {
    log_.warn("the private broker ended by itself ({}); connections to it fail from now on, start espat again", how);
  } else if (launches_ < most_launches) {
    launch();
  } else {
    throw Failure(
        ExitCode::environment_failed,
        fmt::format("the private broker {} could not start ({}: {}); try it by hand with {} -p 0 -v", program_, how, last_line_, program_));
  }
}

void PrivateBroker::ready() {
  ready_ = true;
  deadline_.cancel();
  log_.debug(
      "broker | ready on 127.0.0.1: tcp {}, tls {}, tls with client certificate {}, ws {}, wss {}, wss with client certificate {}, "
      "tcp with password {}",
      ports_.tcp, ports_.tls, ports_.tls_client, ports_.ws, ports_.wss, ports_.wss_client, ports_.password);
  if (on_ready_) std::exchange(on_ready_, nullptr)();
}

void PrivateBroker::end(int signal) {
  wish_ = Wish::ended;
  mosquitto_->signal(signal);
  mosquitto_->signal(SIGCONT);  // what stands still does not see SIGTERM
}

void PrivateBroker::restart() {
  if (wish_ == Wish::runs) return;
  if (ready_) {  // it has not ended yet
    wish_ = Wish::runs_again;
    return;
  }
  wish_ = Wish::runs;
  launches_ = 0;
  await_ready();
  run();
}

void PrivateBroker::publish(const BrokerMessage& message) {
  const auto failed = [&log = log_](const std::string& sentence) { log.warn("{}", sentence); };
  std::make_shared<BrokerPublisher>(io_, probe_path(), message, failed)->start();
}

std::string program_search_path() {
  const char* path = std::getenv("PATH");
  return std::string(path == nullptr ? "/usr/bin:/bin" : path) + ":/usr/sbin";
}

}  // namespace espat::emulator
