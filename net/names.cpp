#include "net/names.hpp"

#include <algorithm>

#include "net/asio.hpp"

namespace espat::net {
namespace {

bool is_name(const Address& server) {
  boost::system::error_code no_address;
  asio::ip::make_address(server.host, no_address);
  return no_address.failed();
}

bool is_within_reach(const Address& server) { return server.is_mapped || asio::ip::make_address(server.host).is_loopback(); }

}  // namespace

bool Names::use_servers(const std::vector<std::string>& ips) {
  servers_.clear();
  for (const std::string& ip : ips) {
    const Address server = map_.find({ip, server_port});
    if (!is_name(server)) servers_.push_back(server);
  }
  if (std::none_of(servers_.begin(), servers_.end(), is_within_reach)) servers_.clear();
  return !servers_.empty();
}

}  // namespace espat::net
