#include "tests/conformance/comparison.hpp"

#include <algorithm>
#include <vector>

#include "tests/conformance/byte_string.hpp"

namespace espat::conformance {
namespace {

constexpr std::size_t longest_line = 200;  ///< of a write as it is shown

std::string time_column(at::Time time) {
  std::string text = std::to_string(time.count());
  return std::string(text.size() < 8 ? 8 - text.size() : 0, ' ') + text + "  ";
}

std::string shown(std::string_view bytes) {
  const std::string text = visible(bytes);
  return text.size() <= longest_line ? text : text.substr(0, longest_line) + "... (" + std::to_string(bytes.size()) + " bytes)";
}

std::size_t first_difference(std::string_view a, std::string_view b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

/// The writes, one a line, with a caret under byte `at` of their concatenation.
std::string shown_writes(const std::vector<Write>& writes, std::size_t at) {
  std::string text;
  bool marked = false;
  for (const Write& write : writes) {
    text += "  " + time_column(write.time) + shown(write.bytes) + "\n";
    if (!marked && at < write.bytes.size()) {
      const std::size_t column = std::min(visible(std::string_view(write.bytes).substr(0, at)).size(), longest_line);
      text += "  " + time_column(write.time) + std::string(column, ' ') + "^\n";
      // Only the caret stands in that line.
      const std::size_t line = text.rfind('\n', text.size() - 2) + 1;
      std::replace_if(
          text.begin() + static_cast<std::ptrdiff_t>(line), text.end(), [](char c) { return c >= '0' && c <= '9'; }, ' ');
      marked = true;
    }
    at -= std::min(at, write.bytes.size());
  }
  if (!marked) text += "  " + std::string(10, ' ') + "^ ends here\n";
  return text;
}

std::string shown_pair(std::string_view what, const std::string& expected, const std::string& received) {
  return std::string(what) + ", expected:\n" + expected + std::string(what) + ", received:\n" + received;
}

std::string shown_log_lines(const std::string& log, std::size_t at) {
  const std::size_t column = visible(std::string_view(log).substr(0, at)).size();
  const std::size_t begin = column > longest_line / 2 ? column - longest_line / 2 : 0;
  return "  " + visible(log).substr(begin, longest_line) + "\n  " + std::string(column - begin, ' ') + "^\n";
}

std::string shown_calls(const std::vector<ClientCall>& calls, std::size_t at) {
  std::string text;
  for (std::size_t i = 0; i < calls.size(); ++i) text += (i == at ? "> " : "  ") + calls[i].text + (calls[i].is_cut ? " (cut)" : "") + "\n";
  return text.empty() ? "  none\n" : text;
}

bool same_writes(const std::vector<Write>& a, const std::vector<Write>& b, bool timed) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [timed](const Write& x, const Write& y) { return x.bytes == y.bytes && (!timed || x.time == y.time); });
}

std::optional<std::string> difference_of_writes(const RecordedCase& recorded_case, const Recording& expected, const Recording& received,
                                                bool strict) {
  const std::string expected_bytes = expected.bytes();
  const std::string received_bytes = received.bytes();
  const bool same = expected_bytes == received_bytes && (!strict || same_writes(expected.writes, received.writes, !recorded_case.untimed));
  if (same) return std::nullopt;
  const std::size_t at = first_difference(expected_bytes, received_bytes);
  return shown_pair(expected_bytes == received_bytes ? "AT UART (same bytes, other writes or times)" : "AT UART",
                    shown_writes(expected.writes, at), shown_writes(received.writes, at));
}

std::optional<std::string> difference_of_logs(const Recording& expected, const Recording& received) {
  if (expected.log == received.log) return std::nullopt;
  const std::size_t at = first_difference(expected.log, received.log);
  return shown_pair("log UART", shown_log_lines(expected.log, at), shown_log_lines(received.log, at));
}

std::optional<std::string> difference_of_calls(const Recording& expected, const Recording& received) {
  const auto [here, there] = std::mismatch(expected.calls.begin(), expected.calls.end(), received.calls.begin(), received.calls.end(),
                                           [](const ClientCall& recorded, const ClientCall& call) { return recorded.matches(call); });
  if (here == expected.calls.end() && there == received.calls.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(here - expected.calls.begin());
  return shown_pair("calls on the MQTT client", shown_calls(expected.calls, at), shown_calls(received.calls, at));
}

constexpr std::size_t most_recorded_bytes = 600;

bool is_same_sending(const Write& expected, const Write& received, bool timed) {
  return expected.bytes == received.bytes.substr(0, most_recorded_bytes) && (!timed || expected.time == received.time);
}

std::optional<std::string> difference_of_sent(const RecordedCase& recorded_case, const Recording& expected, const Recording& received) {
  const auto is_same = [&](const Write& a, const Write& b) { return is_same_sending(a, b, !recorded_case.untimed); };
  if (std::equal(expected.sent.begin(), expected.sent.end(), received.sent.begin(), received.sent.end(), is_same)) return std::nullopt;
  return shown_pair("sent to the network", shown_writes(expected.sent, 0), shown_writes(received.sent, 0));
}

}  // namespace

std::optional<std::string> difference(const RecordedCase& recorded_case, const Recording& expected, const Recording& received,
                                      const ComparisonOptions& options) {
  if (auto text = difference_of_writes(recorded_case, expected, received, options.writes_and_times)) return text;
  if (options.log) {
    if (auto text = difference_of_logs(expected, received)) return text;
  }
  if (options.calls) {
    if (auto text = difference_of_calls(expected, received)) return text;
    if (auto text = difference_of_sent(recorded_case, expected, received)) return text;
  }
  return std::nullopt;
}

}  // namespace espat::conformance
