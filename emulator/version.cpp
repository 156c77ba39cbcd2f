#include "emulator/version.hpp"

#include <MQTTAsync.h>
#include <ares.h>
#include <fmt/format.h>
#include <mqtt/async_client.h>
#include <openssl/crypto.h>

#include <boost/version.hpp>
#include <string_view>

namespace espat::emulator {
namespace {

std::string paho_c_version() {
  for (const MQTTAsync_nameValue* entry = MQTTAsync_getVersionInfo(); entry->name != nullptr; ++entry) {
    if (std::string_view(entry->name) == "Version") return entry->value;
  }
  return "unknown";
}

}  // namespace

std::string version_text() {
  const auto paho = mqtt::VERSION;
  return fmt::format("espat {}\nPaho MQTT C++ {}.{}.{}, C {}\nOpenSSL {}\nBoost {}.{}.{}\nc-ares {}\n", ESPAT_VERSION, paho >> 24,
                     paho >> 16 & 0xff, paho >> 8 & 0xff, paho_c_version(), OpenSSL_version(OPENSSL_VERSION_STRING), BOOST_VERSION / 100000,
                     BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, ares_version(nullptr));
}

}  // namespace espat::emulator
