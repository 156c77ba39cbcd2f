#include "at_engine/profiles/profiles.hpp"

#include <algorithm>
#include <array>

namespace espat::at {

std::span<const Profile* const> profiles() {
  static const std::array all{&esp32_v2_1_0_0(),   &esp8266_v2_1_0_0(), &document_v2_1_0_0(),
                              &esp32c3_v3_3_0_0(), &esp32c3_v4_1_0_0(), &esp32c3_v5_0_0_0()};
  return all;
}

const Profile* find_profile(std::string_view name) {
  const auto all = profiles();
  const auto found = std::find_if(all.begin(), all.end(), [name](const Profile* profile) { return profile->name == name; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace espat::at
