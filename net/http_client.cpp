#include "net/http_client.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <stdexcept>

namespace espat::net {
namespace {

std::string_view name_of(at::HttpMethod method) {
  constexpr std::array<std::string_view, 5> names{"HEAD", "GET", "POST", "PUT", "DELETE"};
  return names.at(static_cast<std::size_t>(method));
}

/// Only an unusual port is named.
std::string host_header(const at::HttpRequest& request) {
  constexpr std::uint16_t http_port = 80;
  constexpr std::uint16_t https_port = 443;
  const bool is_usual = request.port == http_port || request.port == https_port;
  return is_usual ? request.host : to_string({request.host, request.port});
}

std::string text_of(const at::HttpRequest& request) {
  std::string text = std::string(name_of(request.method)) + " " + request.target + " HTTP/1.1\r\n";
  const auto add = [&text](std::string_view name, std::string_view value) { text.append(name).append(": ").append(value).append("\r\n"); };
  for (const auto& header : request.headers) add(header.name, header.value);
  const auto has = [&request](std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(), [name](const at::HttpHeader& header) {
      return boost::beast::iequals(header.name, {name.data(), name.size()});
    });
  };
  if (!has("Host")) add("Host", host_header(request));
  if (!has("Content-Length")) add("Content-Length", std::to_string(request.body.size()));
  return text + "\r\n" + request.body;
}

}  // namespace

HttpClient::HttpClient(asio::io_context& io, const LinkOptions& options, const Names& names, LinkFaults& faults, Report report)
    : io_(io),
      faults_(faults),
      report_(std::move(report)),
      socket_(std::make_shared<StreamSocket>(io, LinkName::Kind::http, 0, options, names, faults, nullptr)) {}

void HttpClient::request(const at::HttpRequest& request, const Address& where) {
  socket_->set_report([weak = weak_from_this()](const at::Input& input) {
    if (const auto self = weak.lock()) self->handle(input);
  });
  request_ = text_of(request);
  read_size_ = request.read_size;
  response_ = std::make_unique<HttpResponse>(request.method == at::HttpMethod::head, [this](at::Input input) { report(std::move(input)); });
  at::SocketOpen open;
  open.host = request.host;
  open.remote.port = request.port;
  open.tls = request.tls;
  if (!faults_.fails_name(request.host)) return socket_->open(open, where);
  asio::post(io_, [weak = weak_from_this(), reason = why_not_found(request.host)] {
    if (const auto self = weak.lock()) self->finish(true, reason);
  });
}

void HttpClient::handle(const at::Input& input) {
  if (std::holds_alternative<at::SocketOpened>(input)) {
    socket_->send(std::move(request_));
    report(at::HttpConnected{});
  } else if (const auto* not_opened = std::get_if<at::SocketOpenFailed>(&input)) {
    finish(true, not_opened->reason);
  } else if (const auto* received = std::get_if<at::SocketReceived>(&input)) {
    read(received->bytes);
  } else if (std::holds_alternative<at::SocketEnded>(input)) {
    try {
      response_->end();
      finish(false);
    } catch (const std::runtime_error& error) {
      finish(true, error.what());
    }
  }
}

void HttpClient::read(const std::string& bytes) {
  try {
    for (std::size_t at = 0; at < bytes.size() && report_; at += read_size_)
      response_->read(std::string_view(bytes).substr(at, read_size_));
    if (response_->is_complete()) return finish(false);
    socket_->consumed(bytes.size());
  } catch (const std::runtime_error& error) {
    finish(true, error.what());
  }
}

void HttpClient::report(at::Input input) {
  if (report_) report_(std::move(input));
}

void HttpClient::finish(bool failed, std::string reason) {
  const auto report = std::exchange(report_, nullptr);
  cancel();
  if (report) report(at::HttpEnded{failed, std::move(reason)});
}

void HttpClient::cancel() {
  report_ = nullptr;
  socket_->close([] {});
}

}  // namespace espat::net
