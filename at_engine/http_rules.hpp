#pragma once

#include <cstddef>
#include <cstdint>

#include "at_engine/time.hpp"

namespace espat::at {

/// How the HTTP commands of a version behave (device-commands.md 6.3). The defaults are v2.1.0.0.
struct HttpRules {
  std::uint32_t status_code_base = 0;    ///< what is added to a status of 400 and more for its error code
  std::uint32_t connect_code = 0x7002;   ///< of a connection that did not come about
  std::uint32_t response_code = 0x7004;  ///< of a response that did not come whole
  bool prints_chunked_bodies = false;    ///< otherwise a chunked response has no body
  bool url_can_be_set = false;           ///< an empty URL is that of AT+HTTPURLCFG
  bool resource_takes_sizes = false;     ///< buffer sizes and a timeout behind the URL of AT+HTTPGETSIZE
  std::size_t read_size = 512;           ///< bytes of one read of AT+HTTPCLIENT
  int longest_body = 100'000;            ///< bytes of AT+HTTPCPOST and AT+HTTPCPUT
  Duration timeout{5'000};               ///< without anything from the server
};

}  // namespace espat::at
