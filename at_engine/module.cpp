#include "at_engine/module.hpp"

#include <algorithm>
#include <utility>

#include "at_engine/command_table.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/flash/certificate_store.hpp"
#include "at_engine/hexadecimal.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"

namespace espat::at {
namespace {

std::string_view text_of(Result result) {
  switch (result) {
    case Result::ok:
      return "\r\nOK\r\n";
    case Result::error:
      return "\r\nERROR\r\n";
    case Result::process_done:
    case Result::restarting:
      break;
  }
  return "";
}

Settings first_settings(const Profile& profile, const Setup& setup) {
  if (setup.storage.settings) return *setup.storage.settings;
  Settings settings = factory_settings(profile, setup);
  if (setup.station == StationStart::fresh || setup.air.empty()) return settings;
  settings.wifi_mode = 1;
  settings.ssid = setup.air.front().ssid;
  settings.password = setup.air.front().password;
  return settings;
}

Air first_air(const Setup& setup) {
  Air air;
  air.access_points = setup.air;
  air.times = setup.air_times;
  return air;
}

ManufacturingData first_data(const Profile& profile, const Setup& setup) {
  if (setup.storage.manufacturing_data) return *setup.storage.manufacturing_data;
  return profile.flash.factory_data == nullptr ? ManufacturingData() : *profile.flash.factory_data;
}

}  // namespace

Module::Module(const Profile& module_profile, const Setup& module_setup, const ClientFactory& make_client)
    : profile(module_profile),
      setup(module_setup),
      settings(first_settings(profile, setup)),
      stored(settings),
      flash(profile.flash.partitions, setup.storage.partitions),
      manufacturing_data(first_data(profile, setup)),
      air(first_air(setup)),
      wifi(first_session()),
      receiver(out, profile.core.longest_line, receiver_actions()),
      station(profile.wifi, settings, air, now, station_events()),
      soft_ap(settings, out),
      mqtt(profile.mqtt, now, out, make_client(*this)),
      tcpip(*this),
      http(now, out),
      coverage(profile),
      announced_(stored),
      announced_data_(manufacturing_data) {
  reset_volatile();
  mqtt.on_invalid_uri = [this] { report(*this, MqttError::uri_parse_failed); };
}

Station::Events Module::station_events() {
  const auto print = [this](std::string_view urc) {
    if (!tcpip.passthrough.is_active()) out.uart(std::string(urc));  // at-core.md 3
  };
  return {.associated = [print] { print("WIFI CONNECTED\r\n"); },
          .got_address = [print] { print("WIFI GOT IP\r\n"); },
          .disconnected =
              [this, print](bool was_online) {
                if (was_online) tcpip.went_offline();  // its links close first (device-commands.md 6.2)
                print("WIFI DISCONNECT\r\n");
                if (was_online && air.loss_cuts_connections) mqtt.client->link_down();
              },
          .lost_address = [this] { tcpip.went_offline(); }};
}

WifiSession Module::first_session() const {
  WifiSession session;
  session.scan.fields = profile.wifi.scan_fields;
  session.scan.is_sorted = profile.wifi.scan_is_sorted;
  const auto take = [&session](const auto& servers) { std::copy(servers.begin(), servers.end(), session.dns_servers.begin()); };
  if (settings.dns_servers) {
    take(*settings.dns_servers);
  } else {
    take(profile.wifi.default_dns_servers);
  }
  return session;
}

void Module::handle(const AirChanged& event) {
  event.change(air);
  station.air_changed();
}

void Module::handle(const AccessPointLost& event) {
  if (const AccessPoint* lost = station.access_point(); lost != nullptr && event.disappears) {
    const auto index = static_cast<std::size_t>(lost - air.access_points.data());
    air.access_points[index].is_on_air = false;
  }
  station.lose_access_point(event.reason);
}

void Module::handle(const LeaseRenewed& /*event*/) { station.renew_lease(); }

void Module::handle(const SoftApVisited& event) {
  if (!asleep_ && !ready_at_) soft_ap.visit(event);
}

bool Module::has_memory(std::size_t size, std::size_t usual) const {
  return size <= std::min(usual, disturbance.free_memory.value_or(usual));
}

void Module::handle(const FirmwareDisturbed& event) { event.change(disturbance, now); }

void Module::handle(const FirmwareCrashed& event) {
  out.note(Note::Level::info, "restart: the firmware has crashed");
  restart_at_.reset();
  power_off();
  out.echo(event.boot_noise);
}

Receiver::Actions Module::receiver_actions() {
  return {.intervene = [this](std::string_view line) { return intervene(line); },
          .dispatch = [this](const CommandLine& line) { return dispatch(line); },
          .refuse = [this](LineError error) { refuse(error); },
          .busy =
              [this] {
                print_code(error_code::busy);
                out.note(Note::Level::info, "busy: what came while AT" + std::string(commands.current_name()) + " runs is lost");
                out.uart("\r\nbusy p...\r\n");
              },
          .force_restart =
              [this] {
                out.uart("\r\nWill force to restart!!!\r\n");
                print(Result::ok, "AT+RST");
                restart("AT+RST while a command was running", restart_pause);
              },
          .empty_echo =
              [this] {
                const std::string_view text = profile.core.empty_echo_log;
                if (text.empty()) return;
                const bool uses_component = profile.core.logs_with_component;
                out.log((uses_component ? "W (" + std::to_string(now.count()) + ") at-common: " : "") + std::string(text) + "\r\n");
              }};
}

std::optional<Receiver::State> Module::intervene(std::string_view line) {
  const std::optional<Intervention> instead = disturbance.intervene ? disturbance.intervene(line) : std::nullopt;
  if (!instead) return std::nullopt;
  if (std::holds_alternative<RunForEver>(*instead)) return Receiver::State::running;
  if (const auto* answer = std::get_if<AnswerInstead>(&*instead)) out.uart(answer->text);
  if (const auto* failure = std::get_if<FailInstead>(&*instead)) {
    if (failure->code != 0) print_code(failure->code);
    out.because("a fault was asked for");
    print(Result::error, line);
  }
  return Receiver::State::idle;
}

bool Module::dispatch(const CommandLine& line) {
  const CommandLookup found = look_up(profile, line);
  if (found.name_exists) coverage.command(line.name, line.form);
  if (found.handler != nullptr) {
    hints.look_at(line, *this);
    commands.queue({line, found.handler});
    return true;
  }
  if (is_not_emulated(profile, line.name)) {
    out.because("this firmware has the command, but espat does not emulate it");
  } else if (!found.name_exists) {
    print_code(error_code::unsupported);
    out.because("there is no such command in " + std::string(profile.name));
  } else {
    out.because("this command has no " + std::string(name_of(line.form)) + " form");
  }
  print(Result::error, "AT" + line.name);
  return false;
}

void Module::refuse(LineError error) {
  const bool no_at = error == LineError::no_at;
  print_code(no_at ? error_code::no_at : error_code::unsupported);
  out.because(no_at ? "a command line starts with AT, ends with CR LF, and has at most 256 bytes"
                    : "something stands after ? or =?, there are more than 16 parameters, or a backslash stands before the line end");
  print(Result::error, "the line");
}

void Module::change_settings(const std::function<void(Settings&)>& change) {
  change(settings);
  if (stores_settings) change(stored);
}

void Module::change_stored_settings(const std::function<void(Settings&)>& change) {
  change(settings);
  change(stored);
}

void Module::print_code(std::uint32_t code) {
  coverage.code(code);
  if (prints_codes) out.uart("ERR CODE:0x" + hexadecimal(code, 8) + "\r\n");
}

void Module::print(Result result, std::string_view command) {
  const std::string reasons = out.take_reasons();
  if (result == Result::error) {
    out.note(Note::Level::info, std::string(command) + " answers ERROR" + (reasons.empty() ? "" : ": " + reasons));
  }
  out.uart(std::string(text_of(result)));
}

void Module::print_prompt() {
  const std::string ok(text_of(Result::ok));
  const std::string prompt(profile.core.prompt);
  if (profile.core.prompt_is_one_write) {
    out.uart(ok + prompt);
  } else {
    out.uart(ok);
    out.uart(prompt);
  }
}

void Module::restart(std::string_view reason, Duration after) {
  out.note(Note::Level::info, "restart: " + std::string(reason));
  restart_at_ = now + after;
}

void Module::fall_asleep() {
  asleep_ = true;
  mqtt.client->power_off();
  tcpip.power_off();
  station.leave();
}

std::int64_t Module::unix_time() const { return clock_offset_ + now.count() / 1000; }

void Module::set_unix_time(std::int64_t seconds) { clock_offset_ = seconds - now.count() / 1000; }

void Module::power_off() {
  asleep_ = false;
  disturbance.busy_until = Time{0};
  mqtt.client->power_off();
  station.power_off();
  soft_ap.stop();
  commands.reset();
  receiver.reset();
  mqtt.reset();
  tcpip.power_off();
  http.reset();
  out.take_reasons();
  reset_volatile();
  set_unix_time(0);
  settings = stored;
  wifi = first_session();
  out.emit(Restart{});
  out.emit(ChangeUart{settings.uart});
  ready_at_ = now + setup.restart_time;
}

void Module::reset_volatile() {
  prints_codes = false;
  const ManufacturingEntry* sys_store = manufacturing_data.find("factory_param", "sys_store");
  stores_settings = !profile.core.stores_as_delivered || sys_store == nullptr || sys_store->value != "0";
  sleep_mode = profile.core.sleep_mode_at_boot;
  rf_power.clear();
  transmit_interval = 20;
  registers.clear();
  user_memory.clear();
  out.filter = {};
}

void Module::receive(std::string_view chunk) {
  const bool hears = !restart_at_ || profile.core.busy_while_restarting;
  if (!hears || ready_at_ || asleep_) return;
  if (now < disturbance.busy_until) return receiver.receive_busy(chunk);
  receiver.receive(chunk);
}

CertificateItem Module::read_certificate(std::string_view owner, CertificateKind kind, int id) const {
  if (setup.read_certificate) return setup.read_certificate(kind, id);
  if (profile.flash.factory_data != nullptr) return at::read_certificate(manufacturing_data, owner, kind, id);
  return at::read_certificate(flash, owner, kind, id);
}

Settings Module::factory_settings() const { return at::factory_settings(profile, setup); }

void Module::announce_stored() {
  using Part = StorageChanged::Part;
  if (!(stored == announced_)) {
    announced_ = stored;
    out.emit(StorageChanged{Part::settings, {}});
  }
  if (!(manufacturing_data == announced_data_)) {
    announced_data_ = manufacturing_data;
    out.emit(StorageChanged{Part::manufacturing_data, {}});
  }
  for (const std::string& name : flash.take_changed()) out.emit(StorageChanged{Part::partition, name});
}

void Module::announce_name_servers() {
  if (settings.dns_servers == announced_name_servers_) return;
  announced_name_servers_ = settings.dns_servers;
  UseNameServers servers;
  for (const Ipv4Address server : settings.dns_servers.value_or(std::vector<Ipv4Address>())) {
    if (server != 0) servers.ips.push_back(at::text_of(server));
  }
  out.emit(std::move(servers));
}

void Module::boot() {
  ready_at_.reset();
  tcpip.boot();
  out.uart("\r\nready\r\n");
  const bool is_station = settings.wifi_mode == 1 || settings.wifi_mode == 3;
  if (setup.station == StationStart::joined) {
    station.assume_joined();
  } else if (is_station && settings.joins_at_boot && !settings.ssid.empty()) {
    station.rejoin();
  }
}

std::optional<Time> Module::next_deadline() const {
  std::optional<Time> earliest;
  for (const auto& deadline :
       {restart_at_, ready_at_, station.next_deadline(), mqtt.client->next_deadline(), tcpip.next_deadline(), commands.next_deadline()}) {
    if (deadline) earliest = earliest ? std::min(*earliest, *deadline) : *deadline;
  }
  return earliest;
}

void Module::advance() {
  if (restart_at_ && now >= *restart_at_) {
    restart_at_.reset();
    power_off();
  }
  if (ready_at_ && now >= *ready_at_) boot();
  station.advance();
  mqtt.client->advance(now);
  tcpip.advance();
}

}  // namespace espat::at
