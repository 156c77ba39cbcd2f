#include "net/time_client.hpp"

#include <chrono>

namespace espat::net {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_time = 3s;

// RFC 4330, 4: version 4, mode 3 (client); the answer has mode 4 (server).
constexpr unsigned char request_head = 4U << 3U | 3U;
constexpr unsigned char server_mode = 4;
constexpr std::size_t originate_timestamp = 24;
constexpr std::size_t transmit_timestamp = 40;
// From 1900 to 1970. Times whose first bit is 0 are after 2036 (RFC 4330, 3).
constexpr std::int64_t epoch = 2'208'988'800;
constexpr std::int64_t era = 1LL << 32U;

// Marks the request, so that only its own answer is taken; what it says about our time means nothing.
constexpr std::array<unsigned char, 8> cookie{'e', 's', 'p', 'a', 't', 0, 0, 1};

}  // namespace

TimeClient::TimeClient(asio::io_context& io, const LinkOptions& options, const Names& names)
    : resolver_(std::make_shared<Resolver>(io, names)), socket_(io), deadline_(io), link_(io, options.round_trip) {}

void TimeClient::ask(const Address& server, Done done) {
  done_ = std::move(done);
  resolver_->resolve(server, [self = shared_from_this()](const std::vector<Tcp::endpoint>& endpoints, std::string reason) {
    if (endpoints.empty()) return self->finish(std::nullopt, std::move(reason));
    self->send({endpoints.front().address(), endpoints.front().port()});
  });
}

void TimeClient::send(const Udp::endpoint& server) {
  deadline_.expires_after(answer_time);
  deadline_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->finish(std::nullopt, "the time server did not answer");
  });
  packet_.fill(0);
  packet_[0] = request_head;
  std::copy(cookie.begin(), cookie.end(), packet_.begin() + transmit_timestamp);
  boost::system::error_code error;
  socket_.connect(server, error);
  if (!error) socket_.send(asio::buffer(packet_), 0, error);
  if (error) return finish(std::nullopt, "the time server cannot be reached: " + error.message());
  receive();
}

void TimeClient::receive() {
  socket_.async_receive(asio::buffer(packet_), [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
    if (!self->done_) return;
    if (error) return self->finish(std::nullopt, "the time server does not answer: " + error.message());
    self->received(size);
  });
}

void TimeClient::received(std::size_t size) {
  const bool is_answer = size == packet_size && (packet_[0] & 7U) == server_mode &&
                         std::equal(cookie.begin(), cookie.end(), packet_.begin() + originate_timestamp);
  if (!is_answer) return receive();
  std::int64_t seconds = 0;
  for (std::size_t i = 0; i < 4; ++i) seconds = seconds << 8U | packet_.at(transmit_timestamp + i);
  // Stratum 0 is the server's refusal (RFC 4330, 8).
  if (packet_[1] == 0 || seconds == 0) return finish(std::nullopt, "the time server refused to tell");
  if (seconds < era / 2) seconds += era;
  deadline_.cancel();
  link_.pass([weak = weak_from_this(), seconds] {
    if (const auto self = weak.lock()) self->finish(seconds - epoch, {});
  });
}

void TimeClient::cancel() {
  done_ = nullptr;
  resolver_->cancel();
  deadline_.cancel();
  link_.clear();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void TimeClient::finish(std::optional<std::int64_t> time, std::string reason) {
  const auto done = std::exchange(done_, nullptr);
  cancel();
  if (done) done(time, std::move(reason));
}

}  // namespace espat::net
