#include <poll.h>

#include "tests/bench/bare_client.hpp"
#include "tests/bench/connected_device.hpp"
#include "tests/bench/measurements.hpp"
#include "tests/bench/process_usage.hpp"
#include "tests/bench/stopwatch.hpp"
#include "tests/support/mosquitto.hpp"

namespace espat::bench {

Rows idle_cost(const Effort& effort) {
  const test::Mosquitto broker;
  const ConnectedDevice device(broker.port());
  BareClient client = BareClient::idler(broker.port());
  client.line();

  const Stopwatch watch;
  const double client_start = processor_seconds(client.pid());
  const double device_start = processor_seconds(device.pid());
  poll(nullptr, 0, static_cast<int>(effort.idle_time.count()));
  const double seconds = watch.seconds();

  Row processor{.name = "CPU of an idle device", .unit = "%", .largest_figure = 0.5};
  processor.floor.add(100 * (processor_seconds(client.pid()) - client_start) / seconds);
  processor.figure.add(100 * (processor_seconds(device.pid()) - device_start) / seconds);

  const Memory of_client = memory(client.pid());
  const Memory of_device = memory(device.pid());
  Row resident{.name = "RSS of an idle device", .unit = "kB"};
  resident.floor.add(of_client.resident);
  resident.figure.add(of_device.resident);
  Row proportional{.name = "PSS of an idle device", .unit = "kB"};
  proportional.floor.add(of_client.proportional);
  proportional.figure.add(of_device.proportional);
  return {processor, resident, proportional};
}

}  // namespace espat::bench
