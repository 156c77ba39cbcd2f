#include "emulator/sweep_report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "emulator/visible.hpp"

namespace espat::emulator {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<Verdict, 6> verdicts{Verdict::passed, Verdict::hung,        Verdict::crashed,
                                          Verdict::failed, Verdict::not_reached, Verdict::could_not_run};

std::ptrdiff_t count(const std::vector<SweepResult>& results, Verdict verdict) {
  return std::count_if(results.begin(), results.end(), [verdict](const SweepResult& result) { return result.verdict == verdict; });
}

std::string dumped(const Json& object) { return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

/// The latest lines of a text, each behind a margin.
std::string tail(std::string_view text, std::size_t lines, std::string_view margin) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::size_t begin = text.size();
  for (std::size_t i = 0; i < lines && begin > 0; ++i) {
    const std::size_t end = text.rfind('\n', begin - 1);
    begin = end == std::string_view::npos ? 0 : end;
  }
  if (begin < text.size() && text[begin] == '\n') ++begin;
  std::string shown;
  for (text.remove_prefix(begin); !text.empty();) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    shown += fmt::format("{}{}\n", margin, text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return shown;
}

/// The command and what happens, or why nothing could.
std::string story(const SweepResult& result) {
  if (result.verdict == Verdict::could_not_run) return tail(result.suite.report, 1, "");
  constexpr std::size_t longest = 60;
  const std::string command = visible(result.point.command);
  return fmt::format("{}{} {}\n", command.substr(0, longest), command.size() > longest ? "..." : "", result.point.deed);
}

std::string row(const SweepResult& result, std::size_t width) {
  return fmt::format("{:<17} {:>5}  {:>6.1f} s  {:<{}}  {}", words(result), result.lines, result.suite.seconds, result.point.name, width,
                     story(result));
}

/// What was said last at the smallest reproduction.
std::string end_of(const SweepResult& result) {
  std::string text = fmt::format("\n{}: the last lines of the UART:\n{}", result.point.name, tail(result.suite.history, 12, ""));
  if (!result.suite.command_output.empty()) text += "the firmware wrote last:\n" + tail(result.suite.command_output, 5, "  ");
  return text;
}

}  // namespace

std::string summary(const std::vector<SweepResult>& results, double seconds, std::size_t left_out) {
  std::string text = fmt::format("{} run{} in {:.0f} s:", results.size(), results.size() == 1 ? "" : "s", seconds);
  for (const Verdict verdict : verdicts) {
    const std::ptrdiff_t number = count(results, verdict);
    if (number > 0 || verdict == Verdict::passed) text += fmt::format(" {} {},", number, name(verdict));
  }
  text.pop_back();
  if (left_out > 0) text += fmt::format("; left out at later occurrences of a command line: {} (--occurrences)", left_out);
  return text + "\n";
}

std::string table(const std::vector<SweepResult>& results) {
  std::size_t width = 0;
  for (const SweepResult& result : results) {
    if (result.verdict != Verdict::passed) width = std::max(width, result.point.name.size());
  }
  if (width == 0) return "";
  constexpr std::string_view heading = "fault point";
  width = std::max(width, heading.size());
  std::string text = fmt::format("{:<17} {:>5}  {:>8}  {:<{}}  {}\n", "verdict", "lines", "time", heading, width, "what happens");
  for (const SweepResult& result : results) {
    if (result.verdict != Verdict::passed) text += row(result, width);
  }
  return is_finding(results.front()) ? text + end_of(results.front()) : text;
}

std::string json_line(const SweepResult& result) {
  Json line{{"event", "point"},
            {"name", result.point.name},
            {"policy", result.point.policy},
            {"command", result.point.command},
            {"occurrence", result.point.occurrence},
            {"deed", result.point.deed},
            {"verdict", name(result.verdict)},
            {"status", nullptr},
            {"lines", result.lines},
            {"seconds", result.suite.seconds},
            {"output", result.suite.command_output}};
  if (result.suite.command_status) line["status"] = *result.suite.command_status;
  return dumped(line);
}

std::string json_summary(const std::vector<SweepResult>& results, double seconds, std::uint64_t seed, std::size_t left_out) {
  Json line{{"event", "sweep"}, {"runs", results.size()}, {"left_out", left_out}, {"seconds", seconds}, {"seed", seed}};
  for (const Verdict verdict : verdicts) line[std::string(name(verdict))] = count(results, verdict);
  return dumped(line);
}

SweepProgress::SweepProgress(std::size_t runs) : is_shown_(isatty(STDERR_FILENO) != 0), runs_(runs) {}

SweepProgress::~SweepProgress() {
  if (is_shown_) std::cerr << "\r\x1b[K" << std::flush;
}

void SweepProgress::ended(const SweepResult& result) {
  ++ended_;
  if (is_finding(result)) ++findings_;
  if (is_shown_) std::cerr << fmt::format("\r\x1b[K{} of {} runs, {} findings", ended_, runs_, findings_) << std::flush;
}

}  // namespace espat::emulator
