#pragma once

#include <functional>
#include <memory>
#include <string>

#include "at_engine/inputs.hpp"
#include "net/address_map.hpp"
#include "net/asio.hpp"
#include "net/http_response.hpp"
#include "net/link_options.hpp"
#include "net/stream_socket.hpp"

namespace espat::net {

/// One HTTP request and its response, over TCP or TLS.
class HttpClient : public std::enable_shared_from_this<HttpClient> {
 public:
  /// HttpConnected, HttpStarted, HttpBody, HttpEnded. Called from the io_context, never from within a call of this object; it may destroy
  /// it.
  using Report = std::function<void(at::Input)>;

  /// `io`, `names` and `faults` outlive it.
  HttpClient(asio::io_context& io, const LinkOptions& options, const Names& names, LinkFaults& faults, Report report);

  /// `where` is where the host really is.
  void request(const at::HttpRequest& request, const Address& where);
  void pause(bool on) { socket_->pause(on); }
  /// Nothing is reported any more.
  void cancel();

 private:
  void handle(const at::Input& input);
  void read(const std::string& bytes);
  void report(at::Input input);
  void finish(bool failed, std::string reason = {});

  asio::io_context& io_;
  LinkFaults& faults_;
  Report report_;
  std::shared_ptr<StreamSocket> socket_;
  std::unique_ptr<HttpResponse> response_;
  std::string request_;  ///< as it goes out
  std::size_t read_size_ = 0;
};

}  // namespace espat::net
