#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/tls_fault.hpp"

namespace espat::net {

class ByteStream;

/// What happens to the connections that a fault strikes. Each member is one kind of fault; the others are as nothing.
struct LinkFault {
  std::string name;                                  ///< to tell it from others
  std::function<bool()> strikes;                     ///< asked once for each connection; of `fails_names` for each look-up
  bool fails_names = false;                          ///< a name is not found
  bool refuses = false;                              ///< the connection is not accepted
  bool swallows = false;                             ///< nothing arrives in either direction, and nobody is told
  std::function<std::chrono::microseconds()> delay;  ///< of each piece of data, in addition to what it takes anyway
  std::int64_t bandwidth = 0;                        ///< bytes a second in each direction; 0: as many as there are
  std::optional<std::int64_t> limit;                 ///< the connection breaks after so many bytes of both directions
  std::optional<TlsFault> tls;                       ///< why TLS does not come about
  int http_status = 0;                               ///< how the upgrade to WebSocket is refused; 0: it is not
  bool holds_acknowledgements = false;               ///< the broker's, until the fault ends
  std::function<std::optional<std::string>(std::string packet)> answers;  ///< what comes instead of an acknowledgement; none: nothing

  /// Whether it can do anything to datagrams.
  bool acts_on_datagrams() const { return refuses || swallows || delay || bandwidth > 0; }
};

/// Which connection a link is.
struct LinkName {
  enum class Kind { mqtt, socket, http, udp, ping, sntp };
  Kind kind = Kind::mqtt;
  std::uint32_t number = 0;  ///< of an MQTT attempt, a socket or a question, as the engine counts them
  std::string peer;          ///< "broker:1883", as the module knows it; empty for UDP

  bool is_of_datagrams() const { return kind >= Kind::udp; }
};

/// Connections that the module has given up, and whose peers do not know.
using KeptStreams = std::vector<std::shared_ptr<ByteStream>>;

/// One connection with the faults that have struck it.
class Link {
 public:
  struct Events {
    std::function<void()> changed;  ///< a fault has come or gone
    std::function<void()> reset;    ///< the connection is to be reset
    std::function<void()> close;    ///< the broker is to close the connection
  };
  using Fault = std::shared_ptr<const LinkFault>;

  Link(LinkName name, Events events, std::shared_ptr<KeptStreams> kept)
      : name_(std::move(name)), events_(std::move(events)), kept_(std::move(kept)) {}

  const LinkName& name() const { return name_; }
  /// Of the faults that have struck it and stand.
  std::vector<std::string> faults() const;

  bool refuses() const;
  bool swallows() const;
  bool holds_acknowledgements() const;
  bool acts_on_acknowledgements() const;
  std::optional<TlsFault> tls() const;
  int http_status() const;
  /// Whether data takes longer than without faults.
  bool slows() const;
  std::chrono::microseconds delay() const;
  /// Bytes a second; 0: as many as there are.
  std::int64_t bandwidth() const;
  /// How many of the next `size` bytes may pass before the connection breaks.
  std::size_t admit(std::size_t size);
  bool is_used_up() const { return is_used_up_; }
  /// What becomes of an acknowledgement.
  std::optional<std::string> answer(std::string packet) const;

  /// The module gives this connection up, and its peer hears of it when nothing is swallowed any more.
  void keep(std::shared_ptr<ByteStream> stream) { kept_->push_back(std::move(stream)); }

  void strike(const Fault& fault);
  void release(const Fault& fault);
  void reset() { events_.reset(); }
  void close() { events_.close(); }

 private:
  struct Struck {
    Fault fault;
    std::int64_t left;  ///< bytes of its limit
  };

  const LinkName name_;
  Events events_;
  std::shared_ptr<KeptStreams> kept_;
  std::vector<Struck> struck_;
  bool is_used_up_ = false;
};

}  // namespace espat::net
