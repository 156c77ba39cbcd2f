#pragma once

#include <optional>

#include "at_engine/http/http_exchange.hpp"

namespace espat::at {

/// The parameters of AT+HTTPGETSIZE and AT+HTTPCGET: a URL, and in later versions buffer sizes and a timeout.
std::optional<HttpExchange> read_resource(const Call& call, HttpMethod method);

}  // namespace espat::at
