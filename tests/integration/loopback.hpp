#pragma once

#include <boost/asio.hpp>
#include <cstdint>

namespace espat::test {

inline const auto loopback = boost::asio::ip::address_v4::loopback();

/// A TCP port of loopback on which nobody listens.
inline std::uint16_t free_port() {
  boost::asio::io_context io;
  return boost::asio::ip::tcp::acceptor(io, {loopback, 0}).local_endpoint().port();
}

}  // namespace espat::test
