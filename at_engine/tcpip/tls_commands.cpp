// CIPSSLCCONF, CIPSSLCCN, CIPSSLCSNI, CIPSSLCALPN, CIPSSLCPSK, CIPSSLCPSKHEX and CIPSSLCCIPHER (device-commands.md 6.3, 8.2).

#include <algorithm>
#include <array>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/hexadecimal.hpp"
#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {
namespace {

constexpr int highest_authentication = 3;
constexpr int highest_item_id = 255;
constexpr int most_tls_protocols = 5;
constexpr std::size_t longest_protocol = 200;
constexpr std::size_t longest_shared_key = 32;

Outcome query_tls_configuration(const Call& call) {
  const bool shows_one = call.module.profile.tcpip.single_link_shows_one && !call.module.tcpip.session.has_many_links;
  for (int id = 0; id < (shows_one ? 1 : all_links); ++id) {
    const TlsConfiguration& tls = call.module.settings.tcpip.tls.at(index_of(id));
    reply_line(call, std::to_string(id) + "," + std::to_string(tls.authentication) + "," + std::to_string(tls.certificate_id) + "," +
                         std::to_string(tls.ca_id));
  }
  return Result::ok;
}

bool is_missing(const Module& module, CertificateKind kind, int id) {
  const CertificateItem item = module.read_certificate("client", kind, id);
  const bool is_empty_item = item.content.has_value() && module.profile.tcpip.empty_certificates_count;
  return item.length == 0 && !is_empty_item;
}

void tell_what_is_missing(Module& module, const TlsConfiguration& tls) {
  const auto tell = [&module](CertificateKind kind, int id, std::string_view text) {
    if (is_missing(module, kind, id)) module.out.uart(std::string(text) + "\r\n");
  };
  if ((tls.authentication & TlsConfiguration::shows_certificate) != 0) {
    tell(CertificateKind::certificate, tls.certificate_id, "NO CERT FOUND");
    tell(CertificateKind::key, tls.certificate_id, "NO PRVT_KEY FOUND");
  }
  if ((tls.authentication & TlsConfiguration::verifies_server) != 0) tell(CertificateKind::ca, tls.ca_id, "NO CA FOUND");
}

/// AT+CIPMUX=0 has no link id, and sets all links in v2.1 (device-commands.md 6.3).
std::vector<int> configured_links(const Call& call, TcpipReader& in) {
  const bool sets_all = !call.module.tcpip.session.has_many_links && !call.module.profile.tcpip.single_link_shows_one;
  return sets_all ? std::vector{0, 1, 2, 3, 4} : in.links();
}

Outcome configure_tls(const Call& call) {
  TcpipReader in(call);
  const auto ids = configured_links(call, in);
  TlsConfiguration tls;
  tls.authentication = in.integer(0, highest_authentication);
  if (tls.authentication != 0) {
    in.require(in.has_more(), "it needs a certificate and a CA");
    tls.certificate_id = in.integer(0, highest_item_id);
    tls.ca_id = in.integer(0, highest_item_id);
  }
  in.end();
  if (in.failed()) return Result::error;
  tell_what_is_missing(call.module, tls);
  call.module.change_settings([&](Settings& settings) {
    for (const int id : ids) settings.tcpip.tls.at(index_of(id)) = tls;
  });
  return Result::ok;
}

/// Prints `id,text` of every link that has a text.
template <typename Shown>  // std::string(const TlsNames&), empty when there is none
Outcome query_names(const Call& call, Shown shown) {
  const TcpipSession& session = call.module.tcpip.session;
  for (int id = 0; id < (session.has_many_links ? all_links : 1); ++id) {
    const std::string text = shown(session.tls.at(index_of(id)));
    if (!text.empty()) reply_line(call, std::to_string(id) + text);
  }
  return Result::ok;
}

template <typename Change>  // void(TlsNames&)
Outcome change_names(const Call& call, const TcpipReader& in, const std::vector<int>& ids, Change change) {
  if (in.failed()) return Result::error;
  for (const int id : ids) change(call.module.tcpip.session.tls.at(index_of(id)));
  return Result::ok;
}

Outcome query_name(const Call& call, std::string TlsNames::*which) {
  return query_names(call, [which](const TlsNames& names) { return (names.*which).empty() ? std::string() : "," + names.*which; });
}

Outcome set_name(const Call& call, std::string TlsNames::*which) {
  TcpipReader in(call);
  const auto ids = in.links();
  const std::string name = in.text(0, call.module.profile.tcpip.longest_tls_name);
  in.end();
  return change_names(call, in, ids, [&](TlsNames& names) { names.*which = name; });
}

Outcome query_common_name(const Call& call) { return query_name(call, &TlsNames::common_name); }
Outcome set_common_name(const Call& call) { return set_name(call, &TlsNames::common_name); }
Outcome query_server_name(const Call& call) { return query_name(call, &TlsNames::server_name); }
Outcome set_tls_server_name(const Call& call) { return set_name(call, &TlsNames::server_name); }

Outcome query_protocols(const Call& call) {
  return query_names(call, [](const TlsNames& names) {
    std::string text;
    for (const std::string& protocol : names.protocols) text += "," + protocol;
    return text;
  });
}

Outcome set_tls_protocols(const Call& call) {
  TcpipReader in(call);
  const auto ids = in.links();
  const int count = in.integer(0, most_tls_protocols);
  in.require(call.parameters.size() == static_cast<std::size_t>(count) + (call.module.tcpip.session.has_many_links ? 2 : 1),
             "the count of protocols is not the number given");
  std::vector<std::string> protocols(static_cast<std::size_t>(count));
  for (std::string& protocol : protocols) protocol = in.text(0, longest_protocol);
  return change_names(call, in, ids, [&](TlsNames& names) { names.protocols = protocols; });
}

std::string shown_key(const TlsNames& names, bool is_hexadecimal) {
  if (names.shared_key.empty()) return {};
  if (!is_hexadecimal) return "," + names.shared_key + "," + names.shared_key_hint;
  std::string digits;
  for (const char c : names.shared_key) digits += hexadecimal(static_cast<unsigned char>(c), 2);
  return "," + digits + "," + names.shared_key_hint;
}

/// The bytes of hexadecimal digits; none when they are not.
std::optional<std::string> bytes_of(const std::string& digits) {
  constexpr std::string_view alphabet = "0123456789abcdef";
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char c = digits[i];
    const std::size_t value = alphabet.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (value == std::string_view::npos) return std::nullopt;
    if (i % 2 == 0) {
      bytes += static_cast<char>(value << 4U);
    } else {
      bytes.back() = static_cast<char>(static_cast<unsigned char>(bytes.back()) | value);
    }
  }
  return bytes;
}

Outcome set_key(const Call& call, bool is_hexadecimal) {
  TcpipReader in(call);
  const bool has_id = call.module.tcpip.session.has_many_links;
  in.require(has_id || call.parameters.size() == 2, "it takes a key and a hint");
  const auto ids = in.links();
  std::optional<std::string> key = in.text(0, is_hexadecimal ? 2 * longest_shared_key : longest_shared_key);
  const std::string hint = in.text(0, longest_shared_key);
  in.end();
  if (is_hexadecimal && !in.failed()) key = bytes_of(*key);
  in.require(key.has_value(), "the key is not of hexadecimal digits");
  return change_names(call, in, ids, [&](TlsNames& names) {
    names.shared_key = *key;
    names.shared_key_hint = hint;
  });
}

Outcome query_text_key(const Call& call) {
  return query_names(call, [](const TlsNames& names) { return shown_key(names, false); });
}
Outcome set_text_key(const Call& call) { return set_key(call, false); }
Outcome query_hexadecimal_key(const Call& call) {
  return query_names(call, [](const TlsNames& names) { return shown_key(names, true); });
}
Outcome set_hexadecimal_key(const Call& call) { return set_key(call, true); }

/// What the TLS library of the firmware can do, whatever was set.
Outcome query_ciphers(const Call& call) {
  reply_line(call, "0,0xC02B");
  return reply_line(call, "1,0xC02F");
}

Outcome set_ciphers(const Call& call) {
  constexpr int most_ciphers = 10;
  constexpr int highest_cipher = 0xffff;
  TcpipReader in(call);
  in.links();
  const int count = in.integer(0, most_ciphers);
  for (int i = 0; i < count; ++i) in.integer(0, highest_cipher);
  in.end();
  return in.failed() ? Result::error : Result::ok;
}

}  // namespace

std::span<const Command> tcpip_tls_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPSSLCCONF", .query = query_tls_configuration, .set = configure_tls},
      Command{.name = "+CIPSSLCCN", .query = query_common_name, .set = set_common_name},
      Command{.name = "+CIPSSLCSNI", .query = query_server_name, .set = set_tls_server_name},
      Command{.name = "+CIPSSLCALPN", .query = query_protocols, .set = set_tls_protocols},
  };
  return table;
}

std::span<const Command> tcpip_shared_key_command() {
  static constexpr std::array table{Command{.name = "+CIPSSLCPSK", .query = query_text_key, .set = set_text_key, .has_secrets = true}};
  return table;
}

std::span<const Command> tcpip_hexadecimal_key_command() {
  static constexpr std::array table{
      Command{.name = "+CIPSSLCPSKHEX", .query = query_hexadecimal_key, .set = set_hexadecimal_key, .has_secrets = true}};
  return table;
}

std::span<const Command> tcpip_cipher_command() {
  static constexpr std::array table{Command{.name = "+CIPSSLCCIPHER", .query = query_ciphers, .set = set_ciphers}};
  return table;
}

}  // namespace espat::at
