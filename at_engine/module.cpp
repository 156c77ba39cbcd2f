#include "at_engine/module.hpp"

#include <algorithm>
#include <utility>

#include "at_engine/command_table.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/hexadecimal.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"

namespace espat::at {
namespace {

/// Between the last byte written and the restart (at-core.md 3.1).
constexpr Duration restart_pause{20};

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

Settings first_settings(const Setup& setup) {
  Settings settings;
  if (setup.station == StationStart::fresh || setup.air.empty()) return settings;
  settings.wifi_mode = 1;
  settings.ssid = setup.air.front().ssid;
  settings.password = setup.air.front().password;
  return settings;
}

}  // namespace

Module::Module(const Profile& module_profile, const Setup& module_setup, const ClientFactory& make_client)
    : profile(module_profile),
      setup(module_setup),
      settings(first_settings(setup)),
      stored(settings),
      receiver(out, profile.core.longest_line, receiver_actions()),
      station(setup, now, out,
              [this] {
                tcpip.went_offline();
                mqtt.client->link_down();
              }),
      mqtt(profile.mqtt, now, out, make_client(*this)),
      tcpip(*this),
      coverage(profile) {
  mqtt.on_invalid_uri = [this] { report(*this, MqttError::uri_parse_failed); };
}

Receiver::Actions Module::receiver_actions() {
  return {.dispatch = [this](const CommandLine& line) { return dispatch(line); },
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

bool Module::dispatch(const CommandLine& line) {
  const CommandLookup found = look_up(profile, line);
  if (found.name_exists) coverage.command(line.name, line.form);
  if (found.handler != nullptr) {
    hints.look_at(line, *this);
    commands.queue({line, found.handler});
    return true;
  }
  if (!found.name_exists) {
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
  station.leave();
}

std::int64_t Module::unix_time() const { return clock_offset_ + now.count() / 1000; }

void Module::set_unix_time(std::int64_t seconds) { clock_offset_ = seconds - now.count() / 1000; }

void Module::power_off() {
  asleep_ = false;
  mqtt.client->power_off();
  station.stop();
  commands.reset();
  receiver.reset();
  mqtt.reset();
  tcpip.power_off();
  out.take_reasons();
  prints_codes = false;
  stores_settings = true;
  sleep_mode = 0;
  set_unix_time(0);
  settings = stored;
  out.emit(Restart{});
  out.emit(ChangeUart{settings.uart});
  ready_at_ = now + setup.restart_time;
}

void Module::receive(std::string_view chunk) {
  if (!restart_at_ && !ready_at_ && !asleep_) receiver.receive(chunk);
}

void Module::boot() {
  ready_at_.reset();
  tcpip.boot();
  out.uart("\r\nready\r\n");
  const JoinRequest stored_access_point{settings.ssid, settings.password, settings.bssid};
  const bool is_station = settings.wifi_mode == 1 || settings.wifi_mode == 3;
  if (setup.station == StationStart::joined) {
    station.assume_joined(stored_access_point);
  } else if (is_station && settings.joins_at_boot && !settings.ssid.empty()) {
    station.join(stored_access_point);
  }
}

std::optional<Time> Module::next_deadline() const {
  std::optional<Time> earliest;
  for (const auto& deadline : {restart_at_, ready_at_, station.next_deadline(), mqtt.client->next_deadline(), tcpip.next_deadline(), commands.next_deadline()}) {
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
  station.advance(now);
  mqtt.client->advance(now);
  tcpip.advance();
}

}  // namespace espat::at
