// The versions on ESP32-C3 whose answers are recorded: v3.3, v4.1 and v5.0, each as its difference from the one before (versions.md).
// The build hashes and dates that AT+GMR prints are not known for v4.1 and v5.0; they print zeros.

#include <array>
#include <limits>

#include "at_engine/command_table.hpp"
#include "at_engine/profiles/not_emulated.hpp"
#include "at_engine/profiles/profiles.hpp"

namespace espat::at {
namespace {

constexpr int highest_rf_power = 84;
constexpr std::uint32_t http_code_base = 0x7000;
constexpr int highest_gpio = 21;
constexpr Duration v5_network_timeout{15'000};
constexpr std::size_t v5_longest_tls_name = 256;
constexpr Duration v4_retransmit_interval{5'000};

constexpr std::array join_failures{JoinFailure{2, 1}, JoinFailure{205, 1}, JoinFailure{15, 2}, JoinFailure{204, 2}, JoinFailure{201, 3}};
// 208.67.222.222, in v4.1 and later 114.114.114.114, and 8.8.8.8.
constexpr std::array<Ipv4Address, 3> v3_dns_servers{0xd043dede, 0, 0x08080808};
constexpr std::array<Ipv4Address, 3> v4_dns_servers{0xd043dede, 0x72727272, 0x08080808};

WifiRules v3_3_wifi() {
  constexpr int all_scan_fields = 2'047;
  WifiRules rules;
  rules.checks_have_codes = false;
  rules.joins_from_mode_0 = true;
  rules.join_failures = join_failures;
  rules.join_failure_without_address = 1;
  rules.join_tells_disconnection = true;
  rules.default_listen_interval = 3;
  rules.reply_has_pmf = true;
  rules.reconnects_by_interval = true;
  rules.reconnection_setting_rejoins = true;
  rules.scan_fields = all_scan_fields;
  rules.scan_is_sorted = true;
  rules.highest_softap_channel = 14;
  rules.default_dns_servers = v3_dns_servers;
  return rules;
}

Profile v3_3() {
  Profile p;
  p.name = "esp32c3-v3.3.0.0";
  p.chip = "ESP32C3";
  p.description = "ESP-AT v3.3.0.0 on ESP32-C3 (MINI-1), 2024";
  p.core.strings_can_be_null = false;
  p.core.raw_surplus_is_input = false;
  p.core.prompt_is_one_write = true;
  p.core.highest_system_message = 7;
  p.core.empty_echo_log = "write data warning, len:0";
  p.core.free_memory = "160000,150000";
  p.core.chunk_size = 100;
  p.core.factory_wifi_mode = 1;
  p.core.counts_come_first = false;
  p.core.busy_while_restarting = true;
  p.core.sleep_mode_at_boot = 1;
  p.core.sleep_mode_3_reads_as_2 = false;
  p.core.softap_cannot_sleep = true;
  p.core.highest_rf_power = highest_rf_power;
  p.core.highest_gpio = highest_gpio;
  p.flash.partitions = esp32c3_partitions();
  p.flash.all_partitions_are_usable = true;
  p.flash.factory_data = &esp32c3_factory_data();
  p.core.version_writes = {"AT version:3.3.0.0(3b13d04 - ESP32C3 - May  8 2024 08:21:54)\r\n", "SDK version:v5.0.6-dirty\r\n",
                           "compile time(be332568):May  8 2024 08:51:33\r\nBin version:v3.3.0.0(MINI-1)\r\n"};
  p.wifi = v3_3_wifi();
  p.mqtt.longest_topic = 128;
  p.mqtt.longest_will_message = 128;
  p.mqtt.host_characters_are_checked = true;
  p.mqtt.task_ends_without_reconnect = false;
  p.mqtt.poll_notices_failed_write = true;
  p.mqtt.writing_postpones_ping = false;
  p.mqtt.client_id_is_required = false;
  p.mqtt.password_implies_username = true;
  p.mqtt.log_style = MqttLogStyle::plain;
  p.tcpip.saved_link_error_is_named = false;
  p.tcpip.longest_send = 8'192;
  p.tcpip.empty_send_hangs = false;
  p.tcpip.backslash_escapes = true;
  p.tcpip.knows_ipv6 = true;
  p.tcpip.domain_is_bare = false;
  p.tcpip.missing_start_count_is_named = false;
  p.tcpip.closed_link_length_is_minus_one = false;
  p.tcpip.single_link_shows_one = true;
  p.tcpip.tcp_options_have_keepalive = true;
  p.tcpip.losing_address_closes_links = false;
  p.tcpip.server_takes_udp = true;
  p.tcpip.failed_server_hangs = true;
  p.tcpip.ping_pause = Duration(1'000);
  p.tcpip.unknown_name_is_ping_timeout = true;
  p.tcpip.time_zone_has_minutes = true;
  p.tcpip.longest_time_server = 63;
  p.tcpip.tells_time_update = true;
  p.http.status_code_base = http_code_base;
  p.http.connect_code = http_code_base;
  p.http.response_code = http_code_base;
  p.http.prints_chunked_bodies = true;
  p.http.url_can_be_set = true;
  p.http.resource_takes_sizes = true;
  p.not_emulated = {unemulated_update_commands(), unemulated_user_commands(), unemulated_provisioning_commands(),
                    unemulated_bluetooth_le_commands()};
  p.commands = {base_commands(),
                later_base_commands(),
                system_commands(),
                later_system_commands(),
                power_commands(),
                flash_commands(),
                manufacturing_commands(),
                message_filter_commands(),
                user_memory_command(),
                transmit_interval_command(),
                uart_commands(),
                wifi_mode_commands(),
                wifi_initialization_command(),
                later_join_commands(),
                later_scan_commands(),
                soft_ap_commands(),
                address_commands(),
                ipv6_command(),
                dns_commands(),
                radio_commands(),
                mqtt_configuration_commands(),
                mqtt_long_commands(),
                mqtt_alpn_command(),
                mqtt_sni_command(),
                mqtt_connection_commands(),
                mqtt_publish_commands(),
                mqtt_subscription_commands(),
                tcpip_link_commands(),
                tcpip_start_commands(),
                tcpip_send_commands(),
                tcpip_receive_commands(),
                tcpip_server_commands(),
                tcpip_option_commands(),
                tcpip_tls_commands(),
                tcpip_name_commands(),
                tcpip_sntp_commands(),
                tcpip_mode_command(),
                tcpip_state_command(),
                tcpip_long_send_commands(),
                tcpip_receive_type_command(),
                tcpip_shared_key_command(),
                tcpip_hexadecimal_key_command(),
                tcpip_sntp_interval_command(),
                http_commands(),
                later_http_commands()};
  return p;
}

Profile v4_1() {
  Profile p = v3_3();
  p.name = "esp32c3-v4.1.0.0";
  p.description = "ESP-AT v4.1.0.0 on ESP32-C3 (MINI-1), 2025";
  p.core.empty_echo_log = "write dlen:0";
  p.core.logs_with_component = true;
  p.core.restore_tells_disconnect = false;
  p.core.stores_as_delivered = true;
  p.commands.push_back(rollback_query());
  p.commands.push_back(calibration_command());
  p.core.version_writes = {"AT version:4.1.0.0(0000000 - ESP32C3 - Jan  1 2025 00:00:00)\r\n", "SDK version:v5.0\r\n",
                           "compile time(0000000):Jan  1 2025 00:00:00\r\nBin version:v4.1.0.0(MINI-1)\r\n"};
  p.wifi.highest_mode_of_driver = 4;
  p.wifi.sleep_reads_0_without_driver = true;
  p.wifi.reconnection_setting_rejoins = false;
  p.wifi.highest_scan_security_mask = std::numeric_limits<int>::max();
  p.wifi.default_dns_servers = v4_dns_servers;
  p.commands.push_back(radio_tuning_commands());
  p.mqtt.acknowledgements_are_matched = true;
  p.mqtt.giving_up_is_reported = true;
  p.mqtt.retransmit_interval = v4_retransmit_interval;
  p.mqtt.offline_publish_succeeds = false;
  p.mqtt.log_style = MqttLogStyle::log_component;
  p.tcpip.start_takes_timeout = true;
  p.tcpip.datagram_shows_sender = false;
  p.tcpip.losing_address_closes_links = true;
  p.tcpip.server_takes_udp = false;
  p.tcpip.failed_server_hangs = false;
  p.tcpip.server_takes_interface = true;
  p.tcpip.empty_certificates_count = true;
  p.tcpip.start_failure_counts_as_closed = true;
  p.commands.push_back(tcpip_cipher_command());
  return p;
}

Profile v5_0() {
  Profile p = v4_1();
  p.name = "esp32c3-v5.0.0.0";
  p.description = "ESP-AT v5.0.0.0 on ESP32-C3 (MINI-1), 2025";
  p.core.version_writes = {"AT version:5.0.0.0(0000000 - ESP32C3 - Jan  1 2025 00:00:00)\r\n", "SDK version:v5.0\r\n",
                           "compile time(0000000):Jan  1 2025 00:00:00\r\nBin version:v5.0.0.0(MINI-1)\r\n"};
  p.wifi.highest_scan_channel = 15;
  p.wifi.softap_follows_station = true;
  p.wifi.protocols_may_be_empty = true;
  p.wifi.bandwidth_has_third_parameter = true;
  p.mqtt.commands_time_out = true;
  p.mqtt.suback_is_checked = true;
  p.mqtt.network_timeout = v5_network_timeout;
  p.tcpip.longest_tls_name = v5_longest_tls_name;
  p.tcpip.domain_ignores_surplus = true;
  p.tcpip.saves_server = true;
  p.tcpip.errors_have_numbers = true;
  p.commands.push_back(tcpip_persistence_command());
  return p;
}

}  // namespace

const Profile& esp32c3_v3_3_0_0() {
  static const Profile profile = v3_3();
  return profile;
}

const Profile& esp32c3_v4_1_0_0() {
  static const Profile profile = v4_1();
  return profile;
}

const Profile& esp32c3_v5_0_0_0() {
  static const Profile profile = v5_0();
  return profile;
}

}  // namespace espat::at
