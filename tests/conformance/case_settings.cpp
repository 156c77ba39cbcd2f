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

void CaseSettings::change(const Values& changes) {
  for (const auto& [name, value] : changes) {
    const auto known = values_.find(name);
    if (known == values_.end()) throw std::invalid_argument("there is no setting '" + name + "'");
    known->second = value;
  }
}

}  // namespace espat::conformance
