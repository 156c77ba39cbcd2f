#include "tests/integration/rabbitmq.hpp"

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/support/child_process.hpp"

namespace espat::test {

namespace {

// The one in $PATH wants to be root or the user rabbitmq.
constexpr const char* node_program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
constexpr auto start_patience = std::chrono::seconds(120);

}  // namespace

bool RabbitMq::installed() { return std::filesystem::exists(node_program); }

RabbitMq::RabbitMq() : port_(unused_port()), websocket_port_(unused_port()) {
  write_configuration();
  start_node();
  if (becomes_ready()) return;
  end();
  throw std::runtime_error("rabbitmq-server did not start within two minutes; it said: " + printed_text(directory_.path() / "output"));
}

RabbitMq::~RabbitMq() { end(); }

void RabbitMq::write_configuration() const {
  std::ofstream(directory_.path() / "enabled_plugins") << "[rabbitmq_mqtt,rabbitmq_web_mqtt].\n";
  std::ofstream(directory_.path() / "rabbitmq.conf") << "listeners.tcp = none\n"
                                                     << "mqtt.allow_anonymous = true\n"
                                                     << "mqtt.listeners.tcp.1 = 127.0.0.1:" << port_ << "\n"
                                                     << "web_mqtt.tcp.ip = 127.0.0.1\n"
                                                     << "web_mqtt.tcp.port = " << websocket_port_ << "\n"
                                                     << "log.file = false\nlog.console = true\n";
}

void RabbitMq::start_node() {
  const std::string home = directory_.path();
  const std::string port_mapper_port = std::to_string(unused_port());
  // Erlang's port mapper would else be started as a daemon that outlives the node.
  port_mapper_ = spawn({"epmd", "-address", "127.0.0.1", "-port", port_mapper_port}, home + "/output");
  // With RABBITMQ_ALLOW_INPUT the script becomes the node; else it would be its parent.
  node_ = spawn({"env", "HOME=" + home, "ERL_EPMD_ADDRESS=127.0.0.1", "ERL_EPMD_PORT=" + port_mapper_port, "RABBITMQ_ALLOW_INPUT=true",
                 "RABBITMQ_NODENAME=espat@localhost", "RABBITMQ_DIST_PORT=" + std::to_string(unused_port()),
                 "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput -kernel inet_dist_use_interface {127,0,0,1}",
                 "RABBITMQ_MNESIA_BASE=" + home + "/mnesia", "RABBITMQ_LOG_BASE=" + home + "/log",
                 "RABBITMQ_ENABLED_PLUGINS_FILE=" + home + "/enabled_plugins", "RABBITMQ_CONFIG_FILE=" + home + "/rabbitmq",
                 "RABBITMQ_CONF_ENV_FILE=" + home + "/none", "RABBITMQ_PID_FILE=" + home + "/pid", node_program},
                home + "/output");
}

bool RabbitMq::becomes_ready() const {
  const auto deadline = std::chrono::steady_clock::now() + start_patience;
  while (std::chrono::steady_clock::now() < deadline && !wait_exit(node_, std::chrono::milliseconds(100))) {
    // It listens with one port before the other: that a port answers does not tell that both do.
    if (printed_text(directory_.path() / "output").find("Server startup complete; 2 plugins started.") != std::string::npos) return true;
  }
  return false;
}

void RabbitMq::end() {
  end_process(node_, SIGKILL);
  end_process(port_mapper_, SIGKILL);
}

}  // namespace espat::test
