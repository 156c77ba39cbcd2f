#include "at_engine/line_parser.hpp"

namespace espat::at {
namespace {

constexpr std::string_view terminator = "\r\n";
constexpr std::size_t most_parameters = 16;

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_name_character(char c) {
  c = to_upper(c);
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("!%-./:_").find(c) != std::string_view::npos;
}

std::string upper(std::string_view text) {
  std::string result;
  for (const char c : text) result += to_upper(c);
  return result;
}

/// Every comma separates, also inside quotes, unless a backslash protects it (at-core.md 4.1). No value when a backslash stands at the end.
std::optional<std::vector<std::string>> split_parameters(std::string_view text) {
  std::vector<std::string> parameters(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      parameters.emplace_back();
      continue;
    }
    parameters.back() += text[i];
    if (text[i] != '\\') continue;
    if (++i == text.size()) return std::nullopt;
    parameters.back() += text[i];
  }
  if (parameters.size() > most_parameters) return std::nullopt;
  return parameters;
}

ParsedLine failure(LineError error) { return {std::nullopt, error}; }

ParsedLine command(std::string_view name, Form form, std::vector<std::string> parameters = {}) {
  return {CommandLine{upper(name), form, std::move(parameters)}, {}};
}

}  // namespace

std::string_view name_of(Form form) {
  switch (form) {
    case Form::test:
      return "test";
    case Form::query:
      return "query";
    case Form::set:
      return "set";
    case Form::execute:
      break;
  }
  return "execute";
}

ParsedLine parse_line(std::string_view line, std::size_t longest) {
  if (line.size() > longest || line.size() < 4) return failure(LineError::no_at);
  if (to_upper(line[0]) != 'A' || to_upper(line[1]) != 'T') return failure(LineError::no_at);
  const std::string_view body = line.substr(2, line.size() - 2 - terminator.size());

  if (body.empty()) return command("", Form::execute);

  std::size_t end = !body.empty() && body[0] == '+' ? 1 : 0;
  while (end < body.size() && is_name_character(body[end])) ++end;
  const std::string_view name = body.substr(0, end);
  const std::string_view rest = body.substr(end);
  if (name.empty()) return failure(LineError::unsupported);

  if (rest.substr(0, 2) == "=?") return rest.size() == 2 ? command(name, Form::test) : failure(LineError::unsupported);
  if (rest.substr(0, 1) == "?") return rest.size() == 1 ? command(name, Form::query) : failure(LineError::unsupported);
  if (rest.substr(0, 1) == "=") {
    auto parameters = split_parameters(rest.substr(1));
    return parameters ? command(name, Form::set, std::move(*parameters)) : failure(LineError::unsupported);
  }
  // at-core.md 1.5, 7: whatever follows belongs to the name, as far as the first comma.
  return command(body.substr(0, body.find(',')), Form::execute);
}

}  // namespace espat::at
