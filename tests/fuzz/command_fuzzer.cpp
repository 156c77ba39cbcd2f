// Command lines that look valid, made from the profile's own tables, against a network that answers everything: whatever was sent, the
// module takes AT afterwards and answers OK.

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

namespace espat::at {
namespace {

/// Longer than any command waits by itself.
constexpr Duration until_idle{130'000};
constexpr std::size_t raw_piece = 4'096;
constexpr int most_raw_pieces = 30;

constexpr std::array<std::string_view, 24> values{
    "0", "0",    "1",     "2",       "3",        "60",    "1883", "-1",        "0x10",    "4294967295", "4294967296", "x",
    "",  "\"\"", "\"t\"", "\"a/b\"", "\"home\"", "\"#\"", "\"",   "\"a\\,b\"", "\"a,b\"", "abc",        "\"broker\"", "\"id\""};

/// Answers what the engine asks of the network, at once.
void answer(FuzzedModule& module, Attempt& opened, Operation& answered) {
  for (bool found = true; found;) {
    found = false;
    const Attempt attempt = module.attempt();
    if (attempt > opened) {
      opened = attempt;
      module.handle({MqttTransportOpened{attempt}, MqttOpened{attempt}});
      found = true;
    }
    const std::vector<Operation> operations = module.operations();
    for (const Operation operation : operations) {
      if (operation <= answered) continue;
      answered = operation;
      module.handle({MqttSent{attempt, operation}, MqttAcknowledged{attempt, operation}});
      found = true;
    }
  }
}

std::string some_line(Tape& tape, const Profile& profile) {
  const Command& command = tape.one_of(tape.one_of(profile.commands));
  if (command.name == "+GSLP") return "AT\r\n";  // it may sleep for longer than anybody waits
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

void live(Tape tape) {
  const Profile& profile = *tape.one_of(profiles());
  Setup setup;
  setup.station = StationStart::joined;
  setup.read_certificate = [](CertificateKind, int) { return CertificateItem{3, "pem"}; };
  FuzzedModule module(profile, setup);
  Attempt opened = 0;
  Operation answered = 0;
  const auto finish = [&] {
    answer(module, opened, answered);
    module.advance(until_idle);
    answer(module, opened, answered);
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
    // No answer is owed: the line may have opened passthrough, begun a long sleep, or told the module to filter its messages.
    module.handle({UartReceived{"AT\r\n"}});
    finish();
    module.take_written();
  }
}

}  // namespace
}  // namespace espat::at

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  espat::at::live({data, size});
  return 0;
}
