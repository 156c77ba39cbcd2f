#pragma once

#include "tests/integration/module.hpp"
#include "tests/support/mosquitto.hpp"

namespace espat::test {

/// A module that is connected to a broker of its own.
struct ConnectedModule {
  explicit ConnectedModule(int reconnect = 0) {
    module.join();
    module.connect(reconnect);
  }

  Mosquitto broker;
  Module module{broker_at(broker.port())};
};

}  // namespace espat::test
