#include "emulator/temporary_directory.hpp"
#include "tests/bench/bare_pty.hpp"
#include "tests/bench/exchange.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/emulator/running_espat.hpp"

namespace espat::bench {

Rows at_round_trip(const Effort& effort) {
  const emulator::TemporaryDirectory home;
  test::RunningEspat espat({"--timing", "instant", "--wifi", "fresh", "--quiet"}, home.path());
  test::SerialHost host(espat.line());
  host.receive_until("ready\r\n");
  host.send("ATE0\r\n");
  host.receive_until(ok);
  const BarePty bare;
  test::SerialHost bare_host(bare.path());

  Row row{.name = "AT round trip", .unit = "us", .largest_ratio = 1.5};
  for (int block = 0; block < effort.exchange_blocks; ++block) {
    exchange(bare_host, "AT\r\n", effort.exchanges, row.floor);
    exchange(host, "AT\r\n", effort.exchanges, row.figure);
  }
  return {row};
}

}  // namespace espat::bench
