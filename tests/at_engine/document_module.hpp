#pragma once

#include <string>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {

/// The profile that answers as the document "MQTT AT Commands" of v2.1.0.0 reads.
inline const Profile& document() { return document_v2_1_0_0(); }

/// The answer of a command that fails with an MQTT code, as the document prints it.
inline std::string short_error(const std::string& digits) { return core_code("0000" + digits) + error; }

}  // namespace espat::at
