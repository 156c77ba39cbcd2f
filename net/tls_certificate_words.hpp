#pragma once

#include <cstdint>
#include <optional>
#include <string>

struct x509_st;
struct x509_store_ctx_st;

namespace espat::net {

/// What is wrong with a chain that OpenSSL has refused, as a sentence part.
/// @param whose  "the server's certificate"
/// @param clock  the module's, seconds since 1970
std::string certificate_words(x509_store_ctx_st* chain, const std::string& whose, std::optional<std::int64_t> clock);

/// The same for a certificate that has expired the day before.
std::string expiry_words(const std::string& whose, std::int64_t clock);

/// Whom a certificate is for, and whom it should be for.
std::string name_mismatch_words(const std::string& whose, const std::string& names, const std::string& expected);

/// Whether a certificate is for a name or an IP address: by its alternative names, else by its common name.
bool is_certificate_for(x509_st* certificate, const std::string& host);

/// "a.example, *.b.example and 10.0.0.2": whom a certificate is for.
std::string certificate_names(x509_st* certificate);

}  // namespace espat::net
