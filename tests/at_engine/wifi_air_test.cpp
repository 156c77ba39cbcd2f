// What happens on the air, and what the module does then.

#include <catch2/catch.hpp>

#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

constexpr Duration second{1'000};
const std::string lost = "WIFI DISCONNECT\r\n";
const std::string back = "WIFI CONNECTED\r\nWIFI GOT IP\r\n";
const std::vector<const Profile*> later{&esp32c3_v3_3_0_0(), &esp32c3_v4_1_0_0(), &esp32c3_v5_0_0_0()};

Setup slow() {
  Setup setup = TestModule::joined();
  setup.air_times.associate = Duration{500};
  setup.air_times.address = second;
  setup.air_times.scanning = Duration{120};
  return setup;
}

AirChanged everything(bool is_on_air) {
  return {[is_on_air](Air& air) {
    for (AccessPoint& ap : air.access_points) ap.is_on_air = is_on_air;
  }};
}

AirChanged failing_with(int reason) {
  return {[reason](Air& air) { air.forced_reason = reason; }};
}

/// The answer of a join of which every attempt ends with this reason.
std::string join_failure(const Profile& profile, int reason) {
  MqttModule module(profile);
  module.command("AT+CWQAP");
  module.receive({failing_with(reason)});
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"").empty());
  CHECK(module.advance(15 * second - Duration{1}).empty());
  return module.advance(Duration{1});
}

}  // namespace

TEST_CASE("device-commands.md 6.2, 8.1-1: the code of a failed join follows from the last reason, after 15 s") {
  struct Reason {
    int reason;
    int code;
    int later_code;
  };
  for (const Reason& row : {Reason{2, 4, 1}, Reason{15, 4, 2}, Reason{200, 0, 4}, Reason{201, 3, 3}, Reason{202, 2, 4}, Reason{203, 4, 4},
                            Reason{204, 4, 2}, Reason{205, 4, 1}, Reason{8, 4, 4}}) {
    CAPTURE(row.reason);
    CHECK(join_failure(esp32_v2_1_0_0(), row.reason) == "+CWJAP:" + std::to_string(row.code) + "\r\n" + error);
    for (const Profile* profile : later) {
      CHECK(join_failure(*profile, row.reason) == "+CWJAP:" + std::to_string(row.later_code) + "\r\n" + error);
    }
  }
}

TEST_CASE("device-commands.md 6.2, 8.1-1: no address comes") {
  const AirChanged silent{[](Air& air) { air.has_dhcp = false; }};
  MqttModule module;
  module.receive({silent});
  CHECK(module.command("AT+CWJAP=\"home\",\"password\"") == lost + "WIFI CONNECTED\r\n");
  CHECK(module.advance(15 * second) == "+CWJAP:0\r\n" + error);
  for (const Profile* profile : later) {
    MqttModule newer(*profile);
    newer.receive({silent});
    CHECK(newer.command("AT+CWJAP=\"home\",\"password\",,0,1,3,0,5") == lost + "WIFI CONNECTED\r\n");
    CHECK(newer.command("AT") == core_code("010b0000") + busy);
    CHECK(newer.advance(5 * second) == lost + "+CWJAP:1\r\n" + error);
    CHECK(newer.command("AT+CWSTATE?") == "+CWSTATE:4,\"home\"\r\n" + ok);
    CHECK(newer.advance(60 * second).empty());
  }
}

TEST_CASE("device-commands.md 6.2: v2.1 gets a lost access point back only with reconn=1, and at once") {
  MqttModule idle;
  CHECK(idle.receive({AccessPointLost{}}) == lost);
  CHECK(idle.advance(600 * second).empty());
  CHECK(idle.command("AT+CWJAP?") == ok);

  MqttModule reconnecting;
  reconnecting.command("AT+CWJAP=\"home\",\"password\",,0,1");
  CHECK(reconnecting.receive({AccessPointLost{}}) == lost + back);
  CHECK(reconnecting.receive({AccessPointLost{8, true}}) == lost);
  CHECK(reconnecting.advance(600 * second).empty());
  CHECK(reconnecting.receive({everything(true)}).empty());
  CHECK(reconnecting.advance(3 * second) == back);
}

TEST_CASE("device-commands.md 8.1-3, 8.1-4: later versions wait one interval before every attempt") {
  for (const Profile* profile : later) {
    MqttModule module(slow(), *profile);
    CHECK(module.advance(2 * second) == back);
    module.command("AT+CWRECONNCFG=2,2");
    CHECK(module.command("AT+CWRECONNCFG?") == "+CWRECONNCFG:2,2\r\n" + ok);
    CHECK(module.receive({AccessPointLost{200, true}}) == lost);
    CHECK(module.command("AT+CWSTATE?") == "+CWSTATE:4,\"home\"\r\n" + ok);
    module.advance(2 * second);
    CHECK(module.command("AT+CWSTATE?") == "+CWSTATE:3,\"home\"\r\n" + ok);
    module.receive({everything(true)});
    CHECK(module.advance(Duration{4'899}).empty());  // the attempt ends after 2.4 s, the next one comes 2 s later
    CHECK(module.advance(Duration{1}) == "WIFI CONNECTED\r\n");
    CHECK(module.command("AT+CWSTATE?") == "+CWSTATE:1,\"home\"\r\n" + ok);
    CHECK(module.advance(second) == "WIFI GOT IP\r\n");
    CHECK(module.command("AT+CWSTATE?") == "+CWSTATE:2,\"home\"\r\n" + ok);
    module.receive({AccessPointLost{200, true}});
    CHECK(module.advance(600 * second).empty());
    module.receive({everything(true)});
    CHECK(module.advance(600 * second).empty());  // both attempts are used up
  }
}

TEST_CASE("device-commands.md 8.1-4: AT+CWRECONNCFG after AT+CWQAP") {
  for (const Profile* profile : later) {
    MqttModule module(*profile);
    module.command("AT+CWQAP");
    module.command("AT+CWRECONNCFG=1,0");
    CHECK(module.advance(10 * second) == (profile == later.front() ? back : ""));
  }
}

TEST_CASE("device-commands.md 8.1-5: a boot without the access point reconnects by the same rule") {
  Setup setup = TestModule::joined();
  setup.air.front().is_on_air = false;
  MqttModule never(setup, esp32c3_v4_1_0_0());
  CHECK(never.command("AT+CWSTATE?") == "+CWSTATE:3,\"home\"\r\n" + ok);
  never.receive({everything(true)});
  CHECK(never.advance(600 * second).empty());  // the interval of a fresh module is 0
  MqttModule old(setup);
  old.advance(60 * second);
  old.receive({everything(true)});
  CHECK(old.advance(3 * second) == back);
}

TEST_CASE("device-commands.md 8.1-6: a scan cancels an attempt, and reconnection waits for it") {
  MqttModule module(slow(), esp32c3_v3_3_0_0());
  module.advance(2 * second);
  module.command("AT+CWRECONNCFG=1,0");
  module.receive({AccessPointLost{}});
  CHECK(module.command("AT+CWLAP").empty());
  CHECK(module.advance(Duration{1'559}).empty());
  CHECK(module.advance(Duration{1}).find(ok) != std::string::npos);
  CHECK(module.advance(Duration{500}) == "WIFI CONNECTED\r\n");
  module.receive({AccessPointLost{}});
  module.advance(Duration{1'100});
  CHECK(module.command("AT+CWLAP").empty());
  CHECK(module.advance(Duration{1'560}).find("WIFI") == std::string::npos);
  CHECK(module.advance(Duration{1'499}).empty());
  CHECK(module.advance(Duration{1}) == "WIFI CONNECTED\r\n");
}

TEST_CASE("A scan of the driver can fail") {
  MqttModule module;
  module.receive({AirChanged{[](Air& air) { air.scans_fail = true; }}});
  CHECK(module.command("AT+CWLAP") == error);
}

TEST_CASE("The station notices that its access point has left the air, and shows its present signal") {
  MqttModule module;
  module.receive({AirChanged{[](Air& air) { air.access_points.front().rssi = -90; }}});
  CHECK(module.command("AT+CWJAP?") == "+CWJAP:\"home\",\"a0:b1:c2:d3:e4:f5\",6,-90,0,0,0,0\r\n" + ok);
  CHECK(module.receive({everything(false)}) == lost);
  CHECK(module.receive({AccessPointLost{}}).empty());
  CHECK(module.receive({LeaseRenewed{}}).empty());
}

TEST_CASE("device-commands.md 6.1, 8.1-8: a static address counts at once") {
  for (const Profile* profile : {&esp32_v2_1_0_0(), later.front()}) {
    MqttModule module(slow(), *profile);
    module.advance(2 * second);
    CHECK(module.receive({LeaseRenewed{}}) == "WIFI GOT IP\r\n");
    CHECK(module.command("AT+CIPSTA=\"192.168.1.50\"") == "WIFI GOT IP\r\n" + ok);
    CHECK(module.command("AT+CWDHCP=1,1") == ok);
    CHECK(module.advance(second) == "WIFI GOT IP\r\n");
    CHECK(module.command("AT+CWDHCP=0,1") == ok);
    CHECK(module.command("AT+CIPSTA?").find("ip:\"0.0.0.0\"") != std::string::npos);
    CHECK(module.command("AT+CWDHCP=1,1") == ok);
    CHECK(module.advance(second) == "WIFI GOT IP\r\n");
  }
}

TEST_CASE("device-commands.md 8.1-7: leaving station mode, and coming back") {
  for (const Profile* profile : later) {
    MqttModule module(*profile);
    CHECK(module.command("AT+CWMODE=3") == ok);
    CHECK(module.command("AT+CWMODE=0") == lost + ok);
    CHECK(module.command("AT+CWMODE=1,0") == ok);
    CHECK(module.advance(60 * second).empty());
    CHECK(module.command("AT+CWMODE=0") == ok);
    CHECK(module.command("AT+CWMODE=1") == ok + back);
    CHECK(module.command("AT+CWINIT=0") == lost + ok);
    CHECK(module.command("AT+CWINIT=1") == ok);
    CHECK(module.command("AT+CWSTATE?") == "+CWSTATE:4,\"home\"\r\n" + ok);
  }
}

TEST_CASE("device-commands.md 8.1-9: stations at the soft-AP come and go") {
  using Kind = SoftApVisited::Kind;
  const std::string mac = "aa:bb:cc:dd:ee:01";
  MqttModule module;
  CHECK(module.receive({SoftApVisited{Kind::joins, mac}}).empty());
  module.command("AT+CWMODE=3");
  CHECK(module.receive({SoftApVisited{Kind::joins, mac}}) == "+STA_CONNECTED:\"" + mac + "\"\r\n");
  CHECK(module.command("AT+CWLIF") == "+CWLIF:0.0.0.0," + mac + "\r\n" + ok);
  CHECK(module.receive({SoftApVisited{Kind::gets_address, mac}}) == "+DIST_STA_IP:\"" + mac + "\",\"192.168.4.2\"\r\n");
  module.receive({SoftApVisited{Kind::joins, "aa:bb:cc:dd:ee:02"}});
  CHECK(module.receive({SoftApVisited{Kind::gets_address, "aa:bb:cc:dd:ee:02"}}).find("192.168.4.3") != std::string::npos);
  CHECK(module.receive({SoftApVisited{Kind::leaves, mac}}) == "+STA_DISCONNECTED:\"" + mac + "\"\r\n");
  CHECK(module.receive({SoftApVisited{Kind::leaves, mac}}).empty());
  CHECK(module.command("AT+CWLIF") == "+CWLIF:192.168.4.3,aa:bb:cc:dd:ee:02\r\n" + ok);
  CHECK(module.command("AT+CWQIF=\"" + mac + "\"") == error);
  CHECK(module.command("AT+CWQIF") == "+STA_DISCONNECTED:\"aa:bb:cc:dd:ee:02\"\r\n" + ok);
  CHECK(module.command("AT+CWLIF") == ok);
}

TEST_CASE("mqtt.md 12: a lost access point cuts MQTT's connection, unless it dies in silence") {
  ConnectedModule cut;
  CHECK(cut.receive({AccessPointLost{}}) == lost + disconnected);
  ConnectedModule silent;
  silent.receive({AirChanged{[](Air& air) { air.loss_cuts_connections = false; }}});
  silent.link.answers_pings = false;
  CHECK(silent.receive({AccessPointLost{}}) == lost);
  CHECK(silent.advance(300 * second) == disconnected);
}

TEST_CASE("device-commands.md 6.4, 8.1-12: what a restart brings back") {
  for (const Profile* profile : {&esp32_v2_1_0_0(), later.front(), later.back()}) {
    MqttModule module(*profile);
    for (const std::string line : {"AT+CWMODE=3", "AT+CWSAP=\"ap\",\"password1\",5,3", "AT+CIPAP=\"10.0.0.5\"", "AT+CIPDNS=1,\"9.9.9.9\"",
                                   "AT+CWCOUNTRY=0,\"US\",1,11", "AT+CWHOSTNAME=\"lamp\"", "AT+SYSSTORE=0",
                                   "AT+CIPSTAMAC=\"30:ae:a4:00:00:02\"", "AT+CWSTAPROTO=4"}) {
      CHECK(module.command(line) == ok);
    }
    module.command("AT+RST");
    module.advance(second);
    module.command("ATE0");
    CHECK(module.command("AT+CWSAP?").rfind("+CWSAP:\"ap\",\"password1\",", 0) == 0);
    CHECK(module.command("AT+CIPAP?").find("ip:\"10.0.0.5\"") != std::string::npos);
    CHECK(module.command("AT+CIPDNS?") == "+CIPDNS:1,\"9.9.9.9\"\r\n" + ok);
    CHECK(module.command("AT+CWCOUNTRY?") == "+CWCOUNTRY:1,\"CN\",1,13\r\n" + ok);
    CHECK(module.command("AT+CWHOSTNAME?") == "+CWHOSTNAME:espressif\r\n" + ok);
    CHECK(module.command("AT+CIPSTAMAC?") == "+CIPSTAMAC:\"7c:df:a1:01:02:04\"\r\n" + ok);
    CHECK(module.command("AT+CWSTAPROTO?") == "+CWSTAPROTO:7" + ok);
    module.command("AT+RESTORE");
    module.advance(second);
    module.command("ATE0");
    module.command("AT+CWMODE=2");
    CHECK(module.command("AT+CWSAP?") == "+CWSAP:\"ESP_010205\",\"\",1,0,4,0\r\n" + ok);
  }
}

}  // namespace espat::at
