#pragma once

#include <cstddef>
#include <string>

namespace espat::net {

/// The types of MQTT packets that matter on the way (MQTT 3.1.1, 2.2.1).
enum class PacketType : unsigned char {
  connack = 2,
  publish = 3,
  puback = 4,
  pubrec = 5,
  pubcomp = 7,
  subscribe = 8,
  suback = 9,
  unsubscribe = 10,
  unsuback = 11,
  pingresp = 13,
};

/// The fixed header of an MQTT packet as it comes in: the type with its flags, and the length of the rest (MQTT 3.1.1, 2.2).
class PacketHeader {
 public:
  /// Takes the next byte while the header is not complete.
  void add(char byte) {
    bytes_ += byte;
    const bool is_length = bytes_.size() > 1;
    const auto value = static_cast<unsigned char>(byte);
    if (is_length) body_size_ |= (value & 0x7fU) << 7U * (bytes_.size() - 2);
    is_complete_ = is_length && ((value & 0x80U) == 0 || bytes_.size() == longest);
  }
  bool is_complete() const { return is_complete_; }

  const std::string& bytes() const { return bytes_; }
  PacketType type() const { return static_cast<PacketType>(static_cast<unsigned char>(bytes_.front()) >> 4U); }
  /// Of a PUBLISH.
  int qos() const { return bytes_.front() >> 1 & 3; }
  std::size_t body_size() const { return body_size_; }

 private:
  static constexpr std::size_t longest = 5;

  std::string bytes_;
  std::size_t body_size_ = 0;
  bool is_complete_ = false;
};

}  // namespace espat::net
