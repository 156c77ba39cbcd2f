#include <regex>
#include <stdexcept>

#include "tests/bench/measurements.hpp"
#include "tests/emulator/running_espat.hpp"

namespace espat::bench {

Rows conformance_speed(const Effort&) {
  const test::Finished finished = test::run_program(
      ESPAT_CONFORMANCE, {"--show", "0", "--vectors", ESPAT_VECTORS "/engine.jsonl", "--vectors", ESPAT_VECTORS "/wire.jsonl"});
  std::smatch match;
  if (!std::regex_search(finished.output, match, std::regex(R"((\d+) cases per second)")))
    throw std::runtime_error("espat-conformance said nothing about its speed: " + finished.output + finished.errors);
  Row row{.name = "conformance", .unit = "cases/s"};
  row.figure.add(std::stod(match[1]));
  return {row};
}

}  // namespace espat::bench
