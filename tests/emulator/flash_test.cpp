// What a module keeps across runs, and the certificates that it starts with.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>

#include "at_engine/profiles/profiles.hpp"
#include "emulator/durable_file.hpp"
#include "emulator/failure.hpp"
#include "emulator/flash_directory.hpp"
#include "emulator/stored_settings.hpp"
#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"
#include "tests/emulator/serial_host.hpp"

namespace fs = std::filesystem;
using namespace espat::test;
using namespace espat::emulator;
using namespace espat;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

using Part = at::StorageChanged::Part;

const std::string ok = "\r\nOK\r\n";

void write_file(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

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

/// A CA, and a certificate with its key, made by openssl.
struct Certificates {
  TemporaryDirectory directory;
  std::string ca = make("ca");
  std::string certificate = make("client");

  std::string path(const char* name) const { return directory.path() / name; }

 private:
  std::string make(const std::string& name) const {
    const std::string stem = directory.path() / name;
    const Finished finished =
        run_program("/usr/bin/openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                                         "/CN=" + name, "-keyout", stem + ".key", "-out", stem + ".pem"});
    REQUIRE(finished.exit_code == 0);
    return *read_file(stem + ".pem");
  }
};

RunningEspat start(const TemporaryDirectory& home, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--timing", "instant", "--wifi", "fresh"});
  return RunningEspat(arguments, home.path());
}

std::string answer(SerialHost& host, const std::string& line, const std::string& until = ok) {
  host.send(line + "\r\n");
  return host.receive_until(until);
}

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
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  at::Settings settings;
  settings.wifi_mode = 3;
  settings.ssid = every_byte;
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
  data.set("mqtt_ca", {"mqtt_ca.0", at::ManufacturingType::binary, every_byte});
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
  write_file(directory + "/" + row.file, row.contents);
  const Finished finished = run_espat({"--flash", directory, "--tcp", "127.0.0.1:0"});
  CHECK_THAT(finished.errors, StartsWith("espat: --flash: " + directory + "/" + row.file + " cannot be used (") && Contains(row.cause));
  CHECK(finished.exit_code == 3);

  write_file(home.path() / "file", "");
  const Finished no_directory = run_espat({"--flash", home.path() / "file", "--tcp", "127.0.0.1:0"});
  CHECK_THAT(no_directory.errors, Contains("cannot be used (") && Contains("name a directory that is yours"));
  CHECK(no_directory.exit_code == 3);
}

TEST_CASE("what a host has stored and written is there in the next run") {
  const TemporaryDirectory home;
  const std::string flash = home.path() / "flash";
  {
    RunningEspat espat = start(home, {"--flash", flash});
    SerialHost host(espat.line());
    host.receive_until("ready\r\n");
    CHECK(answer(host, "ATE0") == "ATE0\r\n" + ok);
    CHECK(answer(host, "AT+SYSMSG=3") == ok);
    CHECK(answer(host, "AT+UART_DEF=57600,8,1,0,0") == ok);
    CHECK(answer(host, "AT+SYSFLASH=1,\"mqtt_ca\",0,5", ">") == ">");
    host.send("hello");
    CHECK(host.receive_until(ok) == ok);
    espat.signal(SIGKILL);
    CHECK(espat.exit_code() == 128 + SIGKILL);
  }
  RunningEspat espat = start(home, {"--flash", flash});
  SerialHost host(espat.line());
  host.receive_until("ready\r\n");
  answer(host, "ATE0");
  CHECK(answer(host, "AT+SYSMSG?", "OK\r\n") == "+SYSMSG:3" + ok);
  CHECK(answer(host, "AT+UART_DEF?") == "+UART_DEF:57600,8,1,0,0\r\n" + ok);
  CHECK(answer(host, "AT+SYSFLASH=2,\"mqtt_ca\",0,6") == "+SYSFLASH:6,hello\xff" + ok);
  CHECK(answer(host, "AT+RESTORE") == ok);
  host.receive_until("ready\r\n");
  answer(host, "ATE0");
  CHECK(answer(host, "AT+SYSMSG?", "OK\r\n") == "+SYSMSG:0" + ok);
  CHECK(answer(host, "AT+SYSFLASH=2,\"mqtt_ca\",0,5") == "+SYSFLASH:5,hello" + ok);
}

TEST_CASE("certificates of the command line are in the flash, where AT commands find them") {
  const Certificates made;
  const TemporaryDirectory home;
  SECTION("in partitions") {
    RunningEspat espat = start(home, {"--ca", made.path("ca.pem"), "--cert", made.path("client.pem"), "--key", made.path("client.key")});
    SerialHost host(espat.line());
    host.receive_until("ready\r\n");
    answer(host, "ATE0");
    const std::string head("\xf1\xf1\x01\x00", 4);
    CHECK(answer(host, "AT+SYSFLASH=2,\"mqtt_ca\",0,4") == "+SYSFLASH:4," + head + ok);
    const std::string length = std::to_string(made.certificate.size());
    CHECK(answer(host, "AT+SYSFLASH=2,\"mqtt_cert\",12," + length) == "+SYSFLASH:" + length + "," + made.certificate + ok);
  }
  SECTION("in mfg_nvs") {
    RunningEspat espat = start(home, {"--profile", "esp32c3-v4.1.0.0", "--ca", made.path("ca.pem")});
    SerialHost host(espat.line());
    host.receive_until("ready\r\n");
    answer(host, "ATE0");
    CHECK(answer(host, "AT+SYSMFG=1,\"mqtt_ca\",\"mqtt_ca.0\"") ==
          "+SYSMFG:\"mqtt_ca\",\"mqtt_ca.0\",7," + std::to_string(made.ca.size()) + "," + made.ca + "\r\n" + ok);
  }
}

TEST_CASE("an unusable PEM file is one sentence and exit code 3") {
  const Certificates made;
  const std::string ca = made.path("ca.pem");
  const std::string key = made.path("client.key");
  const std::string none = made.path("none.pem");
  const Finished missing = run_espat({"--ca", none});
  CHECK(missing.errors == "espat: --ca: there is no file " + none + "\n");
  CHECK(missing.exit_code == 3);
  const Finished no_certificate = run_espat({"--cert", key});
  CHECK(no_certificate.errors == "espat: --cert: " + key + " holds no PEM certificate; openssl x509 -in " + key + " -text tells more\n");
  CHECK(no_certificate.exit_code == 3);
  const Finished no_key = run_espat({"--key", ca});
  CHECK(no_key.errors == "espat: --key: " + ca + " holds no PEM private key without a password; openssl pkey -in " + ca + " tells more\n");
  CHECK(no_key.exit_code == 3);
  const Finished no_pair = run_espat({"--cert", ca, "--key", key});
  CHECK(no_pair.errors == "espat: --key: " + key + " does not belong to the certificate " + ca + "; give the key that it was made with\n");
  CHECK(no_pair.exit_code == 3);
  write_file(made.path("long.pem"), made.ca + std::string(9'000, '#'));
  const Finished too_long = run_espat({"--ca", made.path("long.pem")});
  CHECK_THAT(too_long.errors, StartsWith("espat: the certificates for mqtt_ca take ") && Contains("the partition has 8192"));
  CHECK(too_long.exit_code == 3);
}

TEST_CASE("espat flash packs images, lists them, and its images go through AT+SYSFLASH") {
  const Certificates made;
  const std::string image = made.path("image");
  const Finished packed = run_espat({"flash", "pack", "--ca", made.path("ca.pem"), "--ca", made.path("client.pem"), "-o", image});
  CHECK(packed.errors.empty());
  CHECK(packed.output.empty());
  CHECK(packed.exit_code == 0);
  const Finished listed = run_espat({"flash", "list", image});
  CHECK(listed.output ==
        "0 ca   id 0 " + std::to_string(made.ca.size()) + " bytes\n1 ca   id 1 " + std::to_string(made.certificate.size()) + " bytes\n");
  CHECK(listed.exit_code == 0);

  const TemporaryDirectory home;
  RunningEspat espat = start(home, {});
  SerialHost host(espat.line());
  host.receive_until("ready\r\n");
  answer(host, "ATE0");
  const std::string bytes = *read_file(image);
  answer(host, "AT+SYSFLASH=0,\"mqtt_ca\"");
  answer(host, "AT+SYSFLASH=1,\"mqtt_ca\",0," + std::to_string(bytes.size()), ">");
  host.send(bytes);
  CHECK(host.receive_until(ok) == ok);
  answer(host, "AT+MQTTUSERCFG=0,3,\"id\",\"\",\"\",0,1,\"\"");
  // Nobody listens there: that the log names the length shows that the second item was found.
  answer(host, "AT+MQTTCONN=0,\"127.0.0.1\",1,0", "ERROR\r\n");
  CHECK_THAT(espat.log_until("ca len:"), Contains("ca len:"));
  CHECK_THAT(espat.log_until("\n"), Contains("ca len:" + std::to_string(made.certificate.size())));
}

TEST_CASE("espat flash refuses what it cannot use") {
  const TemporaryDirectory home;
  const std::string image = home.path() / "image";
  write_file(image, "PEM");
  struct Row {
    std::vector<std::string> arguments;
    std::string sentence;
    int exit_code;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {{"flash", "list", image},
       "espat: " + image + " is no certificate image: it does not begin with the magic number 0xF1F1 of a certificate container\n",
       3},
      {{"flash", "list", image + "x"}, "espat: there is no file " + image + "x\n", 3},
      {{"flash", "pack", "-o", image}, "espat: flash pack: name at least one file with --ca, --cert or --key\n", 2},
      {{"flash", "pack", "--ca", image + "x", "-o", image}, "espat: --ca: there is no file " + image + "x\n", 3},
      {{"flash", "pack"}, "espat: --output is required (`espat --help` shows how it is used)\n", 2},
      {{"flash"}, "espat: A subcommand is required (`espat --help` shows how it is used)\n", 2},
  }));
  const Finished finished = run_espat(row.arguments);
  CHECK(finished.errors == row.sentence);
  CHECK(finished.output.empty());
  CHECK(finished.exit_code == row.exit_code);
}

TEST_CASE("espat flash --help shows examples") {
  const Finished finished = run_espat({"flash", "pack", "--help"});
  CHECK_THAT(finished.output, Contains("Makes an image of PEM files.") && Contains("Examples:\n  espat flash pack "));
  CHECK(finished.exit_code == 0);
}
