#include "net/resolver.hpp"

#include <algorithm>

namespace espat::net {

namespace {

constexpr std::chrono::seconds look_up_time{10};

}  // namespace

std::string why_not_connected(const Address& address, boost::system::error_code error) {
  if (error == asio::error::connection_refused) return "the connection to " + to_string(address) + " was refused: nothing listens there";
  if (error == asio::error::timed_out) return "the connection to " + to_string(address) + " timed out";
  return "the connection to " + to_string(address) + " failed: " + error.message();
}

std::string why_not_found(const std::string& name) { return "the name " + name + " was not found, as a fault wants it"; }

void Resolver::resolve(const Address& address, Done done) {
  done_ = std::move(done);
  deadline_.expires_after(look_up_time);
  deadline_.async_wait([self = shared_from_this(), host = address.host](boost::system::error_code error) {
    if (!error) self->finish({}, "the name " + host + " was not resolved within " + std::to_string(look_up_time.count()) + " s");
  });
  look_up(address);
}

void Resolver::look_up(const Address& address) {
  boost::system::error_code not_literal;
  const auto literal = asio::ip::make_address(address.host, not_literal);
  if (!not_literal) {
    asio::post(io_, [self = shared_from_this(), endpoint = Tcp::endpoint(literal, address.port)] { self->finish({endpoint}, {}); });
  } else if (address.is_mapped || names_.servers().empty()) {
    ask_this_pc(address);
  } else {
    ask_servers(address);
  }
}

void Resolver::ask_servers(const Address& address) {
  query_ = std::make_shared<DnsQuery>(io_);
  query_->ask(address.host, names_.servers(),
              [weak = weak_from_this(), address](const std::vector<asio::ip::address>& ips, const std::string& reason) {
                const auto self = weak.lock();
                if (!self) return;
                if (ips.empty())
                  return self->finish({}, "the servers of AT+CIPDNS do not resolve the name " + address.host + ": " + reason);
                std::vector<Tcp::endpoint> endpoints(ips.size());
                std::transform(ips.begin(), ips.end(), endpoints.begin(),
                               [&](const asio::ip::address& ip) { return Tcp::endpoint(ip, address.port); });
                self->found(address, std::move(endpoints));
              });
}

void Resolver::ask_this_pc(const Address& address) {
  resolver_.async_resolve(
      address.host, std::to_string(address.port),
      [self = shared_from_this(), address](boost::system::error_code error, const Tcp::resolver::results_type& results) {
        if (error) return self->finish({}, "the name " + address.host + " does not resolve: " + error.message());
        self->found(address, {results.begin(), results.end()});
      });
}

void Resolver::found(const Address& address, std::vector<Tcp::endpoint> endpoints) {
  if (!done_) return;
  const Address real = names_.map().find({endpoints.front().address().to_string(), address.port});
  const bool leads_on = address.port != 0 && !address.is_mapped && real.is_mapped;
  leads_on ? look_up(real) : finish(std::move(endpoints), {});
}

void Resolver::cancel() {
  done_ = nullptr;
  deadline_.cancel();
  resolver_.cancel();
  query_.reset();
}

void Resolver::finish(std::vector<Tcp::endpoint> endpoints, std::string reason) {
  const auto done = std::exchange(done_, nullptr);
  cancel();
  if (done) done(std::move(endpoints), std::move(reason));
}

}  // namespace espat::net
