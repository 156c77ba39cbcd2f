#include "net/resolver.hpp"

namespace espat::net {

std::string why_not_connected(const Address& address, boost::system::error_code error) {
  if (error == asio::error::connection_refused) return "the connection to " + to_string(address) + " was refused: nothing listens there";
  if (error == asio::error::timed_out) return "the connection to " + to_string(address) + " timed out";
  return "the connection to " + to_string(address) + " failed: " + error.message();
}

std::string why_not_found(const std::string& name) { return "the name " + name + " was not found, as a fault wants it"; }

void Resolver::resolve(const Address& address, std::chrono::milliseconds timeout, Done done) {
  done_ = std::move(done);
  boost::system::error_code not_literal;
  const auto literal = asio::ip::make_address(address.host, not_literal);
  if (!not_literal) {
    asio::post(deadline_.get_executor(),
               [self = shared_from_this(), endpoint = Tcp::endpoint(literal, address.port)] { self->finish({endpoint}, {}); });
    return;
  }
  deadline_.expires_after(timeout);
  deadline_.async_wait([self = shared_from_this(), host = address.host, timeout](boost::system::error_code error) {
    if (!error) self->finish({}, "the name " + host + " was not resolved within " + std::to_string(timeout.count()) + " ms");
  });
  resolver_.async_resolve(
      address.host, std::to_string(address.port),
      [self = shared_from_this(), host = address.host](boost::system::error_code error, const Tcp::resolver::results_type& results) {
        std::vector<Tcp::endpoint> endpoints(results.begin(), results.end());
        if (error) self->finish({}, "the name " + host + " does not resolve: " + error.message());
        if (!error) self->finish(std::move(endpoints), {});
      });
}

void Resolver::cancel() {
  done_ = nullptr;
  deadline_.cancel();
  resolver_.cancel();
}

void Resolver::finish(std::vector<Tcp::endpoint> endpoints, std::string reason) {
  deadline_.cancel();
  if (const auto done = std::exchange(done_, nullptr)) done(std::move(endpoints), std::move(reason));
}

}  // namespace espat::net
