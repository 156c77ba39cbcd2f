#include "pty_bridge/transcript.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/pty_bridge/temporary_directory.hpp"

namespace espat::uart {
namespace {

using namespace std::chrono_literals;

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a transcript has one line per record, there at once") {
  TemporaryDirectory directory;
  std::ofstream(directory / "transcript") << "from an earlier run";
  std::vector<std::string> failures;
  Transcript transcript(directory / "transcript", [&](const std::string& text) { failures.push_back(text); });
  CHECK(content(directory / "transcript").empty());

  transcript.record(0us, Transcript::Direction::device, "\r\nready\r\n");
  const std::string first = R"({"t":0.000000,"dir":"device","bytes":"\r\nready\r\n"})"
                            "\n";
  CHECK(content(directory / "transcript") == first);

  transcript.record(12'000'345us, Transcript::Direction::host, "AT\"\\~");
  transcript.record(3600s, Transcript::Direction::log, std::string("\0\x1f\x7f\x80\xff", 5));
  CHECK(content(directory / "transcript") == first + R"({"t":12.000345,"dir":"host","bytes":"AT\"\\~"})"
                                                     "\n"
                                                     R"({"t":3600.000000,"dir":"log","bytes":"\u0000\u001f\u007f\u0080\u00ff"})"
                                                     "\n");
  CHECK(failures.empty());
}

TEST_CASE("a transcript that cannot be opened is refused with the cause") {
  TemporaryDirectory directory;
  CHECK_THROWS_WITH(Transcript(directory.path(), {}),
                    "Cannot write the transcript " + directory.path() + " (Is a directory): name another file with --transcript.");
}

TEST_CASE("a full disk is reported once") {
  std::vector<std::string> failures;
  Transcript transcript("/dev/full", [&](const std::string& text) { failures.push_back(text); });
  transcript.record(1s, Transcript::Direction::host, "AT\r\n");
  transcript.record(2s, Transcript::Direction::host, "AT\r\n");
  CHECK(failures ==
        std::vector<std::string>{"The transcript /dev/full ends here (No space left on device): make room, and start again if you "
                                 "need the rest."});
}

}  // namespace espat::uart
