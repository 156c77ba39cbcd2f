#include "tests/support/mosquitto.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/support/child_process.hpp"
#include "tests/support/mqtt_peer.hpp"

namespace espat::test {

namespace {

constexpr auto* program = "/usr/sbin/mosquitto";

}  // namespace

Mosquitto::Mosquitto(Options options) : options_(std::move(options)) {
  std::string name = (std::filesystem::temp_directory_path() / "espat-mosquitto-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary directory can be made like " + name);
  directory_ = name;
  for (int tries = 10;; --tries) {
    port_ = unused_port();
    websocket_port_ = unused_port();
    for (auto& port : tls_ports_) port = unused_port();
    try {
      start();
      return;
    } catch (const std::runtime_error&) {
      if (tries == 0) throw;  // else somebody took a port in between
    }
  }
}

Mosquitto::~Mosquitto() {
  kill();
  std::filesystem::remove_all(directory_);
}

void Mosquitto::write_configuration() const {
  const auto passwords = (directory_ / "passwords").string();
  if (!options_.user.empty()) {
    ::waitpid(spawn({"mosquitto_passwd", "-c", "-b", passwords, options_.user, options_.password}, directory_ / "output"), nullptr, 0);
  }
  const std::string access = options_.user.empty() ? "allow_anonymous true\n" : "allow_anonymous false\npassword_file " + passwords + "\n";
  std::ofstream file(directory_ / "mosquitto.conf");
  file << "per_listener_settings true\nuser root\npersistence false\n";
  for (const auto& line : options_.lines) file << line << "\n";
  file << "listener " << port_ << " 127.0.0.1\n" << access;
  // mosquitto binds a WebSocket listener to every address of the family that it is told.
  if (options_.websocket) file << "listener " << websocket_port_ << " 127.0.0.1\nprotocol websockets\nsocket_domain ipv4\n" << access;
  if (options_.tls) write_tls_listeners(file, access);
}

void Mosquitto::write_file(const std::string& name, const std::string& content) const { std::ofstream(directory_ / name) << content; }

void Mosquitto::write_tls_listeners(std::ostream& file, const std::string& access) const {
  write_file("certificate", options_.tls->certificate);
  write_file("key", options_.tls->key);
  write_file("client_ca", options_.tls->client_ca);
  write_file("access", options_.tls->access);
  for (std::size_t i = 0; i < tls_ports_.size(); ++i) {
    file << "listener " << tls_ports_.at(i) << " 127.0.0.1\n" << access;
    if (i >= 2) file << "protocol websockets\nsocket_domain ipv4\n";
    file << "certfile " << (directory_ / "certificate").string() << "\nkeyfile " << (directory_ / "key").string() << "\n";
    if (i % 2 == 1) file << "require_certificate true\ncafile " << (directory_ / "client_ca").string() << "\n";
    if (!options_.tls->access.empty()) file << "acl_file " << (directory_ / "access").string() << "\n";
    for (const auto& line : options_.tls->lines) file << line << "\n";
  }
}

void Mosquitto::start() {
  write_configuration();
  process_ = spawn({program, "-c", (directory_ / "mosquitto.conf").string()}, directory_ / "output");
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline && !wait_exit(process_, 10ms)) {
    if (answers_connect()) return;
  }
  kill();
  throw std::runtime_error("mosquitto does not start on port " + std::to_string(port_) + ": " + printed_text(directory_ / "output"));
}

bool Mosquitto::answers_connect() const {
  try {
    MqttPeer(port_, "ready", options_.user, options_.password);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void Mosquitto::end(int signal) {
  if (process_ <= 0) return;
  end_process(process_, signal);
  process_ = -1;
}

void Mosquitto::stop() { end(SIGTERM); }
void Mosquitto::kill() { end(SIGKILL); }
void Mosquitto::pause() { ::kill(process_, SIGSTOP); }
void Mosquitto::resume() { ::kill(process_, SIGCONT); }

}  // namespace espat::test
