#include "at_engine/http/http_service.hpp"

#include <utility>

namespace espat::at {

void HttpService::start(HttpRequest request, Print print) {
  progress = {};
  progress.heard_at = now_;
  print_ = std::move(print);
  out_.emit(std::move(request));
}

void HttpService::cancel() { out_.emit(HttpCancel{}); }

void HttpService::handle(const HttpConnected&) {
  progress.is_connected = true;
  progress.heard_at = now_;
}

void HttpService::handle(const HttpStarted& event) {
  progress.status = event.status;
  progress.headers = event.headers;
  progress.heard_at = now_;
}

void HttpService::handle(const HttpBody& event) {
  progress.heard_at = now_;
  print_(event);
}

void HttpService::handle(const HttpEnded& event) { progress.ended = event; }

void HttpService::reset() {
  url.clear();
  headers.clear();
}

std::optional<HttpHeader> parse_http_header(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view value = text.substr(colon + 1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  return HttpHeader{std::string(text.substr(0, colon)), std::string(value)};
}

}  // namespace espat::at
