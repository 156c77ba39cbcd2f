#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "at_engine/profile.hpp"
#include "tests/emulator/running_espat.hpp"

using namespace espat::test;
using Catch::Matchers::Contains;
using Catch::Matchers::Matches;
using Catch::Matchers::StartsWith;

TEST_CASE("a bad command line is one sentence and exit code 2") {
  using Row = std::pair<std::vector<std::string>, std::string>;
  const auto [arguments, sentence] = GENERATE(values<Row>({
      {{"--lnik", "/tmp/at0"}, "there is no option --lnik; did you mean --link? (`espat --help` lists all)"},
      {{"--quux"}, "there is no option --quux (`espat --help` lists all)"},
      {{"porfiles"}, "there is no command porfiles; did you mean profiles? (`espat --help` lists all)"},
      {{"profiles", "--jsno"}, "there is no option --jsno; did you mean --json? (`espat --help` lists all)"},
      {{"--profile", "esp32-v2.1.0"},
       "--profile: there is no profile esp32-v2.1.0; did you mean esp32-v2.1.0.0? (`espat profiles` lists all)"},
      {{"--profile", "zzz"}, "--profile: there is no profile zzz (`espat profiles` lists all)"},
      {{"--timing", "intsant"}, "--timing: intsant is not one of real, instant; did you mean instant?"},
      {{"--wifi", "none"}, "--wifi: none is not one of joined, fresh"},
      {{"--rtt", "20"}, "--rtt: 20 is not a time; write it like 20ms or 2s"},
      {{"--baud", "9"}, "--baud: the line rate is 80 to 5000000, not 9"},
      {{"--ap", "home:pw:99"}, "--ap: the channel is 1 to 14, not 99"},
      {{"--link"}, "--link: 1 required PATH missing (`espat --help` shows how it is used)"},
      {{"--link", "/tmp/a", "--unix", "/tmp/b"}, "--link excludes --unix (`espat --help` shows how it is used)"},
      {{"-v", "-q"}, "--verbose excludes --quiet (`espat --help` shows how it is used)"},
  }));
  const Finished finished = run_espat(arguments);
  CHECK(finished.errors == "espat: " + sentence + "\n");
  CHECK(finished.output.empty());
  CHECK(finished.exit_code == 2);
}

TEST_CASE("a bad map or TCP address is one sentence and exit code 2") {
  const std::string option = GENERATE(as<std::string>(), "--map", "--tcp");
  const Finished finished = run_espat({option, "nonsense"});
  CHECK_THAT(finished.errors, Matches("espat: " + option + ": [^\n]*nonsense[^\n]*\n"));
  CHECK(finished.output.empty());
  CHECK(finished.exit_code == 2);
}

TEST_CASE("espat --help shows examples") {
  const Finished finished = run_espat({"--help"});
  CHECK_THAT(finished.output, Contains("Usage: espat [OPTIONS] [SUBCOMMAND]") && Contains("Examples:\n  espat "));
  CHECK_THAT(finished.output, Contains("--map HOST[:PORT]=HOST:PORT"));
  CHECK(finished.errors.empty());
  CHECK(finished.exit_code == 0);
}

TEST_CASE("a verb's --help shows its examples") {
  const Finished finished = run_espat({"profiles", "--help"});
  CHECK_THAT(finished.output, Contains("The firmware versions that espat can be.") && Contains("Examples:\n  espat profiles\n"));
  CHECK_THAT(finished.output, !Contains("--link"));
  CHECK(finished.exit_code == 0);
}

TEST_CASE("espat --version names the libraries in use") {
  const Finished finished = run_espat({"--version"});
  CHECK_THAT(finished.output,
             Matches("espat [0-9.]+\nPaho MQTT C\\+\\+ [0-9.]+, C [0-9.]+\nOpenSSL [0-9.]+[a-z]*\nBoost [0-9.]+\nc-ares [0-9.]+\n"));
  CHECK(finished.errors.empty());
  CHECK(finished.exit_code == 0);
}

TEST_CASE("espat profiles lists each firmware version on a line") {
  std::string listed;
  for (const espat::at::Profile* profile : espat::at::profiles()) listed += std::string(profile->name) + " [^\n]+\n";
  const Finished finished = run_espat({"profiles"});
  CHECK_THAT(finished.output, Matches(listed));
  CHECK(finished.exit_code == 0);
}

TEST_CASE("espat profiles --json prints one object a line") {
  const Finished finished = run_espat({"profiles", "--json"});
  CHECK_THAT(finished.output, StartsWith(R"({"profile":"esp32-v2.1.0.0","chip":"ESP32","description":")"));
  CHECK(finished.exit_code == 0);
}
