#include "tests/bench/connected_device.hpp"

#include "tests/bench/exchange.hpp"

namespace espat::bench {

// Nobody reads its log, so it writes none.
ConnectedDevice::ConnectedDevice(std::uint16_t port) : espat_({"--timing", "instant", "--quiet"}, home_.path()), host_(espat_.line()) {
  host_.receive_until("WIFI GOT IP\r\n");
  const std::string broker = "\"127.0.0.1\"," + std::to_string(port);
  for (const std::string& command :
       {std::string("ATE0"), std::string("AT+MQTTUSERCFG=0,1,\"bench-device\",\"\",\"\",0,0,\"\""), "AT+MQTTCONN=0," + broker + ",0"}) {
    host_.send(command + "\r\n");
    host_.receive_until(ok);
  }
}

}  // namespace espat::bench
