#include "tests/support/dns_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace espat::test {
namespace {

using namespace std::string_view_literals;

// RFC 1035, 4.1.
constexpr std::size_t header_size = 12;
constexpr std::string_view type_and_class = "\0\1\0\1"sv;         // A, IN
constexpr std::string_view found = "\x81\x80\0\1\0\1\0\0\0\0"sv;  // flags; one question, one answer
constexpr std::string_view not_found = "\x81\x83\0\1\0\0\0\0\0\0"sv;
constexpr std::string_view record = "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4"sv;  // the name of the question, A, IN, 60 s, 4 bytes

/// The labels from `at` on with dots between; leaves `at` behind them.
std::string read_name(std::string_view packet, std::size_t& at) {
  std::string name;
  while (at < packet.size() && packet[at] != '\0') {
    const auto size = static_cast<std::size_t>(packet[at]);
    if (!name.empty()) name += '.';
    name += packet.substr(at + 1, size);
    at += 1 + size;
  }
  ++at;
  return name;
}

}  // namespace

DnsServer::DnsServer(std::map<std::string, std::string> ips, Manner manner) : ips_(std::move(ips)), manner_(manner) {
  socket_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, any, size) != 0 || ::getsockname(socket_, any, &size) != 0 || ::pipe(stop_.data()) != 0) {
    throw std::runtime_error("no UDP port for a name server");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

DnsServer::~DnsServer() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(socket_);
}

std::vector<std::string> DnsServer::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

void DnsServer::serve() {
  for (;;) {
    std::array<pollfd, 2> entries{pollfd{socket_, POLLIN, 0}, pollfd{stop_[0], POLLIN, 0}};
    ::poll(entries.data(), entries.size(), -1);
    if (entries[1].revents != 0) return;
    std::array<char, 512> question{};
    sockaddr_in from{};
    socklen_t from_size = sizeof(from);
    auto* sender = reinterpret_cast<sockaddr*>(&from);
    const ssize_t size = ::recvfrom(socket_, question.data(), question.size(), 0, sender, &from_size);
    if (size < static_cast<ssize_t>(header_size)) continue;
    const std::string reply = answer({question.data(), static_cast<std::size_t>(size)});
    if (manner_ == Manner::answers) ::sendto(socket_, reply.data(), reply.size(), 0, sender, from_size);
  }
}

std::string DnsServer::answer(std::string_view question) {
  std::size_t at = header_size;
  const std::string name = read_name(question, at);
  {
    const std::lock_guard lock(mutex_);
    asked_.push_back(name);
  }
  const std::string id(question.substr(0, 2));
  const std::string asked_for(question.substr(header_size, at + type_and_class.size() - header_size));
  const auto ip = ips_.find(name);
  if (ip == ips_.end() || !asked_for.ends_with(type_and_class)) return id + std::string(not_found) + asked_for;
  in_addr address{};
  ::inet_pton(AF_INET, ip->second.c_str(), &address);
  std::string reply = id + std::string(found) + asked_for + std::string(record);
  return reply.append(reinterpret_cast<const char*>(&address), sizeof(address));
}

}  // namespace espat::test
