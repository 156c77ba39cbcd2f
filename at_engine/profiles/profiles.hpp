#pragma once

#include "at_engine/profile.hpp"

namespace espat::at {

const Profile& esp32_v2_1_0_0();
const Profile& esp8266_v2_1_0_0();
const Profile& document_v2_1_0_0();
const Profile& esp32c3_v3_3_0_0();
const Profile& esp32c3_v4_1_0_0();
const Profile& esp32c3_v5_0_0_0();

}  // namespace espat::at
