// The flash behind AT+SYSFLASH and AT+SYSMFG, and what certificates in it look like (device-commands.md 5.2, 5.4, mqtt.md 7).

#include <catch2/catch.hpp>
#include <stdexcept>

#include "at_engine/flash/certificate_container.hpp"
#include "at_engine/flash/flash.hpp"
#include "tests/at_engine/mqtt_module.hpp"

namespace espat::at {
namespace {

const std::string chain = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

std::string erased(std::size_t length) { return std::string(length, '\xff'); }

/// What the module answers to raw data after the prompt of `line`.
std::string write(TestModule& module, const std::string& line, const std::string& data) {
  CHECK(module.command(line) == ">");
  return module.send(data);
}

/// Puts a container into a partition the way a host does.
void provision(TestModule& module, const std::string& partition, const std::vector<ContainerItem>& items) {
  const std::string bytes = pack_container(items);
  CHECK(module.command("AT+SYSFLASH=0,\"" + partition + "\"") == ok);
  CHECK(write(module, "AT+SYSFLASH=1,\"" + partition + "\",0," + std::to_string(bytes.size()), bytes) == ok);
}

}  // namespace

TEST_CASE("flash is NOR flash: writing clears bits, erasing sets those of its range, nothing goes beyond a partition") {
  Flash flash(esp32_partitions(), {{"mqtt_ca", "ab"}, {"no_such", "x"}});
  const Partition& partition = *flash.find("mqtt_ca");
  CHECK(flash.find("no_such") == nullptr);
  CHECK(flash.read(partition, 0, 4) == "ab" + erased(2));
  CHECK(flash.take_changed().empty());
  CHECK(flash.write(partition, 8190, "\x0f\xf0"));
  CHECK(flash.write(partition, 8190, "\x3c\x3c"));
  CHECK(flash.read(partition, 8190, 2) == "\x0c\x30");
  CHECK(flash.erase(partition, 0, 4096));
  CHECK(flash.read(partition, 0, 4) == erased(4));
  CHECK(flash.read(partition, 8190, 2) == "\x0c\x30");
  CHECK(flash.take_changed() == std::set<std::string, std::less<>>{"mqtt_ca"});

  CHECK_FALSE(flash.write(partition, 8191, "ab"));
  CHECK_FALSE(flash.erase(partition, 4096, 8192));
  CHECK_FALSE(flash.read(partition, 8193, 0).has_value());
  CHECK_FALSE(flash.read(partition, 1, 0xffffffff).has_value());
  CHECK(flash.read(partition, 8192, 0) == "");
  CHECK(flash.write(partition, 8192, ""));
  CHECK(flash.take_changed().empty());
}

TEST_CASE("device-commands.md 5.2.1: a container, byte for byte") {
  const std::vector<ContainerItem> items{{CertificateKind::ca, 0, "abc"}, {CertificateKind::key, 1, "defg"}};
  const std::string bytes(
      "\xf1\xf1\x02\x00\x10\x00\x00\x00\x01\x00\x03\x00"
      "abc\xff\x03\x01\x04\x00"
      "defg",
      24);
  CHECK(pack_container(items) == bytes);
  CHECK(unpack_container(bytes) == items);
  CHECK(unpack_container(bytes + erased(8000)) == items);
  CHECK_THROWS_AS(pack_container({{CertificateKind::ca, 0, std::string(65536, 'x')}}), std::length_error);
  CHECK_THROWS_WITH(unpack_container("\xf1"), "it does not begin with the magic number 0xF1F1 of a certificate container");
  CHECK_THROWS_WITH(unpack_container(erased(100)), "it does not begin with the magic number 0xF1F1 of a certificate container");
  CHECK_THROWS_WITH(unpack_container(bytes.substr(0, 23)), "item 1 goes beyond the end");
  CHECK_THROWS_WITH(unpack_container(bytes.substr(0, 8) + "\x04" + bytes.substr(9)), "item 0 is of type 4, not 1, 2 or 3");
}

TEST_CASE("mqtt.md 7: the firmware believes the headers of a container, and its index check is off by one") {
  const std::string bytes = pack_container({{CertificateKind::ca, 0, "abc"}, {CertificateKind::ca, 1, "second"}});
  const std::string partition = bytes + erased(100);
  struct Row {
    std::string partition;
    std::size_t index;
    int length;
    std::optional<std::string> content;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {partition, 0, 3, "abc"},
      {partition, 1, 6, "second"},
      {partition, 2, 65535, std::nullopt},
      {partition, 3, 0, std::nullopt},
      {"", 0, 0, std::nullopt},
      {erased(8192), 0, 0, std::nullopt},
      {bytes.substr(0, 10), 0, 65535, std::nullopt},
      {bytes.substr(0, 13), 0, 3, std::nullopt},
  }));
  const CertificateItem item = read_container_item(row.partition, row.index);
  CHECK(item.length == row.length);
  CHECK(item.content == row.content);
}

TEST_CASE("device-commands.md 5.2: AT+SYSFLASH of v2.1, each check with its codes") {
  MqttModule module;
  const auto [line, answer] = GENERATE(table<std::string, std::string>({
      {"AT+SYSFLASH=3,\"mqtt_ca\",0,16", error},
      {"AT+SYSFLASH=-1,\"mqtt_ca\",0,16", error},
      {"AT+SYSFLASH=x,\"mqtt_ca\",0,16", core_code("01080000") + error},
      {"AT+SYSFLASH=2,mqtt_ca,0,16", core_code("01080001") + error},
      {"AT+SYSFLASH=2, \"mqtt_ca\",0,16", core_code("01080001") + error},
      {"AT+SYSFLASH=2,\"\",0,16", error},
      {"AT+SYSFLASH=2,\"mqtt_ca\",0, 16", core_code("01080003") + error},
      {"AT+SYSFLASH=2,\"mqtt_ca\",0", error},
      {"AT+SYSFLASH=2,\"mqtt_ca\"", error},
      {"AT+SYSFLASH=2,\"mqtt_ca\",0,16,0", error},
      {"AT+SYSFLASH=0,\"mqtt_ca\",0", error},
      {"AT+SYSFLASH=2,\"mqtt_ca\",-1,16", error},
      {"AT+SYSFLASH=2,\"mqtt_ca\",0,-1", error},
      {"AT+SYSFLASH=2,\"nosuch\",0,16", core_code("010a0000") + error},
      {"AT+SYSFLASH=2,\"fatfs\",0,16", core_code("010a0000") + error},
      {"AT+SYSFLASH=0,\"mqtt_ca\",0,100", core_code("010a0001") + error},
      {"AT+SYSFLASH=0,\"mqtt_ca\",1,4096", core_code("010a0001") + error},
      {"AT+SYSFLASH=0,\"mqtt_ca\",0,12288", core_code("010a0002") + error},
      {"AT+SYSFLASH=0,\"mqtt_ca\",0,8192", ok},
      {"AT+SYSFLASH=0,\"mqtt_ca\"", ok},
      {"AT+SYSFLASH=2,\"mqtt_ca\",8177,16", core_code("010a0001") + core_code("010a0003") + error},
      {"AT+SYSFLASH=2,\"mqtt_ca\",8190,2", "+SYSFLASH:2,\xff\xff" + ok},
      {"AT+SYSFLASH=1,\"mqtt_ca\",0,2000000", core_code("010a0001") + core_code("010a0002") + error},
  }));
  CAPTURE(line);
  CHECK(module.command(line) == answer);
}

TEST_CASE("device-commands.md 5.2: AT+SYSFLASH? lists the partitions of the image") {
  MqttModule esp32;
  const std::string table = esp32.command("AT+SYSFLASH?");
  CHECK(table.substr(0, 39) == "+SYSFLASH:\"ble_data\",64,1,0x21000,0x300");
  CHECK(table.find("+SYSFLASH:\"mqtt_ca\",64,14,0x3b000,0x2000\r\n+SYSFLASH:\"fatfs\",1,129,0x70000,0x90000\r\n" + ok) !=
        std::string::npos);
  MqttModule esp8266(esp8266_v2_1_0_0());
  CHECK(esp8266.command("AT+SYSFLASH?").substr(0, 53) == "+SYSFLASH:\"factory_param\",64,8,0xf1000,0x1000\r\n+SYSFL");
  MqttModule esp32c3(esp32c3_v3_3_0_0());
  CHECK(esp32c3.command("AT+SYSFLASH?") ==
        "+SYSFLASH:\"mfg_nvs\",1,2,0x1f000,0x1f000\r\n+SYSFLASH:\"fatfs\",1,129,0x47000,0x19000\r\n" + ok);
}

TEST_CASE("device-commands.md 5.2: a write takes exactly its bytes, and what follows is the next command line") {
  MqttModule module;
  CHECK(module.command("AT+SYSFLASH=1,\"mqtt_ca\",0,5") == ">");
  CHECK(module.send("+++").empty());
  CHECK(module.advance(Duration{3'600'000}).empty());
  CHECK(module.send(std::string("\0zAT\r\n", 6)) == ok + ok);
  CHECK(module.command("AT+SYSFLASH=2,\"mqtt_ca\",0,6") == "+SYSFLASH:6,+++" + std::string("\0z", 2) + "\xff" + ok);
  CHECK(write(module, "AT+SYSFLASH=1,\"mqtt_ca\",0,1", "\x0f\r\n") == ok + core_code("01030000") + error);
  CHECK(module.command("AT+SYSFLASH=2,\"mqtt_ca\",0,1") == "+SYSFLASH:1,\x0b" + ok);
  CHECK(module.command("AT+SYSFLASH=1,\"mqtt_ca\",0,0") == ">" + ok);
}

TEST_CASE("device-commands.md 5.2: a write beyond the end prompts, takes the data, and fails") {
  MqttModule module;
  CHECK(module.command("AT+SYSFLASH=1,\"mqtt_ca\",8190,4") == core_code("010a0001") + ">");
  CHECK(module.send("abcd") == core_code("010a0003") + error);
  CHECK(module.command("AT+SYSFLASH=2,\"mqtt_ca\",8188,4") == "+SYSFLASH:4," + erased(4) + ok);
}

TEST_CASE("mqtt.md 7: certificates that a host has put into the flash go with the connection") {
  const Profile& profile = GENERATE(std::cref(esp32_v2_1_0_0()), std::cref(esp8266_v2_1_0_0()));
  MqttModule module(profile);
  provision(module, "mqtt_ca", {{CertificateKind::ca, 0, "first"}, {CertificateKind::ca, 1, chain}});
  provision(module, "mqtt_cert", {{CertificateKind::certificate, 0, "certificate"}});
  provision(module, "mqtt_key", {{CertificateKind::key, 0, "key"}});
  CHECK(module.command("AT+MQTTUSERCFG=0,5,\"id\",\"u\",\"p\",0,1,\"\"") == ok);
  module.command("AT+MQTTCONN=0,\"broker\",8883,0");
  REQUIRE(module.link.opens.size() == 1);
  CHECK(module.link.opens[0].session.tls.ca == chain);
  CHECK(module.link.opens[0].session.tls.certificate == "certificate");
  CHECK(module.link.opens[0].session.tls.key == "key");
}

TEST_CASE("mqtt.md 7: flash without the item that is asked for") {
  const auto codes = [](const std::string& first) { return mqtt_code(first) + mqtt_code("6009") + mqtt_error("600a"); };
  MqttModule module;
  module.configure(3);
  const std::string connect = "AT+MQTTCONN=0,\"broker\",8883,0";
  CHECK(module.command(connect) == codes("6021"));
  provision(module, "mqtt_ca", {});
  CHECK(module.command(connect) == codes("6022"));  // index 0 of none passes the check and finds an erased header
  module.command("AT+SYSFLASH=0,\"mqtt_ca\"");
  CHECK(write(module, "AT+SYSFLASH=1,\"mqtt_ca\",0,2", "PE") == ok);
  CHECK(module.command(connect) == codes("6021"));
}

TEST_CASE("device-commands.md 5.4: on ESP32-C3 certificates live in mfg_nvs, and survive AT+RESTORE") {
  MqttModule module(esp32c3_v4_1_0_0());
  CHECK(module.command("AT+SYSMFG=2,\"mqtt_ca\",\"mqtt_ca.0\",7,59") == ok + "\r\n>");
  CHECK(module.send(chain) == ok);
  module.command("AT+RESTORE");
  module.advance(Duration{1'000});
  module.command("ATE0");
  CHECK(module.command("AT+SYSMFG=1,\"mqtt_ca\"") == "+SYSMFG:\"mqtt_ca\",\"mqtt_ca.0\",7\r\n" + ok);
  CHECK(module.command("AT+SYSFLASH=0,\"mfg_nvs\"") == ok);
  CHECK(module.command("AT+SYSMFG?") == ok);
}

TEST_CASE("a module tells which name servers the host has set") {
  const auto servers_in = [](const Effects& effects) {
    std::string text;
    for (const Effect& effect : effects) {
      const auto* servers = std::get_if<UseNameServers>(&effect);
      if (servers == nullptr) continue;
      text += "[";
      for (const std::string& ip : servers->ips) text += " " + ip;
      text += " ]";
    }
    return text;
  };
  const auto take_servers = [&](TestModule& module) { return servers_in(module.take_other_effects()); };
  MqttModule module;
  CHECK(take_servers(module).empty());
  module.command("AT+CIPDNS=1");
  CHECK(take_servers(module) == "[ 208.67.222.222 ]");
  module.command("AT+CIPDNS=1,\"9.9.9.9\",\"255.255.255.255\",\"1.1.1.1\"");
  CHECK(take_servers(module) == "[ 9.9.9.9 1.1.1.1 ]");
  module.command("AT+CIPDNS?");
  CHECK(take_servers(module).empty());
  module.command("AT+SYSSTORE=0");
  module.command("AT+CIPDNS=0");
  CHECK(take_servers(module) == "[ ]");
  module.command("AT+RST");
  module.advance(Duration{1'000});
  CHECK(take_servers(module) == "[ 9.9.9.9 1.1.1.1 ]");
  Setup later = TestModule::joined();
  later.storage = module.storage();
  CHECK(servers_in(Engine(esp32_v2_1_0_0(), later).power_up(Time{0})) == "[ 9.9.9.9 1.1.1.1 ]");
}

TEST_CASE("a module tells what of its storage has changed, and starts with what an earlier one had") {
  const auto take_changes = [](TestModule& module) {
    std::string text;
    for (const Effect& effect : module.take_other_effects()) {
      if (const auto* changed = std::get_if<StorageChanged>(&effect))
        text += std::to_string(static_cast<int>(changed->part)) + changed->partition + " ";
    }
    return text;
  };
  MqttModule module;
  module.command("AT+CWMODE=1");
  CHECK(take_changes(module).empty());  // as it was
  module.command("AT+SYSMSG=3");
  CHECK(take_changes(module) == "0 ");
  module.command("AT+SYSSTORE=0");
  module.command("AT+SYSMSG=1");
  CHECK(take_changes(module).empty());
  module.command("AT+UART_DEF=9600,8,1,0,0");
  CHECK(take_changes(module) == "0 ");
  provision(module, "mqtt_ca", {{CertificateKind::ca, 0, chain}});
  CHECK(take_changes(module) == "1mqtt_ca 1mqtt_ca ");

  Setup later = TestModule::joined();
  later.storage = module.storage();
  MqttModule next(later);
  CHECK(next.command("AT+SYSMSG?") == "+SYSMSG:3" + ok);
  CHECK(next.command("AT+UART_DEF?") == "+UART_DEF:9600,8,1,0,0\r\n" + ok);
  next.configure(3);
  next.command("AT+MQTTCONN=0,\"broker\",8883,0");
  REQUIRE(next.link.opens.size() == 1);
  CHECK(next.link.opens[0].session.tls.ca == chain);

  MqttModule c3(esp32c3_v3_3_0_0());
  c3.command("AT+SYSMFG=2,\"ns\",\"k\",1,7");
  CHECK(take_changes(c3) == "2 ");
}

}  // namespace espat::at
