#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace espat::test {

/// A name server on a free UDP port of loopback, on a thread of its own.
class DnsServer {
 public:
  enum class Manner {
    answers,      ///< the names of the table; of others it says that they do not exist
    keeps_quiet,  ///< it listens, and never answers
  };

  /// @param ips  IPv4 addresses by name
  DnsServer(std::map<std::string, std::string> ips, Manner manner = Manner::answers);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  std::uint16_t port() const { return port_; }
  /// The names that it was asked for, in order.
  std::vector<std::string> asked() const;

 private:
  void serve();
  std::string answer(std::string_view question);

  const std::map<std::string, std::string> ips_;
  const Manner manner_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::array<int, 2> stop_{};  ///< a pipe that ends the thread
  mutable std::mutex mutex_;   ///< guards asked_
  std::vector<std::string> asked_;
  std::thread thread_;
};

}  // namespace espat::test
