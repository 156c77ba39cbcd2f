#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/certificate_authority.hpp"
#include "tests/support/mosquitto.hpp"

namespace espat::test {

/// A moment at which all of them are valid, seconds since 1970.
constexpr std::int64_t june_2024 = 1'717'200'000;

/// A certificate's contents, valid from the first day of one year to that of another.
emulator::CertificateContents contents(std::string name, std::vector<std::string> hosts, int first_year = 2020, int last_year = 2037);

/// The authority that everyone in a test trusts ("Our CA"), and one that nobody does ("Their CA").
const emulator::CertificateAuthority& our_ca();
const emulator::CertificateAuthority& their_ca();

/// A server for 10.0.0.2, broker.example and 127.0.0.1.
emulator::Identity our_server(int first_year = 2020, int last_year = 2037);
emulator::Identity our_client();

/// TLS listeners of `server` that want clients of our CA.
Mosquitto::Options tls_broker(const emulator::Identity& server = our_server(), std::vector<std::string> lines = {});

}  // namespace espat::test
