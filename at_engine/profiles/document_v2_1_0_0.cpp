#include "at_engine/profiles/profiles.hpp"

namespace espat::at {

// The firmware as its document reads literally, wherever the two disagree (mqtt.md 9, versions.md).
const Profile& document_v2_1_0_0() {
  static const Profile profile = [] {
    constexpr std::size_t longest_credential = 64;
    constexpr Duration answer_limit{10'000};
    constexpr std::uint32_t http_code_base = 0x7000;

    Profile p = esp32_v2_1_0_0();
    p.name = "document-v2.1.0.0";
    p.description = "as the document \"MQTT AT Commands\" of ESP-AT v2.1.0.0 reads, where the firmware differs";
    p.core.prompt = "\r\n> ";
    p.http.status_code_base = http_code_base;
    p.core.longest_line = 255;
    p.mqtt.longest_username = longest_credential;
    p.mqtt.longest_password = longest_credential;
    p.mqtt.configuration_freed_by_connect = false;
    p.mqtt.configuration_stays_open = true;
    p.mqtt.second_connect_is_named = true;
    p.mqtt.failure_keeps_state = true;
    p.mqtt.codes_are_short = true;
    p.mqtt.port_is_quoted = false;
    p.mqtt.second_certificate_is_accepted = false;
    p.mqtt.flags_default_to_zero = true;
    p.mqtt.subscription_notes_are_answers = true;
    p.mqtt.disconnection_ends_a_connection = true;
    p.mqtt.answer_limit = answer_limit;
    return p;
  }();
  return profile;
}

}  // namespace espat::at
