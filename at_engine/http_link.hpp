#pragma once

#include <cstddef>
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

/// Answered by HttpConnected, HttpStarted, any number of HttpBody, and HttpEnded; or by HttpEnded earlier. The network adds the headers
/// Host and Content-Length, which are missing in `headers`. The engine keeps the deadline.
struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string host;  ///< for `--map`, the Host header and TLS
  std::uint16_t port = 80;
  std::string target = "/";  ///< path with query
  std::vector<HttpHeader> headers;
  std::string body;
  std::size_t read_size = 512;  ///< longest read of the firmware; what one of them brings of the body is one HttpBody
  std::optional<TlsCredentials> tls;
};

/// Drop the running request. Not answered.
struct HttpCancel {};

/// The connection stands, and the request is on its way.
struct HttpConnected {};

/// Status line and headers have come.
struct HttpStarted {
  int status = 0;
  std::vector<HttpHeader> headers;  ///< in their order
};

/// A piece of the body, without chunk framing.
struct HttpBody {
  std::string bytes;
  bool chunked = false;  ///< it came in a chunked transfer
};

struct HttpEnded {
  bool failed = false;
  std::string reason;  ///< when failed: one sentence part for the program log
};

}  // namespace espat::at
