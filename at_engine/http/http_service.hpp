#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/http_link.hpp"
#include "at_engine/output.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// What has become of the running request.
struct HttpProgress {
  bool is_connected = false;
  int status = 0;  ///< 0: no response yet
  std::vector<HttpHeader> headers;
  std::optional<HttpEnded> ended;
  Time heard_at{};  ///< when the server was last heard of
};

/// The HTTP client of a module: what is set for every request, and the request that runs.
class HttpService {
 public:
  /// Gets each piece of the body as it comes.
  using Print = std::function<void(const HttpBody&)>;

  HttpService(const Time& now, Output& out) : now_(now), out_(out) {}

  std::string url;                   ///< AT+HTTPURLCFG
  std::vector<std::string> headers;  ///< AT+HTTPCHEAD, each "name: value"
  HttpProgress progress;

  void start(HttpRequest request, Print print);
  void cancel();

  void handle(const HttpConnected& event);
  void handle(const HttpStarted& event);
  void handle(const HttpBody& event);
  void handle(const HttpEnded& event);

  /// As after a start of the chip.
  void reset();

 private:
  const Time& now_;
  Output& out_;
  Print print_;
};

/// "name: value" as a header; none when there is no colon.
std::optional<HttpHeader> parse_http_header(std::string_view text);

}  // namespace espat::at
