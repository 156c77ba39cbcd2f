#include "at_engine/http/http_exchange.hpp"

#include <algorithm>
#include <utility>

#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr int first_error_status = 400;

bool same_name(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [lower](char a, char b) { return lower(a) == lower(b); });
}

/// The code of how it went; none when it went well.
std::optional<std::uint32_t> failure(Module& module) {
  const HttpRules& rules = module.profile.http;
  const HttpProgress& progress = module.http.progress;
  if (progress.ended && !progress.ended->failed) {
    if (progress.status < first_error_status) return std::nullopt;
    module.out.because("the server answered with status " + std::to_string(progress.status));
    return rules.status_code_base + static_cast<std::uint32_t>(progress.status);
  }
  module.out.because(progress.ended ? progress.ended->reason : "the server did not answer in time");
  return progress.is_connected ? rules.response_code : rules.connect_code;
}

Outcome conclude(Module& module, HttpFinish finish) {
  if (!module.http.progress.ended) module.http.cancel();
  const auto code = failure(module);
  if (code) module.print_code(error_code::execution_failed | *code);
  return finish(module, !code);
}

Outcome await_end(Module& module, Duration timeout, HttpFinish finish) {
  const Time deadline = module.http.progress.heard_at + timeout;
  return Outcome::wait(
      "the HTTP server",
      [timeout, finish, deadline](Module& m) -> Outcome {
        if (m.http.progress.ended) return conclude(m, finish);
        if (m.now < deadline) return Outcome::still_waiting();
        // Something may have come since this wait began.
        if (m.now < m.http.progress.heard_at + timeout) return await_end(m, timeout, finish);
        return conclude(m, finish);
      },
      deadline);
}

}  // namespace

std::optional<HttpUrl> http_url(Module& module, const std::string& text) {
  const bool is_set = module.profile.http.url_can_be_set && text.empty();
  auto url = parse_http_url(is_set ? module.http.url : text);
  if (!url) module.out.because("a URL begins with http:// or https:// and has a host");
  return url;
}

HttpExchange exchange_with(Module& module, const HttpUrl& url, HttpMethod method) {
  HttpExchange exchange;
  HttpRequest& request = exchange.request;
  request.method = method;
  request.host = url.host;
  request.port = url.port;
  request.target = url.target;
  request.headers = {{"User-Agent", "ESP32 HTTP Client/1.0"}};
  request.read_size = module.profile.http.read_size;
  if (url.is_secure) request.tls.emplace();
  exchange.timeout = module.profile.http.timeout;
  exchange.finish = finish_plainly;
  return exchange;
}

void set_header(HttpRequest& request, HttpHeader header) {
  std::erase_if(request.headers, [&header](const HttpHeader& other) { return same_name(other.name, header.name); });
  request.headers.push_back(std::move(header));
}

bool read_http_headers(const Call& call, std::size_t index, std::size_t count, HttpRequest& request) {
  ParameterReader reader(call);
  for (const std::size_t end = index + count; index < end; ++index) {
    const TextRead text = reader.text(index);
    if (text.status != ReadStatus::ok) return false;
    auto header = parse_http_header(text.value);
    if (!header) {
      call.module.out.because("a header is written \"name: value\"");
      return false;
    }
    set_header(request, std::move(*header));
  }
  return true;
}

Outcome run(Module& module, HttpExchange exchange) {
  for (const std::string& text : module.http.headers) {
    if (auto header = parse_http_header(text)) set_header(exchange.request, std::move(*header));
  }
  if (!module.station.is_online()) {
    module.out.because("the module has no address yet");
    module.print_code(error_code::execution_failed | module.profile.http.connect_code);
    return exchange.finish(module, false);
  }
  const bool prints_chunked = module.profile.http.prints_chunked_bodies;
  module.http.start(std::move(exchange.request), [&module, prints_chunked, name = exchange.printed_name](const HttpBody& body) {
    if (name.empty() || (body.chunked && !prints_chunked)) return;
    module.out.uart(std::string(name) + ":" + std::to_string(body.bytes.size()) + "," + body.bytes + "\r\n");
  });
  return await_end(module, exchange.timeout, exchange.finish);
}

Outcome finish_plainly(Module&, bool succeeded) { return succeeded ? Result::ok : Result::error; }

}  // namespace espat::at
