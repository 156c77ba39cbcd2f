#pragma once

#include "at_engine/profile.hpp"

namespace espat::at {

const Profile& esp32_v2_1_0_0();

}  // namespace espat::at
