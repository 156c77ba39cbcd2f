#include <stdexcept>

#include "emulator/temporary_directory.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/emulator/running_espat.hpp"
#include "tests/emulator/serial_host.hpp"

namespace espat::bench {
namespace {

double milliseconds_to_ready() {
  const emulator::TemporaryDirectory home;
  const Stopwatch watch;
  test::RunningEspat espat({"--timing", "instant", "--quiet"}, home.path());
  test::SerialHost host(espat.line());
  host.receive_until("ready\r\n");
  return watch.milliseconds();
}

double milliseconds_of_version() {
  const Stopwatch watch;
  const test::Finished finished = test::run_program(ESPAT_PROGRAM, {"--version"});
  if (finished.exit_code != 0) throw std::runtime_error("espat --version failed: " + finished.errors);
  return watch.milliseconds();
}

}  // namespace

Rows start_time(const Effort& effort) {
  Row row{.name = "start to ready", .unit = "ms", .largest_figure = 50};
  for (int i = 0; i < effort.starts; ++i) {
    row.floor.add(milliseconds_of_version());
    row.figure.add(milliseconds_to_ready());
  }
  return {row};
}

}  // namespace espat::bench
