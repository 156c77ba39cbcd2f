#include "tests/conformance/case_settings.hpp"

#include <stdexcept>

namespace espat::conformance {

CaseSettings CaseSettings::of_client() {
  return CaseSettings({
      {"conn", 1},           // 1 succeeds, 0 never answers, 2 TCP failure, 3 CONNACK refused
      {"conn_delay", 20},    // ms
      {"refuse", 5},         // CONNACK code
      {"sub_ack", 1},        // 0: no acknowledgement
      {"unsub_ack", 1},      //
      {"pub_ack", 1},        //
      {"ack_delay", 10},     // ms
      {"grant", 0},          // granted QoS; 128: refused
      {"sub_fail", 0},       // 1: the call fails
      {"unsub_fail", 0},     //
      {"pub_fail", 0},       //
      {"init_fail", 0},      //
      {"start_fail", 0},     //
      {"destroy_delay", 0},  // ms
      {"destroy_disc", 0},   // 1: a disconnected event while closing
      {"pki_len", 0},        // bytes of each stored certificate item; 0: none
      {"pki_rc", 1},         // 0: reading one fails
  });
}

CaseSettings CaseSettings::of_broker() {
  return CaseSettings({
      {"tcp", 1},         // 0: refused
      {"tcp_delay", 10},  // ms
      {"connack", 1},     // 0: none
      {"refuse", 0},      // CONNACK code
      {"conn_close", 0},  // 1: closes instead of CONNACK
      {"silent", 0},      // 1: answers nothing from here on
      {"suback", 1},      // 0: none
      {"unsuback", 1},    //
      {"puback", 1},      //
      {"pubcomp", 1},     //
      {"pingresp", 1},    //
      {"grant", -1},      // granted QoS; 128: refused; -1: what was asked for
      {"write_fail", 0},  // 1: writing to the socket fails
      {"loop", 1},        // 1: a publication comes back to its own subscriber
  });
}

CaseSettings CaseSettings::of_network() {
  return CaseSettings({
      {"conn", 1},         // 1 succeeds, 0 refused, 2 no answer, 3 no route
      {"conn_delay", 20},  // ms
      {"dns", 1},          // 0: there is no such name
      {"dns_delay", 10},   // ms
      {"tls", 1},          // 0: the handshake fails
      {"tls_delay", 200},  // ms
      {"send", 1},         // 1 succeeds, 0 fails, 2 into a buffer that never drains, 3 `send_max` bytes a call
      {"send_delay", 0},   // ms
      {"send_max", 1460},  // bytes
      {"sndbuf", 5760},    // bytes
      {"udp_max", 65507},  // bytes
      {"bind", 1},         // 0: fails
      {"listen", 1},       // 0: fails
      {"setsockopt", 1},   // 0: fails
      {"close_delay", 0},  // ms
      {"echo", 0},         // the peer: 1 echoes, 2 closes after data, 3 both
      {"echo_delay", 5},   // ms
      {"wmode", 1},        // AT+CWMODE at power-up
      {"ip", 1},           // 0: the station has no address
      {"wifi_init", 1},    // 0: as Wi-Fi mode 0
      {"ping", 1},         // 0: nobody answers
      {"ping_ms", 12},     //
      {"pki_len", 0},      // bytes of each stored certificate item
      {"pki_rc", 1},       // 0: reading one fails
      {"pki_count", 1},    // stored items of each kind
  });
}

CaseSettings CaseSettings::of_device() {
  return CaseSettings({
      {"t_conn", 500},             // ms to associate
      {"t_ip", 1000},              // ms more to an address
      {"t_nf", 2400},              // ms until "not found", reason 201
      {"t_auth", 3000},            // ms until a wrong password is noticed
      {"bad_reason", 15},          // reason of a wrong password
      {"force_reason", 0},         // every attempt fails with it
      {"dhcp", 1},                 // 0: no address comes
      {"ip_off", 0},               // changes the leased address
      {"t_disc", 0},               // ms from asking to disconnect to the event
      {"disc_evt_connecting", 0},  // 1: cancelling an attempt raises the event too
      {"scan_fail", 0},            //
      {"t_boot", 0},               // ms
      {"part", 0},                 // 0: partitions of the C3 image; 1: certificate partitions
      {"mfg_sys_store", 1},        // AT+SYSSTORE at boot
      {"ota1", 0},                 // 1: there is a second image
      {"mq_auto", 1},              // 1: TCP is cut the moment the station goes down
      {"mq_lag", 0},               // ms
      {"flash_ms", 0},             //
      {"t_sntp", 500},             // ms
      {"epoch", 1'700'000'000},    // seconds since 1970
      {"skew", 0},                 // ms by which every finite wait of the MQTT client is longer
  });
}

void CaseSettings::change(const Values& changes) {
  for (const auto& [name, value] : changes) {
    const auto known = values_.find(name);
    if (known == values_.end()) throw std::invalid_argument("there is no setting '" + name + "'");
    known->second = value;
  }
}

}  // namespace espat::conformance
