#pragma once

#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace espat::test {

/// What was said on the UART, as a JUnit file has it: its lines without their times and without the properties, which name the seed.
inline std::vector<std::string> transcript_lines(const std::string& junit) {
  const std::regex times("( time=\"[0-9.]+\"|  +[0-9]+\\.[0-9]{6}  )");
  std::vector<std::string> lines;
  std::ifstream file(junit);
  for (std::string line; std::getline(file, line);) {
    if (line.find("<properties>") == std::string::npos) lines.push_back(std::regex_replace(line, times, " "));
  }
  return lines;
}

}  // namespace espat::test
