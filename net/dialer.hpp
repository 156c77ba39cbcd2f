#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "at_engine/socket_link.hpp"
#include "net/address_map.hpp"
#include "net/asio.hpp"
#include "net/resolver.hpp"
#include "net/stream.hpp"
#include "net/tls_fault.hpp"

namespace espat::net {

/// Makes one connection: finds the address, connects TCP, and then TLS if there are credentials.
class Dialer : public std::enable_shared_from_this<Dialer> {
 public:
  using Connected = std::function<void(std::shared_ptr<Stream>)>;
  using Failed = std::function<void(at::SocketOpenFailed::Cause, std::string reason)>;

  /// `names` outlives it.
  Dialer(asio::io_context& io, const Names& names);

  /// Connects to where the remote address of `open` really is. Exactly one of the two is called, never from within this call, unless
  /// `cancel` comes first.
  void dial(const at::SocketOpen& open, const Address& where, std::optional<TlsFault> fault, Connected connected, Failed failed);

  void cancel();

 private:
  void connect(const Address& address, const std::vector<Tcp::endpoint>& endpoints);
  void start_tls(Tcp::socket socket);
  void succeed(std::shared_ptr<Stream> stream);
  void fail(at::SocketOpenFailed::Cause cause, std::string reason);

  asio::io_context& io_;
  std::shared_ptr<Resolver> resolver_;
  Tcp::socket socket_;
  std::string host_;
  std::optional<at::TlsCredentials> tls_;
  std::optional<TlsFault> fault_;
  std::shared_ptr<Stream> stream_;  ///< during the TLS handshake
  Connected connected_;
  Failed failed_;
};

}  // namespace espat::net
