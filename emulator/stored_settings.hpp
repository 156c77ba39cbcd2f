#pragma once

#include <string>

#include "at_engine/flash/manufacturing_data.hpp"
#include "at_engine/settings.hpp"

namespace espat::emulator {

// The module's stored settings and manufacturing data as JSON for people to read. Each character of a text stands for one byte, U+0000 to
// U+00FF.

std::string settings_json(const at::Settings& settings);
/// What is not there is as in `factory`. Throws std::exception with what is wrong.
at::Settings read_settings(const std::string& json, const at::Settings& factory);

std::string manufacturing_json(const at::ManufacturingData& data);
/// Throws std::exception with what is wrong.
at::ManufacturingData read_manufacturing(const std::string& json);

}  // namespace espat::emulator
