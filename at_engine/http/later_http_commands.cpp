// HTTPCGET, HTTPCPOST, HTTPCPUT, HTTPURLCFG and HTTPCHEAD, as the documents of the later versions have them.

#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/http/resource_reader.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr int shortest_url = 8;
constexpr int longest_url = 8'192;

Outcome get(const Call& call) {
  auto exchange = read_resource(call, HttpMethod::get);
  if (!exchange) return Result::error;
  exchange->printed_name = call.name;
  return run(call.module, std::move(*exchange));
}

Outcome finish_sending(Module& module, bool succeeded) {
  if (!succeeded) module.out.note(Note::Level::info, "SEND FAIL: " + module.out.take_reasons());
  module.out.uart(succeeded ? "\r\nSEND OK\r\n" : "\r\nSEND FAIL\r\n");
  return Result::process_done;
}

/// Collects so many bytes after a prompt, and goes on with them.
template <typename Then>
Outcome collect(Module& module, int length, Then then) {
  module.receiver.collect(static_cast<std::size_t>(length));
  module.print_prompt();
  return Outcome::wait("the data", [then = std::move(then)](Module& m) -> Outcome {
    if (!m.receiver.has_collected()) return Outcome::still_waiting();
    return then(m, m.receiver.take_collected(Receiver::State::running));
  });
}

/// The number of headers, and the headers.
bool read_headers(const Call& call, ParameterReader& reader, HttpRequest& request) {
  constexpr int most_headers = 16;
  constexpr std::size_t first = 3;
  int count = 0;
  if (!reader.optional_integer(2, 0, most_headers, count)) return false;
  if (!read_http_headers(call, first, static_cast<std::size_t>(count), request)) return false;
  return reader.ends_after(first + static_cast<std::size_t>(count));
}

Outcome send(const Call& call, HttpMethod method) {
  ParameterReader reader(call);
  const TextRead text = reader.text(0);
  int length = 0;
  if (text.status != ReadStatus::ok || !reader.integer_within(1, 1, call.module.profile.http.longest_body, length)) return Result::error;
  const auto url = http_url(call.module, text.value);
  if (!url) return Result::error;
  HttpExchange exchange = exchange_with(call.module, *url, method);
  set_header(exchange.request, {"Content-Type", "application/x-www-form-urlencoded"});
  if (!read_headers(call, reader, exchange.request)) return Result::error;
  exchange.printed_name = method == HttpMethod::post ? "+HTTPCPOST" : "+HTTPCPUT";
  exchange.finish = finish_sending;
  return collect(call.module, length, [exchange](Module& module, std::string body) {
    HttpExchange with_body = exchange;
    with_body.request.body = std::move(body);
    return run(module, std::move(with_body));
  });
}

Outcome post(const Call& call) { return send(call, HttpMethod::post); }
Outcome put(const Call& call) { return send(call, HttpMethod::put); }

Outcome query_url(const Call& call) {
  const std::string& url = call.module.http.url;
  if (!url.empty()) call.module.out.uart("+HTTPURLCFG:" + std::to_string(url.size()) + "," + url + "\r\n");
  return Result::ok;
}

Outcome set_url(const Call& call) {
  ParameterReader reader(call);
  int length = 0;
  if (!reader.only_integer(0, longest_url, length)) return Result::error;
  if (length == 0) {
    call.module.http.url.clear();
    return Result::ok;
  }
  if (length < shortest_url) {
    call.module.out.because("a URL has 8 to 8192 bytes");
    return Result::error;
  }
  return collect(call.module, length, [](Module& module, std::string url) -> Outcome {
    module.http.url = std::move(url);
    module.out.uart("\r\nSET OK\r\n");
    return Result::process_done;
  });
}

Outcome query_headers(const Call& call) {
  int index = 0;
  for (const std::string& header : call.module.http.headers) {
    call.module.out.uart("+HTTPCHEAD:" + std::to_string(index++) + ",\"" + header + "\"\r\n");
  }
  return Result::ok;
}

Outcome add_header(const Call& call) {
  ParameterReader reader(call);
  int length = 0;
  if (!reader.only_integer(0, longest_url, length)) return Result::error;
  if (length == 0) {
    call.module.http.headers.clear();
    return Result::ok;
  }
  return collect(call.module, length, [](Module& module, std::string header) -> Outcome {
    if (!parse_http_header(header)) {
      module.out.because("a header is written \"name: value\"");
      return Result::error;
    }
    module.http.headers.push_back(std::move(header));
    return Result::ok;
  });
}

}  // namespace

std::span<const Command> later_http_commands() {
  static constexpr std::array table{
      Command{.name = "+HTTPCGET", .set = get},
      Command{.name = "+HTTPCPOST", .set = post},
      Command{.name = "+HTTPCPUT", .set = put},
      Command{.name = "+HTTPURLCFG", .query = query_url, .set = set_url},
      Command{.name = "+HTTPCHEAD", .query = query_headers, .set = add_header},
  };
  return table;
}

}  // namespace espat::at
