#pragma once

#include <optional>

#include "at_engine/tls_credentials.hpp"

namespace espat::at {

class Module;

/// What link `id` shows and checks as AT+CIPSSLCCONF and its neighbours want it; none when an item of the flash is missing.
std::optional<TlsCredentials> client_credentials(const Module& module, int id);

/// The server's own certificate and key.
TlsCredentials server_credentials(const Module& module, bool verifies_clients);

}  // namespace espat::at
