#pragma once

#include <span>
#include <string_view>

#include "at_engine/ipv4_address.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// The code that +CWJAP prints after the driver has named a reason.
struct JoinFailure {
  int reason = 0;
  int code = 0;
};

/// How the Wi-Fi commands of a version behave (device-commands.md 6.1, 6.2, 8.1).
struct WifiRules {
  /// Range checks, counts and the wrong mode have codes; otherwise most of them answer plain ERROR.
  bool checks_have_codes = true;
  int highest_mode_of_driver = 3;  ///< AT+CWMODE takes it for a mode, which then fails without a code

  bool joins_from_mode_0 = false;  ///< AT+CWMODE joins the stored access point not only when it comes from mode 2

  bool sleep_reads_0_without_driver = false;  ///< AT+SLEEP? after AT+CWINIT=0

  // Joining.
  std::span<const JoinFailure> join_failures;
  int join_failure_of_other_reason = 4;
  int join_failure_without_reason = 1;
  int join_failure_without_address = 0;
  /// While AT+CWJAP runs, a link that had got as far as "WIFI CONNECTED" ends with "WIFI DISCONNECT".
  bool join_tells_disconnection = false;
  int default_listen_interval = 0;
  bool reply_has_pmf = false;  ///< +CWJAP: ends with it

  // Reconnection.
  /// The station tries again one interval after a loss and after each failure, at boot too; otherwise at once, if the host wants it at all,
  /// and at boot until it has an address.
  bool reconnects_by_interval = false;
  /// AT+CWRECONNCFG starts to reconnect even after AT+CWQAP and a failed AT+CWJAP.
  bool reconnection_setting_rejoins = false;

  // Scanning.
  int scan_fields = 31;  ///< bits of AT+CWLAPOPT that a fresh module prints, which is all it has
  bool scan_is_sorted = false;
  int highest_scan_security_mask = 2'047;
  int highest_scan_channel = 13;

  // Soft-AP, addresses, radio.
  int highest_softap_channel = 13;
  bool softap_follows_station = false;  ///< +CWSAP: shows the channel of the access point that is joined
  std::span<const Ipv4Address> default_dns_servers;
  bool protocols_may_be_empty = false;  ///< AT+CWSTAPROTO= and AT+CWAPPROTO= take no protocol at all, but none without 802.11n
  bool bandwidth_has_third_parameter = false;
};

}  // namespace espat::at
