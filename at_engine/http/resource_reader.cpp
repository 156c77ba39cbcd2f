#include "at_engine/http/resource_reader.hpp"

#include "at_engine/commands/parameter_reader.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

constexpr int default_buffer_size = 2'048;
constexpr int largest_buffer = 10'240;
constexpr int longest_network_timeout = 180'000;

}  // namespace

std::optional<HttpExchange> read_resource(const Call& call, HttpMethod method) {
  const HttpRules& rules = call.module.profile.http;
  ParameterReader reader(call);
  const TextRead text = reader.text(0);
  if (text.status != ReadStatus::ok) return std::nullopt;
  int send_buffer = default_buffer_size;
  int receive_buffer = default_buffer_size;
  int timeout = static_cast<int>(rules.timeout.count());
  const bool takes_sizes = rules.resource_takes_sizes;
  if (takes_sizes &&
      (!reader.optional_integer(1, 0, largest_buffer, send_buffer) || !reader.optional_integer(2, 0, largest_buffer, receive_buffer) ||
       !reader.optional_integer(3, 0, longest_network_timeout, timeout))) {
    return std::nullopt;
  }
  constexpr std::size_t with_sizes = 4;
  if (!reader.ends_after(takes_sizes ? with_sizes : 1)) return std::nullopt;
  const auto url = http_url(call.module, text.value);
  if (!url) return std::nullopt;
  HttpExchange exchange = exchange_with(call.module, *url, method);
  if (takes_sizes) exchange.request.read_size = static_cast<std::size_t>(receive_buffer > 0 ? receive_buffer : default_buffer_size);
  if (timeout > 0) exchange.timeout = Duration(timeout);
  return exchange;
}

}  // namespace espat::at
