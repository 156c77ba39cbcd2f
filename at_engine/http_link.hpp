#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "at_engine/tls_credentials.hpp"

namespace espat::at {

// The seam between the HTTP commands and the network. One request runs at a time.

enum class HttpMethod { head, get, post, put, remove };

struct HttpHeader {
  std::string name;
  std::string value;
};

/// Answered by HttpStarted, any number of HttpBody, and HttpEnded; or by HttpEnded alone. The engine keeps the deadline.
struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string host;  ///< for `--map`, the Host header and TLS
  std::uint16_t port = 80;
  std::string target = "/";  ///< path with query
  std::vector<HttpHeader> headers;
  std::string body;
  std::optional<TlsCredentials> tls;
};

/// Drop the running request. Not answered.
struct HttpCancel {};

/// Status line and headers have come.
struct HttpStarted {
  int status = 0;
  std::vector<HttpHeader> headers;  ///< in their order
};

/// A piece of the body, without chunk framing.
struct HttpBody {
  std::string bytes;
};

struct HttpEnded {
  bool failed = false;
  std::string reason;  ///< when failed: one sentence part for the program log
};

}  // namespace espat::at
