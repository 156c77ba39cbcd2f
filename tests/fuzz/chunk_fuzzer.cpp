// The same lines at the same times, once each in one chunk and once cut into pieces: the answers must be the same bytes (at-core.md 1.1,
// 1.2). Where the firmware's answer does depend on the cut (NUL, several lines in one chunk, input while busy), there is no such pair here.

#include <cstddef>
#include <cstdint>
#include <string>

#include "at_engine/profile.hpp"
#include "tests/fuzz/fuzzed_module.hpp"
#include "tests/fuzz/tape.hpp"

namespace espat::at {
namespace {

/// Longer than any command waits by itself.
constexpr Duration until_idle{130'000};
constexpr std::size_t longest_line = 250;

/// One line without NUL, line ends inside it, or anything that waits for raw bytes.
std::string some_line(Tape& tape) {
  std::string line;
  for (const char c : tape.text().substr(0, longest_line)) {
    if (c != '\0' && c != '\r' && c != '\n') line += c;
  }
  return line + "\r\n";
}

void receive_cut(FuzzedModule& module, const std::string& line, Tape& tape) {
  std::size_t begin = 0;
  while (begin < line.size()) {
    const std::size_t size = 1 + tape.byte() % line.size();
    module.handle({UartReceived{line.substr(begin, size)}});
    begin += size;
  }
}

}  // namespace

void fuzz(Tape tape) {
  const Profile& profile = *tape.one_of(profiles());
  FuzzedModule whole(profile, {});
  FuzzedModule cut(profile, {});
  while (!tape.is_over()) {
    const std::string line = some_line(tape);
    whole.handle({UartReceived{line}});
    receive_cut(cut, line, tape);
    whole.advance(until_idle);
    cut.advance(until_idle);
    require(whole.take_written() == cut.take_written(), "the answer does not depend on how a line is cut into chunks");
  }
}

}  // namespace espat::at
