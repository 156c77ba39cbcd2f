#include "at_engine/commands/wifi_checks.hpp"

#include "at_engine/error_code.hpp"

namespace espat::at {

bool is_station(const Module& module) { return module.wifi.is_initialized && has_station(module.settings.wifi_mode); }

bool is_softap(const Module& module) { return module.wifi.is_initialized && has_softap(module.settings.wifi_mode); }

Outcome refuse_check(Module& module, std::uint32_t code, std::string_view why) {
  return module.profile.wifi.checks_have_codes ? refuse(module, code, why) : refuse(module, why);
}

Outcome refuse_count(const Call& call, std::uint32_t needed) {
  return refuse_check(call.module, error_code::parameter_count(needed, static_cast<std::uint32_t>(call.parameters.size())),
                      "it does not take this number of parameters");
}

Outcome refuse_without_station(Module& module) {
  return refuse_check(module, error_code::execution_failed, "the Wi-Fi mode has no station: send AT+CWMODE=1 first");
}

Outcome refuse_without_softap(Module& module) {
  return refuse_check(module, error_code::execution_failed, "the Wi-Fi mode has no soft-AP: send AT+CWMODE=2 first");
}

}  // namespace espat::at
