#pragma once

#include <utility>  // Asio 1.74 needs it before its own headers

#include <boost/asio.hpp>

namespace espat::net {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

}  // namespace espat::net
