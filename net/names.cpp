#include "net/names.hpp"

#include <algorithm>

#include "net/asio.hpp"

namespace espat::net {
namespace {

bool is_within_reach(const Address& server) {
  boost::system::error_code is_name;
  const auto ip = asio::ip::make_address(server.host, is_name);
  return !is_name && (server.is_mapped || ip.is_loopback());
}

}  // namespace

bool Names::use_servers(const std::vector<std::string>& ips) {
  servers_.clear();
  for (const std::string& ip : ips) servers_.push_back(map_.find({ip, server_port}));
  if (std::none_of(servers_.begin(), servers_.end(), is_within_reach)) servers_.clear();
  return !servers_.empty();
}

}  // namespace espat::net
