#pragma once

namespace espat::net {

/// What a client finds wrong with a server, whatever its certificate says. What the client does not look at does not matter.
enum class TlsFault {
  expired,           ///< the certificate, the day before
  wrong_host,        ///< the certificate is for somebody else
  unknown_ca,        ///< the certificate, as if the client trusted nobody
  no_shared_cipher,  ///< the client offers what no server takes
};

}  // namespace espat::net
