#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace espat::conformance {

/// What was under the AT code when a case was recorded.
enum class CaseKind {
  engine,  ///< a scripted MQTT client
  wire,    ///< the MQTT client library, a link and a small broker
  device,  ///< a scripted Wi-Fi driver, flash and settings store
  tcpip,   ///< scripted sockets, names, TLS results and station state
};

std::string_view name_of(CaseKind kind);
std::optional<CaseKind> kind_named(std::string_view name);

/// What a case says about its kind; none when it could be of any, as the steps that use no MQTT and no network.
std::optional<CaseKind> kind_of(const nlohmann::json& recorded_case);

}  // namespace espat::conformance
