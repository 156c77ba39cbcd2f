#include <catch2/catch.hpp>

#include <functional>
#include <optional>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

/// One check of a command, with a way to fail it alone.
struct Check {
  enum class Of { parameter, state, count };
  Of of = Of::parameter;
  std::size_t parameter = 0;
  std::string violation;
  std::string codes;  ///< what stands before ERROR then
};

/// A command as a row of mqtt.md 3: its checks in the firmware's order.
struct Row {
  std::string command;
  std::vector<std::string> valid;
  std::function<void(MqttModule&)> reach_right_state;
  std::function<void(MqttModule&)> reach_wrong_state;
  std::vector<Check> checks;
};

Check unreadable(std::size_t parameter, const std::string& code) {
  return {Check::Of::parameter, parameter, "x", core_code("0108000" + std::to_string(parameter)) + mqtt_code(code)};
}
Check wrong(std::size_t parameter, const std::string& value, const std::string& code) {
  return {Check::Of::parameter, parameter, value, mqtt_code(code)};
}
Check too_long(std::size_t parameter, std::size_t longest, const std::string& code) {
  return wrong(parameter, "\"" + std::string(longest + 1, 'y') + "\"", code);
}
Check state(const std::string& code) { return {Check::Of::state, 0, {}, mqtt_code(code)}; }
Check count() { return {Check::Of::count, 0, {}, mqtt_code("6008")}; }

bool exclude_each_other(const Check& one, const Check& other) { return one.of == other.of && one.parameter == other.parameter; }

/// What the command answers when `violated` checks fail.
std::string answer_of(const Row& row, const std::vector<const Check*>& violated) {
  MqttModule module;
  std::vector<std::string> parameters = row.valid;
  bool is_state_wrong = false;
  for (const Check* check : violated) {
    if (check->of == Check::Of::parameter) parameters[check->parameter] = check->violation;
    if (check->of == Check::Of::count) parameters.emplace_back("1");
    is_state_wrong = is_state_wrong || check->of == Check::Of::state;
  }
  (is_state_wrong ? row.reach_wrong_state : row.reach_right_state)(module);
  std::string line = "AT+" + row.command + "=";
  for (const auto& parameter : parameters) line += parameter + ",";
  line.pop_back();
  return module.command(line);
}

/// Every check fails alone, and of any two the one that stands first decides.
void check_order(const Row& row) {
  CHECK(answer_of(row, {}).substr(0, 6) != error.substr(0, 6));
  for (std::size_t first = 0; first < row.checks.size(); ++first) {
    const Check& earlier = row.checks[first];
    CAPTURE(row.command, earlier.codes);
    CHECK(answer_of(row, {&earlier}) == earlier.codes + error);
    for (std::size_t second = first + 1; second < row.checks.size(); ++second) {
      const Check& later = row.checks[second];
      if (exclude_each_other(earlier, later)) continue;
      CAPTURE(later.codes);
      CHECK(answer_of(row, {&earlier, &later}) == earlier.codes + error);
    }
  }
}

void stay(MqttModule& /*module*/) {}
void configure(MqttModule& module) { module.configure(); }
void configure_connection(MqttModule& module) {
  module.configure();
  module.configure_connection();
}
void connect(MqttModule& module) { module.connect(); }
void lose(MqttModule& module) {
  module.connect();
  module.lose_link();
}

const std::string text = "\"t\"";

}  // namespace

TEST_CASE("mqtt.md 3: the checks of MQTTUSERCFG in their order") {
  check_order({"MQTTUSERCFG",
               {"0", "1", "\"id\"", "\"u\"", "\"p\"", "0", "0", "\"\""},
               stay,
               connect,
               {unreadable(0, "6010"), wrong(0, "1", "6011"), state("6002"), unreadable(1, "6012"), wrong(1, "11", "6013"),
                unreadable(2, "6014"), unreadable(3, "6017"), unreadable(4, "601a"), unreadable(5, "601d"), wrong(5, "2", "601e"),
                unreadable(6, "601f"), wrong(6, "2", "6020"), unreadable(7, "6027"), too_long(7, 32, "6029"), count()}});
}

TEST_CASE("mqtt.md 3: the checks of MQTTCLIENTID, MQTTUSERNAME and MQTTPASSWORD in their order") {
  const std::vector<std::pair<std::string, std::string>> commands{
      {"MQTTCLIENTID", "6014"}, {"MQTTUSERNAME", "6017"}, {"MQTTPASSWORD", "601a"}};
  for (const auto& [name, read_failed] : commands) {
    for (const auto& wrong_state : {stay, configure_connection, connect, lose}) {
      check_order({name,
                   {"0", text},
                   configure,
                   wrong_state,
                   {unreadable(0, "6010"), wrong(0, "1", "6011"), state("6002"), unreadable(1, read_failed), count()}});
    }
  }
}

TEST_CASE("mqtt.md 3: the checks of MQTTCONNCFG in their order") {
  const std::vector<std::string> valid{"0", "60", "0", "\"lwt\"", "\"gone\"", "0", "0"};
  const std::vector<Check> parameters{unreadable(1, "602b"),
                                      wrong(1, "7201", "602d"),
                                      unreadable(2, "602e"),
                                      wrong(2, "2", "602f"),
                                      unreadable(3, "6030"),
                                      too_long(3, 64, "6032"),
                                      unreadable(4, "6033"),
                                      too_long(4, 64, "6035"),
                                      unreadable(5, "6036"),
                                      wrong(5, "3", "6037"),
                                      unreadable(6, "6038"),
                                      wrong(6, "2", "6039"),
                                      count()};
  std::vector<Check> connected_checks{unreadable(0, "6010"), wrong(0, "1", "6011"), state("6002")};
  std::vector<Check> unconfigured_checks{unreadable(0, "6010"), wrong(0, "1", "6011"), state("6001")};
  connected_checks.insert(connected_checks.end(), parameters.begin(), parameters.end());
  unconfigured_checks.insert(unconfigured_checks.end(), parameters.begin(), parameters.end());
  check_order({"MQTTCONNCFG", valid, configure, connect, connected_checks});
  check_order({"MQTTCONNCFG", valid, configure_connection, lose, connected_checks});
  check_order({"MQTTCONNCFG", valid, configure, stay, unconfigured_checks});
}

TEST_CASE("mqtt.md 3: the checks of MQTTCONN in their order, the missing configuration before all") {
  for (const auto& wrong_state : {stay, connect, lose}) {
    check_order({"MQTTCONN",
                 {"0", "\"broker\"", "1883", "0"},
                 configure,
                 wrong_state,
                 {state("6001"), unreadable(0, "6010"), wrong(0, "1", "6011"), unreadable(1, "603a"), wrong(1, "\"\"", "603b"),
                  too_long(1, 128, "603c"), unreadable(2, "603d"), wrong(2, "65536", "603e"), unreadable(3, "603f"), wrong(3, "2", "6040"),
                  count()}});
  }
}

TEST_CASE("mqtt.md 3: the checks of MQTTPUB in their order") {
  for (const auto& wrong_state : {stay, configure, configure_connection, lose}) {
    check_order({"MQTTPUB",
                 {"0", text, "\"d\"", "0", "0"},
                 connect,
                 wrong_state,
                 {unreadable(0, "6010"), wrong(0, "1", "6011"), state("6006"), unreadable(1, "6041"), wrong(1, "\"\"", "6042"),
                  too_long(1, 64, "6043"), unreadable(2, "6044"), wrong(2, "\"\"", "6045"), unreadable(3, "6047"), wrong(3, "3", "6048"),
                  unreadable(4, "6049"), wrong(4, "2", "604a"), count()}});
  }
}

TEST_CASE("mqtt.md 3: the checks of MQTTPUBRAW in their order") {
  check_order({"MQTTPUBRAW",
               {"0", text, "5", "0", "0"},
               connect,
               lose,
               {unreadable(0, "6010"), wrong(0, "1", "6011"), state("6006"), unreadable(1, "6041"), wrong(1, "\"\"", "6042"),
                too_long(1, 64, "6043"), unreadable(2, "604b"), wrong(2, "0", "604c"), unreadable(3, "6047"), wrong(3, "3", "6048"),
                unreadable(4, "6049"), wrong(4, "2", "604a"), count()}});
}

TEST_CASE("mqtt.md 3: the checks of MQTTSUB in their order") {
  check_order({"MQTTSUB",
               {"0", text, "0"},
               connect,
               lose,
               {unreadable(0, "6010"), wrong(0, "1", "6011"), state("6006"), unreadable(1, "6041"), wrong(1, "\"\"", "6042"),
                too_long(1, 64, "6043"), unreadable(2, "6047"), wrong(2, "3", "6048"), count()}});
}

TEST_CASE("mqtt.md 3: the checks of MQTTUNSUB in their order") {
  check_order({"MQTTUNSUB",
               {"0", text},
               connect,
               lose,
               {unreadable(0, "6010"), wrong(0, "1", "6011"), state("6006"), unreadable(1, "6041"), wrong(1, "\"\"", "6042"),
                too_long(1, 64, "6043"), count()}});
}

TEST_CASE("mqtt.md 3: the checks of MQTTCLEAN in their order, the state after the count") {
  check_order({"MQTTCLEAN", {"0"}, configure, stay, {unreadable(0, "6010"), wrong(0, "1", "6011"), count(), state("6003")}});
}

TEST_CASE("mqtt.md 0.3: the last integer left out gives its read failure, the last string left out gives 6008") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTSUB=0,\"t\"") == core_code("01080002") + mqtt_error("6047"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0") == core_code("01080004") + mqtt_error("6049"));
  CHECK(module.command("AT+MQTTPUB=0") == core_code("01080001") + mqtt_error("6042"));
  CHECK(module.command("AT+MQTTUNSUB=0") == core_code("01080001") + mqtt_error("6042"));
  MqttModule fresh;
  CHECK(fresh.command("AT+MQTTUSERCFG=0,1,\"id\",\"u\",\"p\",0,0") == core_code("01080007") + mqtt_error("6008"));
  CHECK(fresh.command("AT+MQTTUSERCFG=0") == core_code("01080001") + mqtt_error("6012"));
}

TEST_CASE("mqtt.md 0.3: an omitted integer gives its read failure, without a code of the core") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUB=,\"t\",\"d\",0,0") == mqtt_error("6010"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",,0") == mqtt_error("6047"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,") == mqtt_error("6049"));
  CHECK(module.command("AT+MQTTCLEAN=") == mqtt_error("6010"));
}

TEST_CASE("mqtt.md 0.3: too many parameters give 6008 after all values were checked") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,0,") == mqtt_error("6008"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",\"d\",0,2,9") == mqtt_error("604a"));
}

TEST_CASE("mqtt.md 3: an empty or omitted topic is null") {
  ConnectedModule module;
  CHECK(module.command("AT+MQTTSUB=0,,0") == mqtt_error("6042"));
  CHECK(module.command("AT+MQTTSUB=0,\"\",0") == mqtt_error("6042"));
  CHECK(module.command("AT+MQTTPUB=0,\"t\",,0,0") == mqtt_error("6045"));
}

}  // namespace espat::at
