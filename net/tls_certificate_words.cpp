#include "net/tls_certificate_words.hpp"

#include <openssl/x509v3.h>

#include <array>
#include <ctime>
#include <memory>
#include <vector>

namespace espat::net {
namespace {

using AlternativeNames = std::unique_ptr<GENERAL_NAMES, decltype([](GENERAL_NAMES* names) { GENERAL_NAMES_free(names); })>;

std::string text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)), static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string date(const std::tm& time, const char* format) {
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &time)};
}

std::string date_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? date(parts, "%Y-%m-%d") : "an unreadable date";
}

std::tm utc(std::time_t seconds) {
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return parts;
}

/// "CN=Somebody": the last part of a name that says anything.
std::string name_words(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at >= 0) return "CN=" + text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  std::array<char, 256> text{};
  return X509_NAME_oneline(name, text.data(), static_cast<int>(text.size()));
}

std::string address_words(const ASN1_OCTET_STRING* address) {
  const std::unique_ptr<char, decltype([](char* text) { OPENSSL_free(text); })> hexadecimal(i2s_ASN1_OCTET_STRING(nullptr, address));
  const unsigned char* byte = ASN1_STRING_get0_data(address);
  if (ASN1_STRING_length(address) != 4) return hexadecimal.get();
  return std::to_string(byte[0]) + "." + std::to_string(byte[1]) + "." + std::to_string(byte[2]) + "." + std::to_string(byte[3]);
}

std::string expiry_words(const std::string& whose, const std::string& expired_on, const std::tm& now) {
  return whose + " expired on " + expired_on + " and the module's clock says " + date(now, "%Y-%m-%d");
}

}  // namespace

std::string expiry_words(const std::string& whose, std::int64_t clock) {
  constexpr std::int64_t day = std::int64_t{24} * 60 * 60;
  return expiry_words(whose, date(utc(clock - day), "%Y-%m-%d"), utc(clock));
}

std::string name_mismatch_words(const std::string& whose, const std::string& names, const std::string& expected) {
  return whose + " is for " + names + " and not for " + expected;
}

std::string certificate_words(X509_STORE_CTX* chain, const std::string& whose, std::optional<std::int64_t> clock) {
  const int error = X509_STORE_CTX_get_error(chain);
  X509* certificate = X509_STORE_CTX_get_current_cert(chain);
  const bool is_its_own = X509_STORE_CTX_get_error_depth(chain) == 0;
  const std::string subject = is_its_own ? whose : "the CA certificate " + name_words(X509_get_subject_name(certificate));
  const std::tm now = utc(clock.value_or(0));
  const std::string clock_says = "the module's clock says " + date(now, "%Y-%m-%d");
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return expiry_words(subject, date_of(X509_get0_notAfter(certificate)), now);
    case X509_V_ERR_CERT_NOT_YET_VALID: {
      const bool was_never_set = now.tm_year == 70;
      return clock_says + ", before the validity of " + subject + " begins on " + date_of(X509_get0_notBefore(certificate)) +
             (was_never_set ? " (send AT+CIPSNTPCFG first)" : "");
    }
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return whose + " is signed by an unknown authority: " + name_words(X509_get_issuer_name(certificate));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return whose + " is signed by itself and not by the CA: " + name_words(X509_get_subject_name(certificate));
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return whose + " names " + name_words(X509_get_issuer_name(certificate)) + ", but the CA of that name has not signed it";
    default:
      return subject + " is refused: " + X509_verify_cert_error_string(error);
  }
}

bool is_certificate_for(X509* certificate, const std::string& host) {
  return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 || X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

std::string certificate_names(X509* certificate) {
  std::vector<std::string> names;
  const AlternativeNames alternatives(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(alternatives.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(alternatives.get(), i);
    if (name->type == GEN_DNS) names.push_back(text_of(name->d.dNSName));
    if (name->type == GEN_IPADD) names.push_back(address_words(name->d.iPAddress));
  }
  if (names.empty()) return name_words(X509_get_subject_name(certificate));
  std::string words = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) words += (i + 1 == names.size() ? " and " : ", ") + names[i];
  return words;
}

}  // namespace espat::net
