#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "at_engine/certificate_item.hpp"
#include "at_engine/mqtt/mqtt_client.hpp"
#include "tests/conformance/case_settings.hpp"
#include "tests/conformance/client_trace.hpp"
#include "tests/conformance/step.hpp"

namespace espat::conformance {

/// The MQTT client of the engine cases: it answers calls after fixed times, raises what a case injects, and never reconnects by itself.
class ScriptedClient final : public at::MqttClient {
 public:
  /// `now` is the engine's time of the moment. What is called is added to `calls`.
  ScriptedClient(const CaseSettings::Values& settings, const at::Time& now, at::MqttListener& listener, std::vector<ClientCall>& calls);

  void change(const CaseSettings::Values& settings) { settings_.change(settings); }
  /// How long after the station it notices that the link is gone.
  void set_link_lag(at::Duration lag) { link_lag_ = lag; }
  /// Raised in this instant, or later when something is scheduled already: events never overtake each other.
  void inject(const RaiseClientEvent& event);

  /// Every item of the certificate partitions, as the settings want it.
  at::CertificateItem read_certificate() const;

  bool start(const at::MqttClientConfig& config) override;
  void publish(std::string_view topic, std::string_view payload, int qos, bool retain) override;
  void subscribe(std::string_view topic, int qos) override;
  void unsubscribe(std::string_view topic) override;
  void destroy() override;
  std::optional<int> take_returned() override;
  void link_down() override;
  void power_off() override;
  std::optional<at::Time> next_deadline() const override;
  void advance(at::Time now) override;

 private:
  /// An event that will come. One that outlives its client is not heard by anybody, but time passes until then.
  struct Scheduled {
    std::uint32_t client = 0;
    at::MqttEvent::Kind kind{};
    int message_id = 0;
    bool refused = false;
    std::string topic{};
    std::string payload{};
  };

  void schedule(at::Duration delay, Scheduled event);
  void raise(const Scheduled& event);
  void acknowledge(const char* setting, at::MqttEvent::Kind kind, bool refused = false);
  int fail_or(const char* setting);
  void finish_destroying();

  CaseSettings settings_ = CaseSettings::of_client();
  const at::Time& now_;
  at::MqttListener& listener_;
  std::vector<ClientCall>& calls_;

  std::deque<std::pair<at::Time, Scheduled>> events_;
  std::uint32_t client_ = 0;  ///< counts the clients
  bool exists_ = false;
  bool connected_ = false;
  at::Duration link_lag_{0};
  int last_message_id_ = 0;
  std::optional<at::Time> destroyed_at_;
  std::optional<int> returned_;
};

}  // namespace espat::conformance
