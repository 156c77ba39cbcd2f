#include <array>

#include "at_engine/command_table.hpp"
#include "at_engine/profiles/not_emulated.hpp"
#include "at_engine/profiles/profiles.hpp"

namespace espat::at {

const Profile& esp32_v2_1_0_0() {
  static constexpr std::array join_failures{JoinFailure{200, 0}, JoinFailure{201, 3}, JoinFailure{202, 2}};
  static constexpr std::array<Ipv4Address, 1> dns_servers{0xd043dede};  // 208.67.222.222
  static const Profile profile = [] {
    Profile p;
    p.name = "esp32-v2.1.0.0";
    p.chip = "ESP32";
    p.description = "ESP-AT v2.1.0.0 on ESP32 (WROOM-32), July 2020";
    p.core.version_writes = {"AT version:2.1.0.0(883f7f2 - Jul 24 2020 11:50:07)\r\n", "SDK version:v4.0.1-193-ge7ac221\r\n",
                             "compile time(0ad6331):Jul 28 2020 02:47:21\r\n", "Bin version:2.1.0(WROOM-32)\r\n"};
    p.wifi.join_failures = join_failures;
    p.wifi.default_dns_servers = dns_servers;
    p.core.has_bluetooth_power = true;
    p.core.uart_can_wake = true;
    p.flash.partitions = esp32_partitions();
    p.not_emulated = {unemulated_update_commands(), unemulated_provisioning_commands(), unemulated_bluetooth_le_commands(),
                      unemulated_esp32_commands()};
    p.commands = {base_commands(),
                  system_commands(),
                  power_commands(),
                  flash_commands(),
                  uart_commands(),
                  wifi_mode_commands(),
                  join_commands(),
                  scan_commands(),
                  soft_ap_commands(),
                  address_commands(),
                  dns_commands(),
                  radio_commands(),
                  mqtt_configuration_commands(),
                  mqtt_configuration_queries(),
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
                  tcpip_single_mode_command(),
                  http_commands()};
    return p;
  }();
  return profile;
}

}  // namespace espat::at
