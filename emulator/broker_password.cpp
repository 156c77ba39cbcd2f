#include "emulator/broker_password.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <span>

namespace espat::emulator {
namespace {

constexpr int iterations = 101;  // as mosquitto_passwd takes them

std::string base64(std::span<const unsigned char> bytes) {
  std::string text(bytes.size() * 2, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

template <std::size_t size>
std::array<unsigned char, size> random_bytes() {
  std::array<unsigned char, size> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(size));
  return bytes;
}

}  // namespace

std::string random_password() {
  std::string text;
  for (const unsigned char byte : random_bytes<8>()) text += fmt::format("{:02x}", byte);
  return text;
}

std::string mosquitto_password_line(const std::string& user, const std::string& password) {
  const auto salt = random_bytes<12>();
  std::array<unsigned char, 64> hash{};
  PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()), iterations,
                    EVP_sha512(), static_cast<int>(hash.size()), hash.data());
  return fmt::format("{}:$7${}${}${}\n", user, iterations, base64(salt), base64(hash));
}

}  // namespace espat::emulator
