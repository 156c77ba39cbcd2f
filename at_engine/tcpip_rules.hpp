#pragma once

#include <cstddef>

#include "at_engine/time.hpp"

namespace espat::at {

/// How the TCP/IP commands of a version behave (device-commands.md 6.3, 7, 8.2). The defaults are v2.1.0.0 on ESP32.
struct TcpipRules {
  int longest_send = 2048;                      ///< bytes of one AT+CIPSEND
  bool empty_send_hangs = true;                 ///< AT+CIPSEND=0 prompts and never ends; otherwise it is refused
  bool backslash_escapes = false;               ///< in AT+CIPSENDEX \x is x; otherwise only \0 means something
  std::size_t passthrough_packet = 2920;        ///< bytes
  std::size_t longest_tls_name = 64;            ///< of AT+CIPSSLCCN and AT+CIPSSLCSNI
  bool knows_ipv6 = false;                      ///< "TCPv6", "UDPv6", "SSLv6"
  bool start_takes_timeout = false;             ///< the last parameter of AT+CIPSTART and AT+CIPDOMAIN
  bool domain_is_bare = true;                   ///< AT+CIPDOMAIN prints no quotes, and takes the host alone
  bool domain_ignores_surplus = false;          ///< a parameter after the timeout of AT+CIPDOMAIN
  bool missing_start_count_is_named = true;     ///< fewer than 3 parameters of AT+CIPSTART have 0x0106
  bool closed_link_length_is_minus_one = true;  ///< of AT+CIPRECVLEN
  bool single_link_shows_one = false;           ///< at CIPMUX=0, CIPSSLCCONF? and CIPTCPOPT? show link 0 alone
  bool tcp_options_have_keepalive = false;      ///< the fifth number of AT+CIPTCPOPT
  bool datagram_shows_sender = true;        ///< AT+CIPDINFO=1 shows who sent a datagram; otherwise the link's remote end in modes 0 and 1
  bool losing_address_closes_links = true;  ///< and prints "CLOSED" when the station loses its access point
  bool server_takes_type = true;            ///< AT+CIPSERVER takes a type and whether clients need a certificate
  bool server_takes_udp = false;            ///< AT+CIPSERVER=1,80,"UDP" is accepted
  bool failed_server_hangs = false;         ///< a failed bind or listen is never answered
  bool server_takes_interface = false;      ///< AT+CIPSERVER takes one more number, and its query ends with it
  bool empty_certificates_count = false;    ///< AT+CIPSSLCCONF does not miss an item that is there without bytes
  bool start_failure_counts_as_closed = false;  ///< leaving a passthrough that never had a link gives STATUS:4
  bool saved_link_error_is_named = true;        ///< what is wrong with AT+SAVETRANSLINK has 0x01070002
  bool saves_server = false;                    ///< AT+SAVETRANSLINK=3
  bool errors_have_numbers = false;             ///< "+ERRNO" before ERROR when AT+SYSLOG=1
  bool checks_certificate_dates = true;         ///< by the module's clock, when a CA is given
  Duration ping_pause{0};                       ///< from the echo to the answer of AT+PING
  bool unknown_name_is_ping_timeout = false;
  bool time_zone_has_minutes = false;  ///< of AT+CIPSNTPCFG, written as hours * 100 + minutes
  std::size_t longest_time_server = 32;
  bool tells_time_update = false;  ///< "+TIME_UPDATED"
};

}  // namespace espat::at
