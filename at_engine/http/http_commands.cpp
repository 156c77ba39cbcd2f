// HTTPCLIENT and HTTPGETSIZE (device-commands.md 6.3).

#include <algorithm>
#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/http/http_exchange.hpp"
#include "at_engine/http/resource_reader.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr std::array<std::string_view, 4> content_types{"application/x-www-form-urlencoded", "application/json", "multipart/form-data",
                                                        "text/xml"};

/// A parameter that may be left out.
bool read_optional(ParameterReader& reader, std::size_t index, std::string& text) {
  if (index >= reader.count()) return true;
  const TextRead read = reader.text(index);
  text = read.value;
  return read.status == ReadStatus::ok || read.status == ReadStatus::omitted;
}

/// URL, or host and path; then the transport.
std::optional<HttpUrl> read_address(const Call& call, ParameterReader& reader) {
  std::string url;
  std::string host;
  std::string path;
  int transport = 1;
  if (!read_optional(reader, 2, url) || !read_optional(reader, 3, host) || !read_optional(reader, 4, path) ||
      !reader.optional_integer(5, 1, 2, transport)) {
    return std::nullopt;
  }
  const bool uses_set_url = call.module.profile.http.url_can_be_set && !call.module.http.url.empty() && host.empty();
  if (!url.empty() || uses_set_url) return http_url(call.module, url);
  if (host.empty() || path.empty()) {
    call.module.print_code(error_code::parameter_invalid(5));
    call.module.out.because("it needs a URL, or a host and a path");
    return std::nullopt;
  }
  const bool is_secure = transport == 2;
  return HttpUrl{is_secure, host, default_http_port(is_secure), path.starts_with('/') ? path : "/" + path};
}

/// The response to HEAD is its headers.
Outcome print_headers(Module& module, bool succeeded) {
  for (const HttpHeader& header : module.http.progress.headers) {
    const std::string line = header.name + ": " + header.value;
    module.out.uart("+HTTPCLIENT:" + std::to_string(line.size()) + ", " + line + "\r\n");
  }
  return succeeded ? Result::ok : Result::error;
}

Outcome request(const Call& call) {
  constexpr std::size_t first_behind_transport = 6;
  ParameterReader reader(call);
  int operation = 0;
  int type = 0;
  if (!reader.integer_within(0, 1, 5, operation) || !reader.integer_within(1, 0, 3, type)) return Result::error;
  const auto url = read_address(call, reader);
  if (!url) return Result::error;

  const auto method = static_cast<HttpMethod>(operation - 1);
  HttpExchange exchange = exchange_with(call.module, *url, method);
  exchange.printed_name = call.name;
  if (method == HttpMethod::head) exchange.finish = print_headers;
  set_header(exchange.request, {"Content-Type", std::string(content_types.at(static_cast<std::size_t>(type)))});
  std::size_t next = first_behind_transport;
  if (method == HttpMethod::post && !read_optional(reader, next++, exchange.request.body)) return Result::error;
  const std::size_t headers = reader.count() - std::min(reader.count(), next);
  if (!read_http_headers(call, next, headers, exchange.request)) return Result::error;
  return run(call.module, std::move(exchange));
}

Outcome print_size(Module& module, bool succeeded) {
  for (const HttpHeader& header : module.http.progress.headers) {
    if (!succeeded || (header.name != "Content-Length" && header.name != "content-length")) continue;
    module.out.uart("+HTTPGETSIZE:" + header.value + "\r\n");
    return Result::ok;
  }
  if (succeeded) module.out.because("the server does not tell a size");
  return Result::error;
}

Outcome get_size(const Call& call) {
  auto exchange = read_resource(call, HttpMethod::head);
  if (!exchange) return Result::error;
  exchange->finish = print_size;
  return run(call.module, std::move(*exchange));
}

}  // namespace

std::span<const Command> http_commands() {
  static constexpr std::array table{
      Command{.name = "+HTTPCLIENT", .set = request},
      Command{.name = "+HTTPGETSIZE", .set = get_size},
  };
  return table;
}

}  // namespace espat::at
