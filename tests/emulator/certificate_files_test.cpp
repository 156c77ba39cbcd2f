// PEM files of the user in the flash: by the command line, and as images by `espat flash`.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "emulator/durable_file.hpp"
#include "tests/emulator/booted_module.hpp"

using namespace espat::test;
using namespace espat::emulator;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

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

}  // namespace

TEST_CASE("certificates of the command line are in the flash, where AT commands find them") {
  const Certificates made;
  SECTION("in partitions") {
    BootedModule module({"--ca", made.path("ca.pem"), "--cert", made.path("client.pem"), "--key", made.path("client.key")});
    module.answer("ATE0");
    const std::string head("\xf1\xf1\x01\x00", 4);
    CHECK(module.answer("AT+SYSFLASH=2,\"mqtt_ca\",0,4") == "+SYSFLASH:4," + head + ok);
    const std::string length = std::to_string(made.certificate.size());
    CHECK(module.answer("AT+SYSFLASH=2,\"mqtt_cert\",12," + length) == "+SYSFLASH:" + length + "," + made.certificate + ok);
  }
  SECTION("in mfg_nvs") {
    BootedModule module({"--profile", "esp32c3-v4.1.0.0", "--ca", made.path("ca.pem")});
    module.answer("ATE0");
    CHECK(module.answer("AT+SYSMFG=1,\"mqtt_ca\",\"mqtt_ca.0\"") ==
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
  replace_file(made.path("long.pem"), made.ca + std::string(9'000, '#'));
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

  BootedModule module;
  module.answer("ATE0");
  const std::string bytes = *read_file(image);
  module.answer("AT+SYSFLASH=0,\"mqtt_ca\"");
  module.answer("AT+SYSFLASH=1,\"mqtt_ca\",0," + std::to_string(bytes.size()), ">");
  module.host.send(bytes);
  CHECK(module.host.receive_until(ok) == ok);
  module.answer("AT+MQTTUSERCFG=0,3,\"id\",\"\",\"\",0,1,\"\"");
  // Nobody listens there: that the log names the length shows that the second item was found.
  module.answer("AT+MQTTCONN=0,\"127.0.0.1\",1,0", "ERROR\r\n");
  CHECK_THAT(module.espat.log_until("ca len:"), Contains("ca len:"));
  CHECK_THAT(module.espat.log_until("\n"), Contains("ca len:" + std::to_string(made.certificate.size())));
}

TEST_CASE("espat flash refuses what it cannot use") {
  const TemporaryDirectory home;
  const std::string image = home.path() / "image";
  replace_file(image, "PEM");
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
