#pragma once

#include "at_engine/tls_credentials.hpp"

struct ssl_ctx_st;

namespace espat::net {

/// Puts CA, certificate and key, each in PEM or DER, into a context. @throws TlsMaterialError that says which of them is wrong, and how
void load_material(ssl_ctx_st* context, const at::TlsCredentials& credentials);

}  // namespace espat::net
