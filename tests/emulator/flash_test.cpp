// What a module keeps across runs.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <thread>

#include "at_engine/profiles/profiles.hpp"
#include "emulator/durable_file.hpp"
#include "emulator/flash_directory.hpp"
#include "emulator/stored_settings.hpp"
#include "tests/emulator/booted_module.hpp"
#include "tests/support/payload.hpp"

namespace fs = std::filesystem;
using namespace espat::test;
using namespace espat::emulator;
using namespace espat;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Part = at::StorageChanged::Part;

/// No file may grow beyond `bytes` while this lives, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a file is replaced as a whole, and keeps what it had when there is no room") {
  const TemporaryDirectory home;
  const fs::path path = home.path() / "file";
  CHECK_FALSE(read_file(path).has_value());
  const std::string all_bytes("\0\x01\xff\r\n", 5);
  replace_file(path, all_bytes);
  CHECK(read_file(path) == all_bytes);
  {
    const FileSizeLimit limit(4096);
    CHECK_THROWS_AS(replace_file(path, std::string(8192, 'x')), std::system_error);
  }
  CHECK(read_file(path) == all_bytes);
  CHECK(std::distance(fs::directory_iterator(home.path()), fs::directory_iterator()) == 1);
  CHECK_THROWS_AS(replace_file(home.path() / "none" / "file", "x"), std::system_error);
  CHECK_THROWS_AS(read_file(home.path()), std::system_error);
}

TEST_CASE("a writer that is killed at any moment leaves the old contents or the new") {
  const TemporaryDirectory home;
  const fs::path path = home.path() / "file";
  const std::string one(200'000, '1');
  const std::string two(200'000, '2');
  replace_file(path, one);
  for (int round = 0; round < 20; ++round) {
    const pid_t writer = fork();
    if (writer == 0) {
      for (;;) {
        replace_file(path, two);
        replace_file(path, one);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500 * (round + 1)));  // the moment of the kill
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    const auto left = read_file(path);
    CHECK((left == one || left == two));
  }
}

TEST_CASE("stored settings and manufacturing data go through JSON unchanged, whatever bytes they hold") {
  at::Settings settings;
  settings.wifi_mode = 3;
  settings.ssid = every_byte();
  settings.joins_at_boot = false;
  settings.uart = {9600, 7, 2, 1, 3};
  CHECK(read_settings(settings_json(settings), at::Settings()) == settings);

  at::Settings factory;
  factory.wifi_mode = 1;
  CHECK(read_settings(R"({"ssid": "caf\u00e9"})", factory).ssid == "caf\xe9");
  CHECK(read_settings("{}", factory) == factory);
  CHECK_THROWS(read_settings("[]", factory));
  CHECK_THROWS(read_settings(R"({"ssid": "\u20ac"})", factory));
  CHECK_THROWS(read_settings(R"({"wifi_mode": "x"})", factory));

  at::ManufacturingData data = at::esp32c3_factory_data();
  data.set("mqtt_ca", {"mqtt_ca.0", at::ManufacturingType::binary, every_byte()});
  CHECK(read_manufacturing(manufacturing_json(data)) == data);
  CHECK_THROWS(read_manufacturing(R"({"ns": {"k": {"type": 9, "value": ""}}})"));
}

TEST_CASE("a flash directory gives back what was saved, warns once when it cannot, and catches up") {
  const TemporaryDirectory home;
  const std::string path = home.path() / "flash" / "module";
  at::Storage storage;
  storage.settings = at::Settings();
  storage.settings->ssid = "home";
  storage.partitions["mqtt_ca"] = std::string(8192, 'p');
  {
    FlashDirectory flash(path);
    CHECK_FALSE(flash.load(at::esp32_v2_1_0_0()).settings.has_value());
    CHECK_FALSE(flash.save({Part::settings, {}}, storage).has_value());
    {
      const FileSizeLimit limit(4096);
      const auto sentence = flash.save({Part::partition, "mqtt_ca"}, storage);
      REQUIRE(sentence.has_value());
      CHECK_THAT(*sentence, StartsWith("what the module stores cannot be written to " + path + " (File too large)"));
      CHECK_FALSE(flash.save({Part::partition, "mqtt_ca"}, storage).has_value());
    }
    CHECK(flash.load(at::esp32_v2_1_0_0()).partitions.empty());
    CHECK(flash.save({Part::settings, {}}, storage) == "what the module stores is in " + path + " again");
    CHECK_THROWS_WITH(FlashDirectory(path), "--flash: another espat uses " + path + "; give each module a directory of its own");
  }
  const at::Storage read = FlashDirectory(path).load(at::esp32_v2_1_0_0());
  CHECK(read.settings == storage.settings);
  CHECK(read.partitions == storage.partitions);
  CHECK_FALSE(read.manufacturing_data.has_value());
}

TEST_CASE("a flash directory that cannot be used is one sentence and exit code 3") {
  const TemporaryDirectory home;
  const std::string directory = home.path() / "flash";
  struct Row {
    std::string file;
    std::string contents;
    std::string cause;
  };
  const auto row = GENERATE(values<Row>({
      {"settings.json", "{", "parse error"},
      {"settings.json", R"({"ssid": 7})", "type must be string"},
      {"mqtt_ca.bin", "short", "it has 5 bytes and the partition 8192"},
  }));
  fs::create_directory(directory);
  replace_file(directory + "/" + row.file, row.contents);
  const Finished finished = run_espat({"--flash", directory, "--tcp", "127.0.0.1:0"});
  CHECK_THAT(finished.errors, StartsWith("espat: --flash: " + directory + "/" + row.file + " cannot be used (") && Contains(row.cause));
  CHECK(finished.exit_code == 3);

  replace_file(home.path() / "file", "");
  const Finished no_directory = run_espat({"--flash", home.path() / "file", "--tcp", "127.0.0.1:0"});
  CHECK_THAT(no_directory.errors, Contains("cannot be used (") && Contains("name a directory that is yours"));
  CHECK(no_directory.exit_code == 3);
}

TEST_CASE("what a host has stored and written is there in the next run") {
  const TemporaryDirectory home;
  const std::string flash = home.path() / "flash";
  {
    BootedModule module({"--flash", flash});
    CHECK(module.answer("ATE0") == "ATE0\r\n" + ok);
    CHECK(module.answer("AT+SYSMSG=3") == ok);
    CHECK(module.answer("AT+UART_DEF=57600,8,1,0,0") == ok);
    CHECK(module.answer("AT+SYSFLASH=1,\"mqtt_ca\",0,5", ">") == ">");
    module.host.send("hello");
    CHECK(module.host.receive_until(ok) == ok);
    module.espat.signal(SIGKILL);
    CHECK(module.espat.exit_code() == 128 + SIGKILL);
  }
  BootedModule module({"--flash", flash});
  module.answer("ATE0");
  CHECK(module.answer("AT+SYSMSG?", "OK\r\n") == "+SYSMSG:3" + ok);
  CHECK(module.answer("AT+UART_DEF?") == "+UART_DEF:57600,8,1,0,0\r\n" + ok);
  CHECK(module.answer("AT+SYSFLASH=2,\"mqtt_ca\",0,6") == "+SYSFLASH:6,hello\xff" + ok);
  CHECK(module.answer("AT+RESTORE") == ok);
  module.host.receive_until("ready\r\n");
  module.answer("ATE0");
  CHECK(module.answer("AT+SYSMSG?", "OK\r\n") == "+SYSMSG:0" + ok);
  CHECK(module.answer("AT+SYSFLASH=2,\"mqtt_ca\",0,5") == "+SYSFLASH:5,hello" + ok);
}
