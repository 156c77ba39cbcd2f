#pragma once

#include <optional>
#include <string>

#include "at_engine/command.hpp"
#include "at_engine/http/http_url.hpp"
#include "at_engine/http_link.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

/// How a command ends after its response.
using HttpFinish = Outcome (*)(Module& module, bool succeeded);

/// A request as a command builds it.
struct HttpExchange {
  HttpRequest request;
  Duration timeout{};             ///< without anything from the server
  std::string_view printed_name;  ///< "+HTTPCLIENT": each piece of the body is printed after it; empty: not printed
  HttpFinish finish = nullptr;
};

/// The URL that a command names, or that of AT+HTTPURLCFG where the version has it; says on the log what is wrong with it.
std::optional<HttpUrl> http_url(Module& module, const std::string& text);

/// A request to this URL with the headers that every request has. The module's HTTPS verifies nobody.
HttpExchange exchange_with(Module& module, const HttpUrl& url, HttpMethod method);

/// Replaces a header of the same name.
void set_header(HttpRequest& request, HttpHeader header);

/// Reads `count` headers from parameter `index` on, each "name: value"; false when one is none.
bool read_http_headers(const Call& call, std::size_t index, std::size_t count, HttpRequest& request);

/// Sends the request, prints what comes, and finishes; AT+HTTPCHEAD's headers win.
Outcome run(Module& module, HttpExchange exchange);

/// "OK" or "ERROR".
Outcome finish_plainly(Module& module, bool succeeded);

}  // namespace espat::at
