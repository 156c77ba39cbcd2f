#pragma once

#include <span>

#include "at_engine/command.hpp"
#include "at_engine/profile.hpp"

namespace espat::at {

struct CommandLookup {
  bool name_exists = false;
  Handler handler = nullptr;
};

/// Finds a command in the tables of a profile.
CommandLookup look_up(const Profile& profile, const CommandLine& line);

// The tables, each beside its handlers.
std::span<const Command> base_commands();
/// AT+CMD? and AT+RST=<mode>.
std::span<const Command> later_base_commands();
std::span<const Command> uart_commands();
std::span<const Command> wifi_commands();
std::span<const Command> mqtt_configuration_commands();
/// The queries that v2.1 has and later versions have not.
std::span<const Command> mqtt_configuration_queries();
/// MQTTLONGCLIENTID, MQTTLONGUSERNAME, MQTTLONGPASSWORD.
std::span<const Command> mqtt_long_commands();
std::span<const Command> mqtt_alpn_command();
std::span<const Command> mqtt_sni_command();
std::span<const Command> mqtt_connection_commands();
std::span<const Command> mqtt_publish_commands();
std::span<const Command> mqtt_subscription_commands();

}  // namespace espat::at
