#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace espat::emulator {

/// Adds an option with one value, read by `set`, whose std::invalid_argument becomes the sentence that the user sees.
CLI::Option* with_value(CLI::App& app, const std::string& name, const std::string& value_name, const std::string& help,
                        std::function<void(const std::string& value)> set);

}  // namespace espat::emulator
