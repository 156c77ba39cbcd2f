#include "net/websocket_stream.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace espat::net {

namespace {

constexpr std::size_t piece_size = 16'384;
constexpr std::size_t largest_frame = 16'384;

// RFC 6455, 5.2.
namespace opcode {
constexpr int binary = 2, first_control = 8, close = 8, ping = 9, pong = 10;
}
constexpr unsigned char last_fragment = 0x80;
constexpr unsigned char reserved_bits = 0x70;
constexpr unsigned char masked = 0x80;
constexpr std::size_t longest_control_payload = 125;
constexpr int two_byte_length = 126;
constexpr int eight_byte_length = 127;

unsigned char byte_at(const std::string& bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

void append_number(std::string& bytes, std::uint64_t number, int size) {
  for (int byte = size - 1; byte >= 0; --byte) bytes += static_cast<char>(number >> (8 * byte) & 0xff);
}

}  // namespace

void WebSocketStream::upgrade(const at::MqttEndpoint& endpoint, WebSocketUpgrade::Done done) {
  const auto upgrade = std::make_shared<WebSocketUpgrade>(inner_, endpoint);
  upgrade->start([self = shared_from_this(), done = std::move(done)](const WebSocketUpgrade::Outcome& outcome) {
    self->in_ = outcome.first_frames;
    self->agreed_on_mqtt_ = outcome.agreed_on_mqtt;
    done(outcome);
  });
}

std::size_t WebSocketStream::read_some(asio::mutable_buffer buffer, boost::system::error_code& error) {
  error.clear();
  drained_ = false;
  while (!error) {
    if (const std::size_t size = take_payload(buffer); size > 0 || buffer.size() == 0) return size;
    if (open_frame(error)) continue;
    if (error) break;
    std::array<char, piece_size> bytes;
    in_.append(bytes.data(), inner_->read_some(asio::buffer(bytes), error));
  }
  drained_ = error == asio::error::would_block;
  return 0;
}

std::size_t WebSocketStream::take_payload(asio::mutable_buffer buffer) {
  const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>({left_, in_.size(), buffer.size()}));
  std::memcpy(buffer.data(), in_.data(), size);
  in_.erase(0, size);
  left_ -= size;
  return size;
}

/// Whether a frame's head, or a whole control frame, was there and was taken.
bool WebSocketStream::open_frame(boost::system::error_code& error) {
  if (ended_) error = asio::error::eof;
  if (ended_ || left_ > 0 || in_.size() < 2) return false;
  const int code = byte_at(in_, 0) & 0x0f;
  if ((byte_at(in_, 0) & reserved_bits) != 0 || (byte_at(in_, 1) & masked) != 0) {
    error = make_error_code(boost::system::errc::protocol_error);
    return false;
  }
  std::uint64_t length = byte_at(in_, 1);
  const std::size_t length_size = length == two_byte_length ? 2 : length == eight_byte_length ? 8 : 0;
  const std::size_t head = 2 + length_size;
  if (in_.size() < head) return false;
  if (length_size > 0) length = 0;
  for (std::size_t i = 2; i < head; ++i) length = length << 8 | byte_at(in_, i);
  if (code < opcode::first_control) {
    left_ = length;
    in_.erase(0, head);
    return true;
  }
  if (in_.size() < head + length) return false;
  const std::string payload = in_.substr(head, length);
  in_.erase(0, head + length);
  obey(code, payload);
  return true;
}

/// What cannot be sent now leaves before the next bytes that are written.
void WebSocketStream::obey(int code, const std::string& payload) {
  boost::system::error_code ignored;  // shows again when it is read or written
  if (code == opcode::ping) send(opcode::pong, payload.substr(0, longest_control_payload));
  if (code == opcode::close) send(opcode::close, payload.substr(0, longest_control_payload));
  ended_ = ended_ || code == opcode::close;
  flush(ignored);
}

std::size_t WebSocketStream::write_some(asio::const_buffer bytes, boost::system::error_code& error) {
  error.clear();
  if (bytes.size() == 0) return 0;
  if (framed_ == 0) {
    framed_ = std::min(bytes.size(), largest_frame);
    send(opcode::binary, {static_cast<const char*>(bytes.data()), framed_});
  }
  return flush(error) ? std::exchange(framed_, 0) : 0;
}

void WebSocketStream::send(int code, std::string_view payload) {
  out_ += static_cast<char>(last_fragment | code);
  if (payload.size() < two_byte_length) {
    out_ += static_cast<char>(masked | payload.size());
  } else {
    out_ += static_cast<char>(masked | two_byte_length);  // no frame is larger
    append_number(out_, payload.size(), 2);
  }
  std::array<unsigned char, 4> mask{};
  RAND_bytes(mask.data(), static_cast<int>(mask.size()));
  out_.append(mask.begin(), mask.end());
  for (std::size_t i = 0; i < payload.size(); ++i) out_ += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ mask[i % 4]);
}

bool WebSocketStream::flush(boost::system::error_code& error) {
  while (!out_.empty() && !error) out_.erase(0, inner_->write_some(asio::buffer(out_), error));
  return out_.empty();
}

void WebSocketStream::wait(Wait what, Ready ready) {
  if (what == Tcp::socket::wait_write || drained_) return inner_->wait(what, std::move(ready));
  asio::post(socket().get_executor(), [self = shared_from_this(), ready = std::move(ready)] {
    const bool is_open = self->socket().is_open();
    ready(is_open ? boost::system::error_code() : asio::error::operation_aborted);
  });
}

}  // namespace espat::net
