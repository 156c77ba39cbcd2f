#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espat::at {

enum class Form { test, query, set, execute };

/// "query", "set", ...
std::string_view name_of(Form form);

/// A line that is formed like a command (at-core.md 1.5). Whether there is such a command is not known here.
struct CommandLine {
  std::string name;  ///< upper case, with its '+': "+MQTTPUB", "E0"; empty for "AT" alone
  Form form = Form::execute;
  std::vector<std::string> parameters;  ///< as typed, escapes in place; empty unless the form is set
};

/// Why a line is no command.
enum class LineError {
  no_at,        ///< 0x0103: empty, over 256 bytes, or not starting with AT
  unsupported,  ///< 0x0109: something after '?' or '=?', or a line that the parser loses its way in
};

struct ParsedLine {
  std::optional<CommandLine> command;
  LineError error = LineError::no_at;  ///< set when there is no command
};

/// Parses one line including its "\r\n"; one of more than `longest` bytes is no command (at-core.md 1.4).
ParsedLine parse_line(std::string_view line, std::size_t longest = 256);

}  // namespace espat::at
