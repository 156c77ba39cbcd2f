#include "net/http_response.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

#include "net/asio.hpp"

namespace espat::net {

namespace http = boost::beast::http;

/// Beast reads; here is what becomes of it.
class HttpResponse::Parser : public http::basic_parser<false> {
 public:
  Parser(bool to_head, Report report) : report_(std::move(report)) {
    body_limit(std::numeric_limits<std::uint64_t>::max());  // Beast 1.74 takes no limit for a limit of 0
    eager(true);
    skip(to_head);
  }

  void report_body() {
    if (!body_.empty()) report_(at::HttpBody{std::exchange(body_, {}), chunked()});
  }

 private:
  using Text = boost::string_view;
  using Error = boost::beast::error_code;

  void on_request_impl(http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int status, Text, int, Error&) override { started_.status = status; }
  void on_field_impl(http::field, Text name, Text value, Error&) override {
    started_.headers.push_back({name.to_string(), value.to_string()});
  }
  void on_header_impl(Error&) override { report_(started_); }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text bytes, Error&) override {
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error&) override {
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(Error&) override {}

  Report report_;
  at::HttpStarted started_;
  std::string body_;
};

HttpResponse::HttpResponse(bool to_head, Report report) : parser_(std::make_unique<Parser>(to_head, std::move(report))) {}

HttpResponse::~HttpResponse() = default;

void HttpResponse::read(std::string_view bytes) {
  unparsed_ += bytes;
  boost::beast::error_code error;
  while (!error && !unparsed_.empty() && !parser_->is_done()) {
    const std::size_t used = parser_->put(asio::buffer(unparsed_), error);
    unparsed_.erase(0, used);
    if (used == 0 && !error) break;
  }
  parser_->report_body();
  if (error && error != http::error::need_more) throw std::runtime_error("the response cannot be read: " + error.message());
}

void HttpResponse::end() {
  boost::beast::error_code error;
  if (!parser_->is_done() && parser_->got_some()) parser_->put_eof(error);
  if (error || !parser_->is_done()) throw std::runtime_error("the server closed the connection before the response was complete");
}

bool HttpResponse::is_complete() const { return parser_->is_done(); }

}  // namespace espat::net
