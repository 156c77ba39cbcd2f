#include "at_engine/portability.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "at_engine/module.hpp"
#include "at_engine/parameters.hpp"

namespace espat::at {
namespace {

using State = MqttState;

/// A difference: when a command meets it, and what to tell.
struct Difference {
  bool (*applies)(const CommandLine& line, const Module& module);
  std::string_view hint;
};

bool is(const CommandLine& line, std::string_view name, Form form = Form::set) { return line.name == name && line.form == form; }

std::size_t text_size(const CommandLine& line, std::size_t index) { return read_text(line.parameters, index).value.size(); }

bool is_configuration_query(const CommandLine& line, const Module& /*module*/) {
  const bool is_configuration = line.name == "+MQTTUSERCFG" || line.name == "+MQTTCLIENTID" || line.name == "+MQTTUSERNAME" ||
                                line.name == "+MQTTPASSWORD" || line.name == "+MQTTCONNCFG";
  return is_configuration && line.form == Form::query;
}

bool has_long_topic(const CommandLine& line, const Module& /*module*/) {
  const bool has_topic = is(line, "+MQTTPUB") || is(line, "+MQTTPUBRAW") || is(line, "+MQTTSUB") || is(line, "+MQTTUNSUB");
  const bool has_will = is(line, "+MQTTCONNCFG");
  return (has_topic && text_size(line, 1) > 64) || (has_will && text_size(line, 3) > 64);
}

bool has_long_will_message(const CommandLine& line, const Module& /*module*/) {
  return is(line, "+MQTTCONNCFG") && text_size(line, 4) > 64;
}

bool has_long_credentials(const CommandLine& line, const Module& /*module*/) {
  return is(line, "+MQTTUSERCFG") && (text_size(line, 3) > 64 || text_size(line, 4) > 64);
}

bool has_second_certificate(const CommandLine& line, const Module& /*module*/) {
  return is(line, "+MQTTUSERCFG") && (read_integer(line.parameters, 5).value == 1 || read_integer(line.parameters, 6).value == 1);
}

bool has_empty_client_id(const CommandLine& line, const Module& module) {
  return is(line, "+MQTTCONN") && module.mqtt.user && module.mqtt.user->client_id.empty();
}

bool changes_field_after_connection_configuration(const CommandLine& line, const Module& module) {
  const bool is_field = is(line, "+MQTTCLIENTID") || is(line, "+MQTTUSERNAME") || is(line, "+MQTTPASSWORD");
  return is_field && module.mqtt.state == State::connection_configured;
}

bool connects_again(const CommandLine& line, const Module& module) {
  return is(line, "+MQTTCONN") && module.mqtt.state >= State::disconnected;
}

bool subscribes_again(const CommandLine& line, const Module& module) {
  if (!is(line, "+MQTTSUB")) return false;
  const std::string name = read_text(line.parameters, 1).value;
  return std::any_of(module.mqtt.topics.begin(), module.mqtt.topics.end(),
                     [&](const auto& topic) { return !name.empty() && topic.name == name; });
}

bool subscribes_eleventh(const CommandLine& line, const Module& module) {
  return is(line, "+MQTTSUB") && !subscribes_again(line, module) &&
         std::none_of(module.mqtt.topics.begin(), module.mqtt.topics.end(), [](const auto& topic) { return topic.name.empty(); });
}

bool publishes_raw(const CommandLine& line, const Module& /*module*/) { return is(line, "+MQTTPUBRAW"); }

bool publishes_large_packet(const CommandLine& line, const Module& /*module*/) {
  return is(line, "+MQTTPUBRAW") && read_integer(line.parameters, 2).value > 490;
}

bool cleans_while_connected(const CommandLine& line, const Module& module) { return is(line, "+MQTTCLEAN") && module.mqtt.is_connected(); }

bool uses_alpn(const CommandLine& line, const Module& /*module*/) { return line.name == "+MQTTALPN"; }
bool uses_sni(const CommandLine& line, const Module& /*module*/) { return line.name == "+MQTTSNI"; }
bool uses_long_values(const CommandLine& line, const Module& /*module*/) { return line.name.rfind("+MQTTLONG", 0) == 0; }
bool lists_commands(const CommandLine& line, const Module& /*module*/) { return line.name == "+CMD"; }
bool restarts_in_mode(const CommandLine& line, const Module& /*module*/) { return is(line, "+RST"); }

bool gives_timeout(const CommandLine& line, const Module& /*module*/) {
  // A surplus parameter may also come from a comma that was not escaped; a number of this size does not.
  constexpr int shortest_timeout = 3'000;  // milliseconds
  const std::size_t given = line.parameters.size();
  if (given == 0 || read_integer(line.parameters, given - 1).value < shortest_timeout) return false;
  return (is(line, "+MQTTCONN") && given == 5) || (is(line, "+MQTTPUB") && given == 6) || (is(line, "+MQTTPUBRAW") && given == 6) ||
         (is(line, "+MQTTSUB") && given == 4) || (is(line, "+MQTTUNSUB") && given == 3);
}

constexpr std::array differences{
    Difference{is_configuration_query,
               "v2.2 and later have no queries of the MQTT configuration, and v2.1 crashes at them once it has connected; "
               "the document says that they always answer"},
    Difference{has_long_topic, "topics may have 64 bytes in v2.1 and 128 from v2.2 on"},
    Difference{has_long_will_message, "will messages may have 64 bytes before v3.3 and 128 from then on"},
    Difference{has_long_credentials, "the document limits user name and password in MQTTUSERCFG to 64 bytes, the firmware to 256"},
    Difference{has_second_certificate, "the document knows only certificate and CA id 0; the firmware accepts 1 and finds nothing there"},
    Difference{has_empty_client_id, "an empty client id cannot connect in v2.1, and connects from v3.3 on"},
    Difference{changes_field_after_connection_configuration,
               "the document allows this any time after MQTTUSERCFG; the firmware only before MQTTCONNCFG and before a failed MQTTCONN"},
    Difference{connects_again, "the document names 0x6004 or 0x6051 for a second MQTTCONN; the firmware answers 0x6001 until MQTTCLEAN"},
    Difference{subscribes_again, "the document prompts ALREADY SUBSCRIBE; the firmware says so on its log UART only, and answers OK"},
    Difference{subscribes_eleventh,
               "the firmware answers OK to the eleventh subscription and does not store it, so that it is not renewed after a "
               "reconnection; the document does not say so"},
    Difference{publishes_raw,
               "the prompt of MQTTPUBRAW is '>' without the blank that the document shows; what follows the data in one write is the "
               "next command line in v2.1, and lost as busy from v3.3 on"},
    Difference{publishes_large_packet, "on ESP8266 a PUBLISH has to fit into 512 bytes"},
    Difference{cleans_while_connected,
               "the document promises +MQTTDISCONNECTED when a connection ends; the firmware prints only OK at MQTTCLEAN"},
    Difference{uses_alpn, "MQTTALPN exists from v2.4 on"},
    Difference{uses_sni, "MQTTSNI exists from v3.3 on"},
    Difference{uses_long_values, "MQTTLONGCLIENTID and its like exist from v3.2 on, and on ESP8266 from v2.2 on"},
    Difference{lists_commands, "AT+CMD? exists from v2.2 on"},
    Difference{restarts_in_mode, "AT+RST=<mode> exists from v3.2 on"},
    Difference{gives_timeout, "the last parameter timeout_ms exists from v5.0 on; earlier versions answer ERROR"},
};

}  // namespace

void PortabilityHints::look_at(const CommandLine& line, Module& module) {
  for (const Difference& difference : differences) {
    if (!difference.applies(line, module) || !told_.insert(difference.hint).second) continue;
    module.out.note(Note::Level::info, "portability, AT" + line.name + ": " + std::string(difference.hint));
  }
}

}  // namespace espat::at
