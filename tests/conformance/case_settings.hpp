#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace espat::conformance {

/// The numbers that a case sets for its scripted client or its broker, by name, each with a default.
class CaseSettings {
 public:
  using Values = std::map<std::string, int, std::less<>>;

  explicit CaseSettings(Values defaults) : values_(std::move(defaults)) {}

  /// Of the scripted MQTT client.
  static CaseSettings of_client();
  /// Of the small broker and the way to it.
  static CaseSettings of_broker();
  /// Of the Wi-Fi driver, the air around it and the flash.
  static CaseSettings of_device();
  /// Of the scripted sockets, names and peers.
  static CaseSettings of_network();

  /// Throws std::invalid_argument for a name that has no default: the case asks for something nobody would do.
  void change(const Values& changes);
  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  int operator[](std::string_view name) const { return values_.find(name)->second; }

 private:
  Values values_;
};

}  // namespace espat::conformance
