#include "tests/conformance/case_runner.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "tests/conformance/air_input.hpp"
#include "tests/conformance/log_text.hpp"

namespace espat::conformance {
namespace {

constexpr int most_turns_of_an_instant = 10'000;

/// The table of the recordings with certificate partitions, which is not that of any image.
constexpr std::array certificate_partitions{
    at::Partition{"ble_data", 64, 1, 0x21000, 0x3000},    at::Partition{"server_cert", 64, 2, 0x24000, 0x2000},
    at::Partition{"server_key", 64, 3, 0x26000, 0x2000},  at::Partition{"server_ca", 64, 4, 0x28000, 0x2000},
    at::Partition{"client_cert", 64, 5, 0x2a000, 0x2000}, at::Partition{"client_key", 64, 6, 0x2c000, 0x2000},
    at::Partition{"client_ca", 64, 7, 0x2e000, 0x2000},   at::Partition{"factory_param", 64, 8, 0x30000, 0x1000},
    at::Partition{"mqtt_cert", 64, 12, 0x37000, 0x2000},  at::Partition{"mqtt_key", 64, 13, 0x39000, 0x2000},
    at::Partition{"mqtt_ca", 64, 14, 0x3b000, 0x2000},    at::Partition{"fatfs", 1, 129, 0x47000, 0x19000},
};

/// The factory parameters and certificates of the recordings.
at::ManufacturingData recorded_data(int sys_store) {
  using Type = at::ManufacturingType;
  at::ManufacturingData data = at::esp32c3_factory_data();
  data.set("factory_param", {"sys_store", Type::u8, std::to_string(sys_store)});
  for (const char* name : {"mqtt_ca", "mqtt_cert", "mqtt_key"}) data.set(name, {std::string(name) + ".0", Type::text, "-----MQ-----\n"});
  data.set("client_ca", {"client_ca.0", Type::text, "-----CA0-----\n"});
  data.set("client_ca", {"client_ca.1", Type::text, "-----CA1-----\n"});
  return data;
}

}  // namespace

at::Setup CaseRunner::setup() {
  at::Setup result;
  if (case_.kind == CaseKind::device) {
    result = device_setup();
  } else if (case_.kind == CaseKind::tcpip) {
    result = network_setup();
  } else if (case_.kind == CaseKind::wire) {
    // An address without an access point, so that nothing is ever said about Wi-Fi.
    result.station = at::StationStart::joined;
  } else {
    result.station = at::StationStart::fresh;
    result.read_certificate = [this](at::CertificateKind, int) { return client_->read_certificate(); };
  }
  result.timer_slack = at::Duration(device_["skew"]);
  return result;
}

at::Setup CaseRunner::device_setup() const {
  at::Setup result;
  result.station = at::StationStart::fresh;
  result.air = {{.ssid = "home", .password = "password1"},
                {.ssid = "open", .password = "", .channel = 11, .rssi = -70, .bssid = "a0:b1:c2:d3:e4:f6"},
                {.ssid = "far",
                 .password = "farpassword",
                 .channel = 1,
                 .rssi = -81,
                 .bssid = "02:11:22:33:44:55",
                 .security = at::Security::wpa_wpa2}};
  result.restart_time = at::Duration(device_["t_boot"]);
  result.air_times = air_times();
  result.mac = "30:ae:a4:a1:b2:c3";
  result.softap_mac = "30:ae:a4:a1:b2:c4";
  result.has_second_image = device_["ota1"] == 1;
  result.storage.partitions["mqtt_cert"] = "0123456789ABCDEF";
  result.storage.manufacturing_data = recorded_data(device_["mfg_sys_store"]);
  return result;
}

at::AirTimes CaseRunner::air_times() const {
  constexpr at::Duration scanning{120};
  const auto milliseconds = [this](const char* name) { return at::Duration(device_[name]); };
  return {milliseconds("t_conn"), milliseconds("t_ip"), milliseconds("t_nf"), milliseconds("t_auth"), milliseconds("t_disc"), scanning};
}

at::Setup CaseRunner::network_setup() const {
  at::Setup result;
  result.macs_fit_every_mode = true;
  result.station = network_->setting("ip") == 1 ? at::StationStart::joined : at::StationStart::fresh;
  result.read_certificate = [this](at::CertificateKind, int id) {
    if (id >= network_->setting("pki_count")) return at::CertificateItem{};
    const int length = network_->setting("pki_len");
    const auto content = std::string(static_cast<std::size_t>(length), 'x');
    return at::CertificateItem{length, network_->setting("pki_rc") == 1 ? std::optional(content) : std::nullopt};
  };
  return result;
}

/// The mode of the case, which no command has set.
void CaseRunner::take_wifi_mode() {
  const int mode = network_->setting("wifi_init") == 1 ? network_->setting("wmode") : 0;
  module_->settings.wifi_mode = mode;
  module_->stored.wifi_mode = mode;
}

at::Module::ClientFactory CaseRunner::client_factory() {
  if (broker_) return nullptr;
  return [this](at::Module& module) {
    module_ = &module;
    const bool are_of_client = case_.kind != CaseKind::device && case_.kind != CaseKind::tcpip;
    const CaseSettings::Values settings = are_of_client ? case_.settings : CaseSettings::Values();
    auto client = std::make_unique<ScriptedClient>(settings, module.now, module.mqtt, recording_.calls);
    client_ = client.get();
    return client;
  };
}

CaseRunner::CaseRunner(const RecordedCase& recorded_case, const at::Profile& profile) : case_(recorded_case), profile_(profile) {
  if (case_.has_broker) {
    broker_.emplace(case_.kind == CaseKind::device ? CaseSettings::Values() : case_.settings, recording_.calls);
  }
  if (case_.kind == CaseKind::tcpip) network_.emplace(case_.settings, started_, recording_.sent);
  if (case_.kind != CaseKind::device) return;
  change_settings(case_.settings);
  if (device_["part"] == 1) {
    profile_.flash.partitions = certificate_partitions;
    profile_.flash.factory_data = nullptr;
  }
}

void CaseRunner::start(const at::Setup& setup) {
  engine_.emplace(profile_, setup, client_factory());
  if (case_.kind == CaseKind::device) set_air();
  if (network_) take_wifi_mode();
  take(engine_->power_up(now_));
}

Recording CaseRunner::run() {
  start(setup());
  run_steps(case_.setup);
  recording_ = {};
  started_ = now_;
  run_steps(case_.steps);
  return std::move(recording_);
}

void CaseRunner::run_steps(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    // What is injected one after the other comes at one instant, and the engine takes it as a batch.
    const bool joins_batch = std::holds_alternative<RaiseClientEvent>(step) || std::holds_alternative<BrokerPublishes>(step) ||
                             std::holds_alternative<BrokerCloses>(step);
    if (!joins_batch) finish_instant();
    std::visit(*this, step);
  }
  finish_instant();
}

void CaseRunner::operator()(const SendUart& step) {
  if (!step.bytewise) {
    hand_over({at::UartReceived{step.bytes}});
    finish_instant();
    return;
  }
  for (const char byte : step.bytes) {
    hand_over({at::UartReceived{std::string(1, byte)}});
    finish_instant();
  }
}

void CaseRunner::operator()(const Advance& step) {
  const at::Time end = now_ + step.duration;
  pass_time_until(end);
  now_ = end;
}

void CaseRunner::operator()(const Settle& step) {
  // The clock of the recordings jumps over a deep sleep, however long it is.
  const at::Time end = std::max(now_ + step.limit, engine_->is_asleep() ? *engine_->next_deadline() : now_);
  pass_time_until(end);
  if (broker_) now_ = end;  // there the client polls, so that something is always pending
}

void CaseRunner::operator()(const RaiseClientEvent& step) {
  if (client_ == nullptr) throw std::invalid_argument("this case has no scripted client");
  client_->inject(step);
}

void CaseRunner::operator()(const BrokerPublishes& step) {
  if (!broker_) throw std::invalid_argument("this case has no broker");
  broker_->publish(now_, step);
}

void CaseRunner::operator()(const BrokerCloses&) {
  if (!broker_) throw std::invalid_argument("this case has no broker");
  broker_->close(now_);
}

void CaseRunner::operator()(const ChangeSettings& step) {
  change_settings(step.changes);
  if (case_.kind == CaseKind::device) set_air();
}

void CaseRunner::set_air() {
  hand_over({at::AirChanged{[this](at::Air& air) {
    constexpr at::Ipv4Address usual_lease = 0xc0a80164;
    air.times = air_times();
    air.has_dhcp = device_["dhcp"] == 1;
    air.lease.address = usual_lease + static_cast<at::Ipv4Address>(device_["ip_off"]);
    air.refusal_reason = device_["bad_reason"];
    air.forced_reason = device_["force_reason"] == 0 ? std::nullopt : std::optional(device_["force_reason"]);
    air.scans_fail = device_["scan_fail"] == 1;
    air.loss_cuts_connections = device_["mq_auto"] == 1;
  }}});
  if (client_ != nullptr) client_->set_link_lag(at::Duration(device_["mq_lag"]));
}

void CaseRunner::change_settings(const CaseSettings::Values& changes) {
  if (network_) return network_->change(changes);
  for (const auto& change : changes) {
    if (case_.kind == CaseKind::device && device_.has(change.first)) {
      device_.change({change});
    } else if (broker_) {
      broker_->change({change});
    } else if (client_ != nullptr) {
      client_->change({change});
    } else {
      throw std::invalid_argument("there is no setting '" + change.first + "'");
    }
  }
}

void CaseRunner::operator()(const PowerCycle&) {
  at::Setup again = setup();
  again.storage = engine_->storage();
  start(again);
}

void CaseRunner::operator()(const ChangeAir& step) { hand_over({air_input(step)}); }

void CaseRunner::operator()(const PeerActs& step) {
  if (!network_) throw std::invalid_argument("this case has no peers");
  network_->act(now_, step);
}

void CaseRunner::operator()(const StationChanges& step) {
  if (!network_) throw std::invalid_argument("the station of this case is not scripted");
  if (step.what == "has_ip") {
    module_->station.assume_joined();
  } else if (step.what == "no_ip") {
    module_->tcpip.went_offline();
    module_->station.stop();
  } else if (step.what == "mode") {
    module_->settings.wifi_mode = step.mode;
  }
  hand_over({});
}

void CaseRunner::operator()(const TellTime& step) {
  if (!network_) throw std::invalid_argument("this case has no clock");
  if (!step.is_answer || !network_->tell_time(now_, step.unix_time)) module_->set_unix_time(step.unix_time);
}

void CaseRunner::operator()(const ForeignStep& step) { throw std::invalid_argument("there is no step '" + step.key + "'"); }

void CaseRunner::hand_over(const at::Inputs& inputs) { take(engine_->handle(now_, inputs)); }

void CaseRunner::take(const at::Effects& effects) {
  for (const at::Effect& effect : effects) {
    if (const auto* uart = std::get_if<at::WriteUart>(&effect)) {
      // The recordings of TCP/IP cases have no Wi-Fi underneath.
      if (network_ && uart->bytes.starts_with("WIFI ")) continue;
      recording_.writes.push_back({now_ - started_, uart->bytes});
    } else if (const auto* log = std::get_if<at::WriteLog>(&effect)) {
      recording_.log += shown_log(log->bytes);
    } else if (broker_) {
      broker_->react(now_, effect);
    } else if (network_) {
      network_->react(now_, effect);
      if (std::holds_alternative<at::Restart>(effect)) take_wifi_mode();
    } else if (const auto* question = std::get_if<at::AskTime>(&effect)) {
      time_answer_ = TimeAnswer{now_ + at::Duration(device_["t_sntp"]), {question->query, device_["epoch"]}};
    }
  }
}

at::Inputs CaseRunner::take_due() {
  if (broker_) return broker_->take_due(now_);
  if (network_) return network_->take_due(now_);
  if (!time_answer_ || time_answer_->due > now_) return {};
  return {std::exchange(time_answer_, std::nullopt)->answer};
}

std::optional<at::Time> CaseRunner::next_event() const {
  const auto deadline = engine_->next_deadline();
  const auto event = broker_        ? broker_->next_event()
                     : network_     ? network_->next_event()
                     : time_answer_ ? std::optional(time_answer_->due)
                                    : std::nullopt;
  if (!deadline || !event) return deadline ? deadline : event;
  return std::min(*deadline, *event);
}

void CaseRunner::finish_instant() {
  for (int turn = 0; turn < most_turns_of_an_instant; ++turn) {
    const auto next = next_event();
    if (!next || *next > now_) return;
    hand_over(take_due());
  }
  throw std::runtime_error("the engine does not come to rest " + std::to_string((now_ - started_).count()) + " ms after the first step");
}

void CaseRunner::pass_time_until(at::Time end) {
  for (auto next = next_event(); next && *next <= end; next = next_event()) {
    now_ = std::max(now_, *next);
    finish_instant();
  }
}

}  // namespace espat::conformance
