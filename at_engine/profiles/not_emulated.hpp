#pragma once

#include <span>
#include <string_view>

namespace espat::at {

// Commands of the released images that espat does not have, by name.

std::span<const std::string_view> unemulated_update_commands();
/// Of the images with user commands: v2.2 and later.
std::span<const std::string_view> unemulated_user_commands();
std::span<const std::string_view> unemulated_provisioning_commands();
std::span<const std::string_view> unemulated_bluetooth_le_commands();
/// ESP32 alone: Bluetooth Classic, Ethernet, file system, light sleep.
std::span<const std::string_view> unemulated_esp32_commands();

}  // namespace espat::at
