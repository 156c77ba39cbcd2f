#include "scenarios/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace espat::scenarios {
namespace {

/// Text inside an element or an attribute. XML 1.0 has no way to write most control bytes.
std::string escaped(std::string_view text) {
  std::string xml;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '&') {
      xml += "&amp;";
    } else if (character == '<') {
      xml += "&lt;";
    } else if (character == '>') {
      xml += "&gt;";
    } else if (character == '"') {
      xml += "&quot;";
    } else if (byte < 0x20 && character != '\n' && character != '\t') {
      xml += fmt::format("\\x{:02x}", byte);
    } else {
      xml += character;
    }
  }
  return xml;
}

bool is_failure(const Suite& suite) { return suite.result == Suite::Result::failed || suite.result == Suite::Result::timed_out; }
bool is_error(const Suite& suite) {
  return suite.result == Suite::Result::environment_failed || suite.result == Suite::Result::command_failed;
}
bool is_skipped(const Suite& suite) { return suite.result == Suite::Result::skipped; }

std::string verdict(const Suite& suite) {
  const std::string_view element = is_failure(suite) ? "failure" : is_error(suite) ? "error" : is_skipped(suite) ? "skipped" : "";
  if (element.empty()) return "";
  const std::string first_line = suite.report.substr(0, suite.report.find('\n'));
  if (is_skipped(suite)) return fmt::format("      <skipped message=\"{}\"/>\n", escaped(first_line));
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", element, name(suite.result), escaped(first_line),
                     escaped(suite.report));
}

}  // namespace

std::string_view name(Suite::Result result) {
  static constexpr std::array<std::string_view, 6> names{"passed", "failed", "timed out", "skipped", "could not run", "command failed"};
  return names[static_cast<std::size_t>(result)];
}

std::string junit_xml(const std::vector<Suite>& suites) {
  const auto counts = [&](bool (*is)(const Suite&)) { return std::count_if(suites.begin(), suites.end(), is); };
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format("<testsuites name=\"espat\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n", suites.size(),
                     counts(is_failure), counts(is_error), counts(is_skipped));
  for (const Suite& suite : suites) {
    xml += fmt::format("  <testsuite name=\"{}\" tests=\"1\" failures=\"{:d}\" errors=\"{:d}\" skipped=\"{:d}\" time=\"{:.3f}\">\n",
                       escaped(suite.file), is_failure(suite), is_error(suite), is_skipped(suite), suite.seconds);
    xml += fmt::format("    <properties><property name=\"seed\" value=\"{}\"/></properties>\n", suite.seed);
    xml += fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\">\n{}", escaped(suite.name), escaped(suite.file),
                       suite.seconds, verdict(suite));
    xml += fmt::format("      <system-out>{}</system-out>\n    </testcase>\n  </testsuite>\n", escaped(suite.history));
  }
  return xml + "</testsuites>\n";
}

}  // namespace espat::scenarios
