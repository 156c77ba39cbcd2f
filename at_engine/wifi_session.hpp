#pragma once

#include <array>
#include <string>

#include "at_engine/ipv4_address.hpp"

namespace espat::at {

/// AT+CWCOUNTRY.
struct Country {
  int policy = 1;
  std::string code = "CN";
  int first_channel = 1;
  int channels = 13;
};

/// What AT+CWLAP prints (AT+CWLAPOPT).
struct ScanOptions {
  int fields = 0;  ///< bits, from ecn on
  bool is_sorted = false;
  int weakest = -100;      ///< dBm
  int security_mask = ~0;  ///< bit n: the security that prints as n
};

/// What the Wi-Fi commands remember until the next restart.
struct WifiSession {
  bool is_initialized = true;  ///< AT+CWINIT
  std::string hostname = "espressif";
  Country country;
  ScanOptions scan;
  std::array<Ipv4Address, 3> dns_servers{};  ///< 0: none
  std::array<int, 2> bandwidths{2, 2};       ///< AT+CWBANDWIDTH of station and soft-AP: 1 20 MHz, 2 40 MHz
  int client_timeout = 300;                  ///< AT+CWCONFIG: s until the soft-AP takes a silent station for gone
  int beacon_timeout = 6;                    ///< s without a sign of the access point
  bool uses_ipv6 = false;                    ///< AT+CIPV6
};

}  // namespace espat::at
