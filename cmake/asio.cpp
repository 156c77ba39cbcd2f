#include <utility>  // Asio 1.74 needs it before its own headers

#include <boost/asio/impl/src.hpp>
