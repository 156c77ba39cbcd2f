#include "net/dns_query.hpp"

#include <ares.h>
#include <arpa/nameser.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace espat::net {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds answer_time = 1s;
// The patience doubles each time, so that all rounds of one server fit into the 10 s of a look-up.
constexpr int tries = 3;

ares_channel open_channel(ares_sock_state_cb watch, void* watcher) {
  std::array<char, 2> dns_only{'b'};
  ares_options options{};
  options.timeout = static_cast<int>(answer_time.count());
  options.tries = tries;
  options.lookups = dns_only.data();
  options.sock_state_cb = watch;
  options.sock_state_cb_data = watcher;
  ares_channel channel = nullptr;
  // With NOROTATE, because the PC's resolv.conf could say otherwise.
  ares_init_options(&channel, &options,
                    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_NOROTATE);
  return channel;
}

std::string comma_separated(const std::vector<Address>& servers) {
  std::string list;
  for (const Address& server : servers) list += (list.empty() ? "" : ",") + to_string(server);
  return list;
}

std::vector<asio::ip::address> addresses_in(const unsigned char* answer, int size) {
  std::array<ares_addrttl, 16> found{};
  int count = static_cast<int>(found.size());
  if (ares_parse_a_reply(answer, size, nullptr, found.data(), &count) != ARES_SUCCESS) return {};
  std::vector<asio::ip::address> addresses(static_cast<std::size_t>(count));
  std::transform(found.begin(), found.begin() + count, addresses.begin(),
                 [](const ares_addrttl& record) { return asio::ip::address_v4(ntohl(record.ipaddr.s_addr)); });
  return addresses;
}

}  // namespace

/// c-ares has an answer, or knows that there is none.
struct DnsQuery::Answer {
  static void arrived(void* query, int status, int /*timeouts*/, unsigned char* answer, int size) {
    auto& self = *static_cast<DnsQuery*>(query);
    if (status == ARES_EDESTRUCTION) return;
    auto addresses = status == ARES_SUCCESS ? addresses_in(answer, size) : std::vector<asio::ip::address>();
    self.finish_soon(std::move(addresses), ares_strerror(status == ARES_SUCCESS ? ARES_ENODATA : status));
  }
};

DnsQuery::~DnsQuery() {
  if (channel_ != nullptr) ares_destroy(channel_);
}

void DnsQuery::ask(const std::string& name, const std::vector<Address>& servers, Done done) {
  done_ = std::move(done);
  const auto watch_socket = [](void* self, ares_socket_t socket, int readable, int writable) {
    static_cast<DnsQuery*>(self)->watch(socket, readable != 0, writable != 0);
  };
  channel_ = open_channel(watch_socket, this);
  const bool is_ready = channel_ != nullptr && ares_set_servers_ports_csv(channel_, comma_separated(servers).c_str()) == ARES_SUCCESS;
  if (!is_ready) return finish_soon({}, "c-ares cannot be used");
  ares_query(channel_, name.c_str(), C_IN, T_A, &Answer::arrived, this);
  wait_for_timeout();
}

void DnsQuery::watch(int socket, bool readable, bool writable) {
  if (!readable && !writable) {
    if (const auto gone = watched_.extract(socket)) gone.mapped()->release();
    return;
  }
  auto& descriptor = watched_[socket];
  const bool is_new = !descriptor;
  if (is_new) descriptor = std::make_shared<Descriptor>(io_, socket);
  if (is_new) wait(descriptor, Descriptor::wait_read);
  if (writable) wait(descriptor, Descriptor::wait_write);
}

void DnsQuery::wait(const std::shared_ptr<Descriptor>& descriptor, Descriptor::wait_type what) {
  descriptor->async_wait(what, [weak = weak_from_this(), descriptor, what](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!self || error || !descriptor->is_open()) return;
    const int socket = descriptor->native_handle();
    what == Descriptor::wait_read ? self->process(socket, ARES_SOCKET_BAD) : self->process(ARES_SOCKET_BAD, socket);
    if (what == Descriptor::wait_read && descriptor->is_open()) self->wait(descriptor, what);
  });
}

void DnsQuery::process(int readable, int writable) {
  ares_process_fd(channel_, readable, writable);
  wait_for_timeout();
}

void DnsQuery::wait_for_timeout() {
  timeval time{};
  if (ares_timeout(channel_, nullptr, &time) == nullptr) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec));
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) self->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

// Posted, because c-ares must not be destroyed while it tells its answer.
void DnsQuery::finish_soon(std::vector<asio::ip::address> addresses, std::string reason) {
  asio::post(io_, [weak = weak_from_this(), addresses = std::move(addresses), reason = std::move(reason)]() mutable {
    const auto self = weak.lock();
    if (!self) return;
    if (!addresses.empty()) reason.clear();
    if (const auto done = std::exchange(self->done_, nullptr)) done(std::move(addresses), std::move(reason));
  });
}

}  // namespace espat::net
