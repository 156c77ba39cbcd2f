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

/// True for a command that the firmware has and espat has not.
bool is_not_emulated(const Profile& profile, std::string_view name);

// The tables, each beside its handlers.
std::span<const Command> base_commands();
/// AT+CMD? and AT+RST=<mode>.
std::span<const Command> later_base_commands();
std::span<const Command> system_commands();
/// SYSREG and SYSTEMP.
std::span<const Command> later_system_commands();
/// AT+SYSROLLBACK?
std::span<const Command> rollback_query();
std::span<const Command> power_commands();
/// RFCAL.
std::span<const Command> calibration_command();
/// TRANSINTVL.
std::span<const Command> transmit_interval_command();
std::span<const Command> flash_commands();
std::span<const Command> manufacturing_commands();
std::span<const Command> message_filter_commands();
std::span<const Command> user_memory_command();
std::span<const Command> uart_commands();
/// CWMODE and CWAUTOCONN.
std::span<const Command> wifi_mode_commands();
std::span<const Command> wifi_initialization_command();
/// CWJAP and CWQAP of v2.1.
std::span<const Command> join_commands();
/// CWJAP and CWQAP, and also CWSTATE and CWRECONNCFG.
std::span<const Command> later_join_commands();
std::span<const Command> scan_commands();
/// With all options of CWLAPOPT.
std::span<const Command> later_scan_commands();
std::span<const Command> soft_ap_commands();
/// CWDHCP, CIPSTA, CIPAP, their MACs, CIFSR.
std::span<const Command> address_commands();
std::span<const Command> ipv6_command();
/// CIPDNS and MDNS.
std::span<const Command> dns_commands();
/// CWHOSTNAME, CWCOUNTRY, CWSTAPROTO, CWAPPROTO.
std::span<const Command> radio_commands();
/// CWBANDWIDTH and CWCONFIG.
std::span<const Command> radio_tuning_commands();
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
std::span<const Command> tcpip_link_commands();
std::span<const Command> tcpip_start_commands();
std::span<const Command> tcpip_send_commands();
std::span<const Command> tcpip_receive_commands();
std::span<const Command> tcpip_server_commands();
std::span<const Command> tcpip_option_commands();
std::span<const Command> tcpip_tls_commands();
std::span<const Command> tcpip_name_commands();
std::span<const Command> tcpip_sntp_commands();
/// AT+CIPMODE of v2.1, and of later versions.
std::span<const Command> tcpip_single_mode_command();
std::span<const Command> tcpip_mode_command();
std::span<const Command> tcpip_state_command();
/// CIPSENDL and CIPSENDLCFG.
std::span<const Command> tcpip_long_send_commands();
std::span<const Command> tcpip_receive_type_command();
std::span<const Command> tcpip_persistence_command();
std::span<const Command> tcpip_shared_key_command();
std::span<const Command> tcpip_hexadecimal_key_command();
std::span<const Command> tcpip_cipher_command();
std::span<const Command> tcpip_sntp_interval_command();
std::span<const Command> http_commands();
/// HTTPCGET, HTTPCPOST, HTTPCPUT, HTTPURLCFG and HTTPCHEAD.
std::span<const Command> later_http_commands();

}  // namespace espat::at
