#include "at_engine/command_table.hpp"
#include "at_engine/profiles/not_emulated.hpp"
#include "at_engine/profiles/profiles.hpp"

namespace espat::at {

// device-commands.md 7 and mqtt.md say where the ESP8266 differs from the ESP32.
const Profile& esp8266_v2_1_0_0() {
  static const Profile profile = [] {
    constexpr int uart_clock = 80'000'000;
    constexpr int highest_gpio = 16;
    constexpr std::size_t buffer_size = 512;
    constexpr std::size_t passthrough_packet = 1'460;
    constexpr std::size_t longest_raw_message = 20'000;

    Profile p = esp32_v2_1_0_0();
    p.name = "esp8266-v2.1.0.0";
    p.chip = "ESP8266";
    p.description = "ESP-AT v2.1.0.0 on ESP8266 (WROOM-02), July 2020";
    p.core.version_writes = {"AT version:2.1.0.0(ded5b14 - Jul 24 2020 12:01:05)\r\n", "SDK version:v3.3-2-gb6e861a\r\n",
                             "compile time(36bb200):Jul 28 2020 08:30:34\r\n", "Bin version:2.1.0(WROOM-02)\r\n"};
    p.core.free_memory = "38000";
    p.core.uart_clock = uart_clock;
    p.core.has_bluetooth_power = false;
    p.core.uart_can_wake = false;
    p.core.highest_gpio = highest_gpio;
    p.flash.partitions = esp8266_partitions();
    p.flash.longest_transfer = longest_raw_message;
    p.not_emulated = {unemulated_update_commands(), unemulated_provisioning_commands()};
    p.core.disconnect_event_is_late = true;
    p.mqtt.buffer_size = buffer_size;
    p.mqtt.longest_raw_message = longest_raw_message;
    p.mqtt.retransmit_interval = std::nullopt;
    p.mqtt.packets_have_to_fit = true;
    p.mqtt.reads_lose_packets = true;
    p.mqtt.failed_write_disconnects = false;
    p.mqtt.stopping_disconnects = false;
    p.mqtt.failure_raises_error = false;
    p.mqtt.missing_client_id_is_noticed = false;
    p.mqtt.tls_checks_name_and_dates = false;
    p.mqtt.offline_publish_succeeds = false;
    p.mqtt.offline_publish_is_queued = false;
    p.mqtt.log_tells_attempts = false;
    p.tcpip.passthrough_packet = passthrough_packet;
    p.tcpip.server_takes_type = false;
    p.tcpip.checks_certificate_dates = false;
    p.commands.push_back(tcpip_shared_key_command());
    return p;
  }();
  return profile;
}

}  // namespace espat::at
