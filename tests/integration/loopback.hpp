#pragma once

#include <boost/asio.hpp>

namespace espat::test {

inline const auto loopback = boost::asio::ip::address_v4::loopback();

}  // namespace espat::test
