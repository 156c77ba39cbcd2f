#include "net/websocket_upgrade.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <optional>
#include <string_view>

#include "net/address_map.hpp"

namespace espat::net {

namespace {

constexpr std::string_view http = "HTTP/1.";
constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::size_t answer_limit = 8192;
constexpr char alert_record = 0x15;

/// RFC 6455, 1.3: what proves that the key was understood.
constexpr std::string_view accept_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The value of a header field in a head; the name in lower case.
std::optional<std::string> field(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    const auto colon = line.find(':');
    if (colon != name.size() || !std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) { return a == lower(b); })) continue;
    const auto start = line.find_first_not_of(" \t", colon + 1);
    const auto end = line.find_last_not_of(" \t");
    return start == std::string_view::npos ? std::string() : std::string(line.substr(start, end + 1 - start));
  }
  return std::nullopt;
}

std::string base64(const unsigned char* bytes, unsigned size) {
  std::array<unsigned char, std::size_t{2} * EVP_MAX_MD_SIZE> text{};
  const int length = EVP_EncodeBlock(text.data(), bytes, static_cast<int>(size));
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

std::string fresh_key() {
  std::array<unsigned char, 16> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return base64(bytes.data(), bytes.size());
}

std::string accept_for(const std::string& key) {
  const std::string text = key + std::string(accept_suffix);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64(digest.data(), size);
}

std::string status_of(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const auto blank = line.find(' ');
  return std::string(blank == std::string_view::npos ? line : line.substr(blank + 1));
}

}  // namespace

std::string why_not_upgraded(const std::string& path, const std::string& status) {
  return "the server answered the WebSocket request for " + path + " with \"" + status + "\"";
}

std::string why_not_upgraded(const std::string& path, int status) {
  const auto words = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  return why_not_upgraded(path, std::to_string(status) + " " + std::string(words.data(), words.size()));
}

WebSocketUpgrade::WebSocketUpgrade(std::shared_ptr<ByteStream> server, at::MqttEndpoint endpoint)
    : server_(std::move(server)), endpoint_(std::move(endpoint)), key_(fresh_key()) {}

void WebSocketUpgrade::start(Done done) {
  done_ = std::move(done);
  send("GET " + endpoint_.path + " HTTP/1.1\r\nConnection: Upgrade\r\nHost: " + to_string(Address{endpoint_.host, endpoint_.port}) +
       "\r\nUser-Agent: ESP32 Websocket Client\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key_ +
       "\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n");
}

void WebSocketUpgrade::send(const std::string& request) {
  boost::system::error_code error;
  const std::size_t size = server_->write_some(asio::buffer(request), error);
  if (error && error != asio::error::would_block) return fail("the WebSocket request could not be sent: " + error.message());
  if (size == request.size()) return read_answer();
  server_->wait(Tcp::socket::wait_write, [self = shared_from_this(), rest = request.substr(size)](boost::system::error_code closed) {
    if (!closed) self->send(rest);
  });
}

void WebSocketUpgrade::read_answer() {
  std::array<char, 1024> buffer{};
  boost::system::error_code error;
  while (!error && answer_.size() < answer_limit) answer_.append(buffer.data(), server_->read_some(asio::buffer(buffer), error));
  if (const auto end = answer_.find(head_end); end != std::string::npos) {
    return judge(answer_.substr(0, end + 2), answer_.substr(end + head_end.size()));
  }
  const bool begins_as_http = std::string_view(answer_).substr(0, http.size()) == http.substr(0, answer_.size());
  if (answer_.starts_with(alert_record)) return fail("the server answers with an alert of TLS: this is a TLS port, for schemes 7 to 10");
  if (!begins_as_http || answer_.size() >= answer_limit) return fail("the server does not answer the WebSocket request in HTTP");
  if (error != asio::error::would_block) return fail("the server closed the connection before it answered the WebSocket request");
  server_->wait(Tcp::socket::wait_read, [self = shared_from_this()](boost::system::error_code closed) {
    if (!closed) self->read_answer();
  });
}

void WebSocketUpgrade::judge(const std::string& head, const std::string& behind) {
  if (!head.starts_with(http)) return fail("the server does not answer the WebSocket request in HTTP");
  const std::string status = status_of(head);
  if (!status.starts_with("101")) {
    return fail(why_not_upgraded(endpoint_.path, status));
  }
  if (field(head, "sec-websocket-accept") != accept_for(key_)) {
    return fail("the server's answer to the WebSocket request has a wrong Sec-WebSocket-Accept, or none");
  }
  std::exchange(done_, nullptr)({"", behind, field(head, "sec-websocket-protocol") == "mqtt"});
}

void WebSocketUpgrade::fail(const std::string& reason) { std::exchange(done_, nullptr)({reason, "", false}); }

}  // namespace espat::net
