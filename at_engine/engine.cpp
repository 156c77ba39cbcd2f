#include "at_engine/engine.hpp"

#include <utility>
#include <variant>

#include "at_engine/mqtt/firmware_client.hpp"

namespace espat::at {

Engine::Engine(const Profile& profile, const Setup& setup, Module::ClientFactory make_client) {
  if (!make_client) {
    make_client = [this](Module& module) {
      auto client = std::make_unique<FirmwareClient>(
          module.profile.mqtt, module.setup.timer_slack, module.setup.round_trip, module.now, module.out, module.mqtt,
          [&module] { return module.station.is_online(); }, [&module] { return module.unix_time(); });
      client_ = client.get();
      return client;
    };
  }
  module_ = std::make_unique<Module>(profile, setup, make_client);
}

Engine::~Engine() = default;

Effects Engine::power_up(Time now) {
  module_->now = now;
  module_->set_unix_time(0);
  module_->boot();
  return handle(now, {});
}

Effects Engine::handle(Time now, const Inputs& inputs) {
  module_->now = now;
  for (const Input& input : inputs) {
    std::visit(
        [this](const auto& event) {
          if constexpr (std::is_same_v<std::decay_t<decltype(event)>, UartReceived>) {
            module_->receive(event.bytes);
          } else if constexpr (requires { module_->handle(event); }) {
            module_->handle(event);
          } else if constexpr (requires { client_->handle(event); }) {
            if (client_ != nullptr) client_->handle(event);
          } else if constexpr (requires { module_->tcpip.sockets.handle(event); }) {
            module_->tcpip.sockets.handle(event);
          } else if constexpr (requires { module_->tcpip.server.handle(event); }) {
            module_->tcpip.server.handle(event);
          } else if constexpr (requires { module_->tcpip.questions.handle(event); }) {
            module_->tcpip.questions.handle(event);
          } else if constexpr (requires { module_->http.handle(event); }) {
            module_->http.handle(event);
          }
        },
        input);
  }
  module_->advance();
  module_->commands.run(*module_);
  module_->tcpip.sockets.run();
  module_->coverage.state(module_->mqtt.state);
  module_->announce_stored();
  module_->announce_name_servers();
  return module_->out.take();
}

const Coverage& Engine::coverage() const { return module_->coverage; }

MqttState Engine::mqtt_state() const { return module_->mqtt.state; }

std::optional<Time> Engine::next_deadline() const { return module_->next_deadline(); }

}  // namespace espat::at
