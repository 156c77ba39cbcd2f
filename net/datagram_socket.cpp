#include "net/datagram_socket.hpp"

namespace espat::net {
namespace {

// lwIP's receive box holds so many datagrams of an Ethernet frame.
constexpr std::size_t receive_box = std::size_t{6} * 1'472;
constexpr std::size_t longest_datagram = 65'507;

}  // namespace

DatagramSocket::DatagramSocket(asio::io_context& io, at::Socket number, const LinkOptions& options, const Names& names, LinkFaults& faults,
                               Report report)
    : io_(io), number_(number), round_trip_(options.round_trip), names_(names), faults_(faults), report_(std::move(report)), socket_(io) {}

void DatagramSocket::open(const at::DatagramOpen& open) {
  socket_.open(Udp::v4());
  socket_.set_option(Udp::socket::broadcast(true));
  // Several listen to one group; a unicast port has one owner.
  if (!open.multicast_group.empty()) socket_.set_option(Udp::socket::reuse_address(true));
  socket_.bind({asio::ip::address_v4::any(), open.local_port});
  socket_.non_blocking(true);
  if (!open.multicast_group.empty()) join(open.multicast_group);
  link_ = DatagramLink::open(io_, faults_, {LinkName::Kind::udp, number_, {}}, round_trip_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->wait_readable();
  });
}

void DatagramSocket::join(const std::string& group) {
  const auto address = asio::ip::make_address_v4(group);
  boost::system::error_code error;
  socket_.set_option(asio::ip::multicast::join_group(address), error);
  // Loopback has no route for groups, but members on this machine hear each other there.
  socket_.set_option(asio::ip::multicast::join_group(address, asio::ip::address_v4::loopback()), error);
  if (error && error != asio::error::address_in_use) throw boost::system::system_error(error);
}

void DatagramSocket::send(const at::DatagramSend& send, const Address& where) {
  boost::system::error_code not_literal;
  const auto literal = asio::ip::make_address_v4(where.host, not_literal);
  if (!not_literal) return send_to({literal, where.port}, send);
  auto resolver = std::make_shared<Resolver>(io_, names_);
  resolvers_.insert(resolver);
  resolver->resolve(where,
                    [weak = weak_from_this(), resolver, send](const std::vector<Tcp::endpoint>& endpoints, const std::string& reason) {
                      const auto self = weak.lock();
                      if (!self) return;
                      self->resolvers_.erase(resolver);
                      for (const auto& endpoint : endpoints) {
                        if (endpoint.address().is_v4()) return self->send_to({endpoint.address(), endpoint.port()}, send);
                      }
                      self->report_soon(at::SocketSendFailed{send.socket, reason.empty() ? "it has no IPv4 address" : reason});
                    });
}

void DatagramSocket::send_to(const Udp::endpoint& to, const at::DatagramSend& send) {
  known_as_[to] = send.remote;
  if (send.bytes.size() > longest_datagram) return report_soon(at::SocketSendFailed{number_, "the datagram is too long"});
  link_->up(send.bytes.size(), [weak = weak_from_this(), to, bytes = send.bytes] {
    const auto self = weak.lock();
    boost::system::error_code lost;  // as any datagram may be; an earlier one's "port unreachable" also shows here
    if (self) self->socket_.send_to(asio::buffer(bytes), to, 0, lost);
  });
  report_soon(at::SocketSent{number_});
}

void DatagramSocket::report_soon(at::Input input) {
  asio::post(io_, [weak = weak_from_this(), input = std::move(input)] {
    const auto self = weak.lock();
    if (self && self->report_) self->report_(input);
  });
}

void DatagramSocket::pause(bool on) {
  paused_ = on;
  wait_readable();
}

void DatagramSocket::consumed(std::size_t count) {
  unread_ -= count;
  wait_readable();
}

bool DatagramSocket::is_held_up() const { return !link_->loses() && (paused_ || unread_ + link_->coming() >= receive_box); }

void DatagramSocket::wait_readable() {
  if (!report_ || awaits_readable_ || is_held_up()) return;
  awaits_readable_ = true;
  socket_.async_wait(Udp::socket::wait_read, [self = shared_from_this()](boost::system::error_code error) {
    self->awaits_readable_ = false;
    if (!error) self->read();
  });
}

void DatagramSocket::read() {
  if (!report_ || is_held_up()) return;
  std::string bytes(longest_datagram, '\0');
  Udp::endpoint from;
  boost::system::error_code error;
  const std::size_t size = socket_.receive_from(asio::buffer(bytes), from, 0, error);
  bytes.resize(size);
  if (!error) {
    const auto known = known_as_.find(from);
    at::SocketAddress sender = known == known_as_.end() ? at::SocketAddress{from.address().to_string(), from.port()} : known->second;
    link_->down(size, [weak = weak_from_this(), received = at::SocketReceived{number_, std::move(bytes), std::move(sender)}] {
      const auto self = weak.lock();
      if (!self || !self->report_) return;
      self->unread_ += received.bytes.size();
      self->report_(received);
    });
  }
  wait_readable();
}

void DatagramSocket::close() {
  report_ = nullptr;
  for (const auto& resolver : resolvers_) resolver->cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
  link_.reset();
}

}  // namespace espat::net
