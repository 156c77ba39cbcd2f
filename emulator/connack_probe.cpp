#include "emulator/connack_probe.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

namespace espat::emulator {
namespace {

using Error = boost::system::error_code;

/// MQTT 3.1.1, clean session, keepalive 10 s, empty client id.
constexpr std::array<std::uint8_t, 14> connect_packet{0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 0};
constexpr std::array<std::uint8_t, 4> connack_accepted{0x20, 2, 0, 0};
constexpr std::array<std::uint8_t, 2> disconnect_packet{0xE0, 0};

}  // namespace

ConnackProbe::ConnackProbe(boost::asio::io_context& io, const std::string& socket_path, std::function<void()> on_connack)
    : socket_(io), pause_(io), broker_(socket_path), on_connack_(std::move(on_connack)) {}

void ConnackProbe::stop() {
  Error ignored;
  on_connack_ = nullptr;
  pause_.cancel();
  socket_.close(ignored);
}

void ConnackProbe::connect() {
  socket_.async_connect(broker_, [self = shared_from_this()](Error error) {
    if (!error) boost::asio::write(self->socket_, boost::asio::buffer(connect_packet), error);
    if (error) return self->retry();
    self->read_connack();
  });
}

void ConnackProbe::read_connack() {
  boost::asio::async_read(socket_, boost::asio::buffer(answer_), [self = shared_from_this()](Error error, std::size_t) {
    if (error || self->answer_ != connack_accepted) return self->retry();
    boost::asio::write(self->socket_, boost::asio::buffer(disconnect_packet), error);
    const std::function<void()> on_connack = std::move(self->on_connack_);
    self->stop();
    if (on_connack) on_connack();
  });
}

void ConnackProbe::retry() {
  if (!on_connack_) return;
  Error ignored;
  socket_.close(ignored);
  pause_.expires_after(std::chrono::milliseconds(5));
  pause_.async_wait([self = shared_from_this()](Error) {
    if (self->on_connack_) self->connect();
  });
}

}  // namespace espat::emulator
