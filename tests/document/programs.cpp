#include "tests/document/programs.hpp"

#include <array>
#include <cstdio>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace espat::document {
namespace {

std::vector<std::string> output_lines(const std::string& program, const std::string& options) {
  std::FILE* pipe = popen(("'" + program + "' " + options).c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error(program + " cannot be started: build it first");
  std::string text;
  std::array<char, 4096> buffer{};
  for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) text.append(buffer.data(), size);
  pclose(pipe);  // both programs say with their exit code what their output says too
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

/// The number that stands before `word`; 0 when it is not there.
int count_of(const std::string& text, const std::string& word) {
  std::smatch match;
  return std::regex_search(text, match, std::regex("(\\d+) " + word)) ? std::stoi(match[1]) : 0;
}

}  // namespace

std::vector<std::string> test_names(const std::string& program) {
  auto names = output_lines(program, "--list-test-names-only");
  if (names.empty()) throw std::runtime_error(program + " lists no tests: build it first");
  return names;
}

std::vector<CaseCounts> run_conformance(const std::string& program) {
  static const std::regex row(R"((\S+\.jsonl), (\S+): (.*))");
  static const std::regex not_run(R"((\d+) not run (\(.*\)))");
  std::vector<CaseCounts> all;
  for (const std::string& line : output_lines(program, "--strict --log --trace --show 0")) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    const std::string results = match[3];
    CaseCounts counts{match[1], match[2], count_of(results, "passed"), count_of(results, "failed"), count_of(results, "excluded"), {}};
    if (std::smatch reason; std::regex_search(results, reason, not_run)) counts.not_run = reason[1].str() + " " + reason[2].str();
    all.push_back(std::move(counts));
  }
  if (all.empty()) throw std::runtime_error(program + " tells of no recorded case: build it first");
  return all;
}

}  // namespace espat::document
