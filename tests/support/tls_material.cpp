#include "tests/support/tls_material.hpp"

#include <chrono>
#include <utility>

namespace espat::test {

using emulator::CertificateAuthority;
using emulator::CertificateContents;
using emulator::Identity;

CertificateContents contents(std::string name, std::vector<std::string> hosts, int first_year, int last_year) {
  const auto new_year = [](int year) { return std::chrono::sys_days(std::chrono::year(year) / 1 / 1); };
  return {std::move(name), std::move(hosts), new_year(first_year), new_year(last_year)};
}

const CertificateAuthority& our_ca() {
  static const CertificateAuthority made(contents("Our CA", {}, 2000, 2045));
  return made;
}

const CertificateAuthority& their_ca() {
  static const CertificateAuthority made(contents("Their CA", {}, 2000, 2045));
  return made;
}

Identity our_server(int first_year, int last_year) {
  return our_ca().issue(contents("server", {"broker.example", "10.0.0.2", "127.0.0.1"}, first_year, last_year));
}

Identity our_client() { return our_ca().issue(contents("module", {})); }

Mosquitto::Options tls_broker(const Identity& server, std::vector<std::string> lines) {
  Mosquitto::Options options;
  options.websocket = true;
  options.tls = Mosquitto::Tls{server.certificate, server.key, our_ca().certificate(), std::move(lines)};
  return options;
}

}  // namespace espat::test
