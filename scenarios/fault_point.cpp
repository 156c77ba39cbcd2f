#include "scenarios/fault_point.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

constexpr std::array<std::string_view, 5> standing{"seed", "device", "broker", "faults", "on"};

/// The key that a line begins, when it stands at the left margin.
std::string_view top_key(std::string_view line) {
  constexpr std::string_view inside = " \r\n-#}]";
  return inside.find(line.front()) != std::string_view::npos ? "" : line.substr(0, line.find(':'));
}

}  // namespace

bool is_reached(const FaultPoint& point, const Dialogue& dialogue) {
  const Exchange* exchange = dialogue.find(point.command, point.occurrence);
  return exchange != nullptr && exchange->writes.size() >= point.writes;
}

std::string scenario_text(const FaultPoint& point, const SweepBase& base) {
  return fmt::format("scenario: {}\nversion: 1\ntimeout: {}\n{}steps:\n{}", quoted(point.command + " " + point.deed),
                     to_string(base.timeout), base.sections, point.steps);
}

std::string standing_sections(std::string_view yaml) {
  std::string sections;
  bool counts = false;
  while (!yaml.empty()) {
    const std::string_view line = yaml.substr(0, std::min(yaml.find('\n'), yaml.size() - 1) + 1);
    if (const std::string_view key = top_key(line); !key.empty()) {
      counts = std::find(standing.begin(), standing.end(), key) != standing.end();
    }
    if (counts) sections += line;
    yaml.remove_prefix(line.size());
  }
  if (!sections.empty() && !sections.ends_with('\n')) sections += '\n';
  return sections;
}

std::string quoted(std::string_view bytes) {
  std::string text = "\"";
  for (const char character : visible(bytes)) {
    if (character == '"') text += '\\';
    text += character;
  }
  return text + '"';
}

}  // namespace espat::scenarios
