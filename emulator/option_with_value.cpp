#include "emulator/option_with_value.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "emulator/failure.hpp"

namespace espat::emulator {

CLI::Option* with_value(CLI::App& app, const std::string& name, const std::string& value_name, const std::string& help,
                        std::function<void(const std::string& value)> set) {
  const auto read = [name, set = std::move(set)](const std::vector<std::string>& values) {
    try {
      for (const std::string& value : values) set(value);
    } catch (const std::invalid_argument& error) {
      throw Failure(ExitCode::bad_command_line, fmt::format("{}: {}", name, error.what()));
    }
  };
  return app.add_option_function<std::vector<std::string>>(name, read, help)->type_name(value_name)->allow_extra_args(false)->expected(1);
}

}  // namespace espat::emulator
