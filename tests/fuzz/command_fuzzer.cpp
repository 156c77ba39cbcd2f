// Command lines that look valid, made from the profile's own tables, against a network that does everything: whatever was sent, the module
// takes AT afterwards and answers OK, unless it was told to sleep, to filter its messages or to take data.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/command.hpp"
#include "at_engine/profile.hpp"
#include "tests/fuzz/fuzzed_module.hpp"
#include "tests/fuzz/tape.hpp"
#include "tests/fuzz/willing_network.hpp"

namespace espat::at {
namespace {

/// Longer than any command waits by itself.
constexpr Duration until_idle{130'000};
constexpr Duration step{1'000};
constexpr std::size_t raw_piece = 4'096;
constexpr int most_raw_pieces = 30;
constexpr std::string_view ok = "\r\nOK\r\n";

constexpr std::array<std::string_view, 24> values{
    "0", "0",    "1",     "2",       "3",        "60",    "1883", "-1",        "0x10",    "4294967295", "4294967296", "x",
    "",  "\"\"", "\"t\"", "\"a/b\"", "\"home\"", "\"#\"", "\"",   "\"a\\,b\"", "\"a,b\"", "abc",        "\"broker\"", "\"id\""};

/// Lets the network do what it is asked for.
void answer(FuzzedModule& module) {
  for (Effects asked = module.take_asked(); !asked.empty(); asked = module.take_asked()) {
    for (const Effect& effect : asked) {
      if (const Inputs answers = willing_answer(effect); !answers.empty()) module.handle(answers);
    }
  }
}

std::string some_line(Tape& tape, const Profile& profile) {
  const Command& command = tape.one_of(tape.one_of(profile.commands));
  std::string line = "AT" + std::string(command.name);
  const std::uint8_t form = tape.byte() % 8;
  if (form == 0) line += "?";
  if (form == 1) line += "=?";
  if (form <= 2) return line + "\r\n";
  line += "=";
  const int count = tape.byte() % 10;
  for (int i = 0; i < count; ++i) line += (i == 0 ? "" : ",") + std::string(tape.one_of(values));
  return line + "\r\n";
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

void fuzz(Tape tape) {
  const Profile& profile = *tape.one_of(profiles());
  Setup setup;
  setup.station = StationStart::joined;
  setup.read_certificate = [](CertificateKind, int) { return CertificateItem{3, "pem"}; };
  FuzzedModule module(profile, setup);
  const auto finish = [&] {
    answer(module);
    for (Duration waited{0}; waited < until_idle; waited += step) {
      module.advance(step);
      answer(module);
    }
  };
  while (!tape.is_over()) {
    module.handle({UartReceived{some_line(tape, profile)}});
    finish();
    std::string written = module.take_written();
    for (int pieces = 0; ends_with(written, profile.core.prompt) && pieces < most_raw_pieces; ++pieces) {
      module.handle({UartReceived{std::string(raw_piece, 'x')}});
      finish();
      written += module.take_written();
    }
    module.handle({UartReceived{"\r\n"}});  // ends what is left of the raw bytes as a line
    finish();
    module.take_written();
    if (!module.owes_answer()) return;
    module.handle({UartReceived{"AT\r\n"}});
    finish();
    require(module.take_written().find(ok) != std::string::npos, "after every command, AT is answered OK");
  }
}

}  // namespace espat::at
