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

TimeClient::TimeClient(asio::io_context& io, const LinkOptions& options, const Names& names, LinkFaults& faults)
    : io_(io),
      round_trip_(options.round_trip),
      names_(names),
      faults_(faults),
      resolver_(std::make_shared<Resolver>(io, names)),
      socket_(io),
      deadline_(io) {}

void TimeClient::ask(const at::AskTime& ask, bool this_pc_knows, Done done) {
  done_ = std::move(done);
  this_pc_knows_ = this_pc_knows;
  const Address wanted{ask.server, port};
  link_ = DatagramLink::open(io_, faults_, {LinkName::Kind::sntp, ask.query, to_string(wanted)}, round_trip_);
  asio::post(io_, [self = shared_from_this(), wanted] {
    if (self->done_) self->look_up(wanted);
  });
}

void TimeClient::look_up(const Address& wanted) {
  if (faults_.fails_name(wanted.host)) return finish(std::nullopt, why_not_found(wanted.host));
  const Address server = names_.map().find(wanted);
  if (this_pc_knows_ && !server.is_mapped) return ask_this_pc();
  resolver_->resolve(server, [self = shared_from_this()](const std::vector<Tcp::endpoint>& endpoints, std::string reason) {
    if (endpoints.empty()) return self->fail(std::move(reason));
    self->wait_for_answer();
    self->link_->up(packet_size, [weak = self->weak_from_this(), server = endpoints.front()] {
      if (const auto client = weak.lock()) client->send({server.address(), server.port()});
    });
  });
}

void TimeClient::wait_for_answer() {
  deadline_.expires_after(answer_time);
  deadline_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->fail("the time server did not answer");
  });
}

void TimeClient::ask_this_pc() {
  wait_for_answer();
  link_->up(packet_size, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->link_->down(packet_size, [weak] {
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      if (const auto client = weak.lock()) client->finish(std::chrono::duration_cast<std::chrono::seconds>(now).count(), {});
    });
  });
}

void TimeClient::send(const Udp::endpoint& server) {
  packet_.fill(0);
  packet_[0] = request_head;
  std::copy(cookie.begin(), cookie.end(), packet_.begin() + transmit_timestamp);
  boost::system::error_code error;
  socket_.connect(server, error);
  if (!error) socket_.send(asio::buffer(packet_), 0, error);
  if (error) return fail("the time server cannot be reached: " + error.message());
  receive();
}

void TimeClient::receive() {
  socket_.async_receive(asio::buffer(packet_), [self = shared_from_this()](boost::system::error_code error, std::size_t size) {
    if (!self->done_) return;
    if (error) return self->fail("the time server does not answer: " + error.message());
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
  if (packet_[1] == 0 || seconds == 0) return fail("the time server refused to tell");
  if (seconds < era / 2) seconds += era;
  link_->down(packet_size, [weak = weak_from_this(), seconds] {
    if (const auto self = weak.lock()) self->finish(seconds - epoch, {});
  });
}

// Where a fault has taken the packets, this PC is out of reach as well.
void TimeClient::fail(std::string reason) {
  if (!done_) return;
  if (!std::exchange(this_pc_knows_, false) || link_->loses()) return finish(std::nullopt, std::move(reason));
  ask_this_pc();
}

void TimeClient::cancel() {
  done_ = nullptr;
  resolver_->cancel();
  deadline_.cancel();
  link_.reset();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void TimeClient::finish(std::optional<std::int64_t> time, std::string reason) {
  const auto done = std::exchange(done_, nullptr);
  cancel();
  if (done) done(time, std::move(reason));
}

}  // namespace espat::net
