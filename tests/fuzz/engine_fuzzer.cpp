// Arbitrary bytes as the life of a module. Each action is one byte that names it, followed by what it needs; see corpus/ for examples.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "at_engine/profiles/profiles.hpp"
#include "tests/fuzz/fuzzed_module.hpp"
#include "tests/fuzz/tape.hpp"

namespace espat::at {
namespace {

/// Lines that bring the module somewhere in one step; the rest is found by the fuzzer itself.
constexpr std::array<std::string_view, 16> lines{"AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",0,0,\"\"\r\n",
                                                 "AT+MQTTCONN=0,\"broker\",1883,0\r\n",
                                                 "AT+MQTTCONN=0,\"broker\",1883,1\r\n",
                                                 "AT+MQTTSUB=0,\"t\",0\r\n",
                                                 "AT+MQTTSUB=0,\"u\",1\r\n",
                                                 "AT+MQTTUNSUB=0,\"t\"\r\n",
                                                 "AT+MQTTPUB=0,\"t\",\"d\",1,0\r\n",
                                                 "AT+MQTTPUBRAW=0,\"t\",3,1,0\r\n",
                                                 "AT+MQTTCLEAN=0\r\n",
                                                 "AT+MQTTUSERCFG?\r\n",
                                                 "AT+RST\r\n",
                                                 "AT+CWQAP\r\n",
                                                 "AT+CWJAP=\"home\",\"password\"\r\n",
                                                 "AT+GSLP=100\r\n",
                                                 "AT+SYSLOG=1\r\n",
                                                 "AT+MQTTPUBRAW=0,\"t\",3,0,0\r\n"};

/// The present attempt, or one that is over or was never made.
Attempt some_attempt(Tape& tape, const FuzzedModule& module) {
  const std::uint8_t choice = tape.byte();
  return choice < 0xE0 ? module.attempt() : module.attempt() + 1 - (choice - 0xE0);
}

/// One of the packets under way, or one that never was.
Operation some_operation(Tape& tape, const FuzzedModule& module) {
  const std::uint8_t choice = tape.byte();
  const auto& operations = module.operations();
  return choice < operations.size() ? operations[operations.size() - 1 - choice] : Operation{choice};
}

/// One thing that may happen; several can fall into one instant.
Input some_input(Tape& tape, const FuzzedModule& module) {
  const std::uint8_t kind = tape.byte() % 12;
  if (kind == 0) return UartReceived{tape.text()};
  if (kind == 1) return UartReceived{std::string(lines[tape.byte() % lines.size()])};
  const Attempt attempt = some_attempt(tape, module);
  switch (kind) {
    case 2:
      return MqttTransportOpened{attempt};
    case 3:
      return MqttOpened{attempt};
    case 4:
      return MqttOpenFailed{attempt, MqttOpenFailed::Cause::tcp, "refused"};
    case 5:
      return MqttClosed{attempt, "closed"};
    case 6:
      return MqttSent{attempt, some_operation(tape, module)};
    case 7:
      return MqttWriteFailed{attempt, some_operation(tape, module)};
    case 8:
      return MqttAcknowledged{attempt, some_operation(tape, module), tape.byte() % 2 == 1};
    case 9:
      return MqttReceived{attempt, tape.text(), std::string(std::size_t{tape.byte()} * 17, 'x'), tape.byte() % 3};
    case 10:
      return MqttPong{attempt};
    default:
      return MqttReceivedByBroker{attempt, some_operation(tape, module)};
  }
}

Duration some_time(Tape& tape) {
  constexpr std::array<int, 8> milliseconds{1, 20, 500, 1'001, 5'001, 10'002, 31'000, 130'000};
  return Duration{milliseconds[tape.byte() % milliseconds.size()]};
}

Setup some_setup(std::uint8_t choice) {
  Setup setup;
  AccessPoint home;
  home.ssid = "home";
  home.password = "password";
  setup.air = {home};
  setup.station = choice % 4 == 0 ? StationStart::fresh : choice % 4 == 1 ? StationStart::joins : StationStart::joined;
  if ((choice & 0x10U) != 0) setup.timer_slack = Duration{0};
  if ((choice & 0x20U) != 0) setup.restart_time = Duration{300};
  if ((choice & 0x40U) != 0) setup.air_times.address = Duration{1'500};
  if ((choice & 0x80U) != 0) setup.read_certificate = [](CertificateKind, int) { return CertificateItem{3, "pem"}; };
  return setup;
}

}  // namespace

void fuzz(Tape tape) {
  const auto all = profiles();
  const Profile& profile = *all[tape.byte() % all.size()];
  FuzzedModule module(profile, some_setup(tape.byte()));
  while (!tape.is_over()) {
    const std::uint8_t action = tape.byte();
    if (action >= 0xC0) {
      module.advance(some_time(tape));
      continue;
    }
    Inputs inputs;
    for (int count = 0; count <= action / 0x40; ++count) inputs.push_back(some_input(tape, module));
    module.handle(inputs);
  }
}

}  // namespace espat::at
