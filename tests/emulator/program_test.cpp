#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "emulator/temporary_directory.hpp"
#include "tests/emulator/booted_module.hpp"

namespace fs = std::filesystem;
using namespace espat::test;
using boost::asio::ip::tcp;
using espat::emulator::TemporaryDirectory;
using nlohmann::json;

namespace {

/// Asks the module for a sign of life.
template <typename Stream>
std::string answer_to_at(Stream& stream) {
  boost::asio::write(stream, boost::asio::buffer("AT\r\n", 4));
  std::string answer(std::string_view("AT\r\n\r\nOK\r\n").size(), '?');
  boost::asio::read(stream, boost::asio::buffer(answer));
  return answer;
}

std::string answer_to_at(SerialHost& host) {
  host.send("AT\r\n");
  return host.receive_until("OK\r\n");
}

}  // namespace

TEST_CASE("the first line on stdout is the link, and the module is there") {
  const TemporaryDirectory home;
  RunningEspat espat({"--timing", "instant", "--wifi", "fresh"}, home.path());
  const std::string link = espat.line();
  CHECK(link == home.path() / "espat/at0");
  SerialHost host(link);
  CHECK(host.receive_until("ready\r\n") == "\r\nready\r\n");
  CHECK(answer_to_at(host) == "AT\r\n\r\nOK\r\n");
}

TEST_CASE("a module with real timing answers too") {
  const TemporaryDirectory home;
  RunningEspat espat({"--wifi", "fresh"}, home.path());
  SerialHost host(espat.line());
  host.receive_until("\r\nready\r\n");
  CHECK(answer_to_at(host) == "AT\r\n\r\nOK\r\n");
}

TEST_CASE("SIGINT and SIGTERM end it with 0 and remove the link") {
  const int signal = GENERATE(SIGINT, SIGTERM);
  const TemporaryDirectory home;
  RunningEspat espat({}, home.path());
  const fs::path link = espat.line();
  CHECK(fs::is_symlink(link));
  espat.signal(signal);
  CHECK(espat.exit_code() == 0);
  CHECK_FALSE(fs::is_symlink(link));
  CHECK(espat.rest_of_stdout().empty());
}

TEST_CASE("another signal ends it with 128 and the signal's number") {
  const TemporaryDirectory home;
  RunningEspat espat({}, home.path());
  espat.line();
  espat.signal(SIGHUP);
  CHECK(espat.exit_code() == 128 + SIGHUP);
}

TEST_CASE("with --json the first line is the ready object without what was not asked for") {
  const TemporaryDirectory home;
  RunningEspat espat({"--json"}, home.path());
  const std::string line = espat.line();
  const std::string port = fs::read_symlink(home.path() / "espat/at0");
  CHECK(line == R"({"event":"ready","port":")" + port + R"(","link":")" + (home.path() / "espat/at0").string() +
                    R"(","log_port":null,"profile":"esp32-v2.1.0.0","broker":null,"control":null})");
  espat.signal(SIGTERM);
  CHECK(espat.rest_of_stdout().empty());
}

TEST_CASE("with --json the first line is the ready object with a broker and a log port") {
  const TemporaryDirectory home;
  const std::string log_link = home.path() / "log";
  RunningEspat espat({"--json", "--broker", "--log-link", log_link}, home.path());
  const json ready = json::parse(espat.line());
  CHECK(ready["log_port"] == log_link);
  const json& broker = ready["broker"];
  CHECK(broker["tcp"].get<int>() > 0);
  CHECK(broker["ws"].get<int>() > 0);
  for (const char* listener : {"tls", "tls_client", "wss", "wss_client", "password"}) CHECK(broker[listener].is_number());
  CHECK(broker.size() == 11);
}

TEST_CASE("the log UART is a second pty with --log-link") {
  const TemporaryDirectory home;
  RunningEspat espat({"--log-link", home.path() / "log", "--broker", "--json", "--timing", "instant"}, home.path());
  const json ready = json::parse(espat.line());
  SerialHost log(ready["log_port"]);
  SerialHost host(ready["link"]);
  host.receive_until("WIFI GOT IP\r\n");
  host.send("AT+MQTTUSERCFG=0,1,\"id\",\"\",\"\",0,0,\"\"\r\n");
  host.receive_until("OK\r\n");
  host.send("AT+MQTTCONN=0,\"broker\",1883,0\r\n");  // its name for the module
  host.receive_until("+MQTTCONNECTED:0,1,\"broker\",\"1883\",\"\",0\r\n\r\nOK\r\n");
  log.receive_until("MQTT_EVENT_CONNECTED\r\n");
}

TEST_CASE("two modules at the same time take two links") {
  const TemporaryDirectory home;
  RunningEspat first({}, home.path());
  CHECK(first.line() == home.path() / "espat/at0");
  RunningEspat second({}, home.path());
  CHECK(second.line() == home.path() / "espat/at1");
}

TEST_CASE("a link that was left behind is replaced") {
  const TemporaryDirectory home;
  const fs::path link = home.path() / "at";
  fs::create_symlink("/dev/pts/999999", link);
  RunningEspat espat({"--link", link}, home.path());
  CHECK(espat.line() == link);
  CHECK(fs::exists(link));
}

TEST_CASE("a link that points elsewhere now is left alone at the end") {
  const TemporaryDirectory home;
  const fs::path link = home.path() / "at";
  RunningEspat espat({"--link", link}, home.path());
  espat.line();
  fs::remove(link);
  fs::create_symlink("/dev/null", link);
  espat.signal(SIGTERM);
  CHECK(espat.exit_code() == 0);
  CHECK(fs::read_symlink(link) == "/dev/null");
}

TEST_CASE("a file where the link should be is one sentence and exit code 3") {
  const TemporaryDirectory home;
  const fs::path link = home.path() / "at";
  std::ofstream(link) << "precious";
  const Finished finished = run_espat({"--link", link});
  CHECK(finished.errors ==
        "espat: " + link.string() + " is not a link of espat and will not be overwritten: remove it, or name another --link.\n");
  CHECK(finished.exit_code == 3);
  CHECK(fs::file_size(link) == 8);
}

TEST_CASE("no pty is one sentence and exit code 3") {
  const TemporaryDirectory home;
  const std::string start = "espat: Cannot make a pty (Too many open files): ";
  // The lowest limit of open files at which a pty is what it has no descriptor left for.
  Finished finished{};
  for (int limit = 4; limit < 64 && !finished.errors.starts_with(start); ++limit) {
    finished = run_program(
        "/bin/sh", {"-c", "ulimit -n " + std::to_string(limit) + "; exec " ESPAT_PROGRAM " --link " + (home.path() / "at").string()});
  }
  CHECK(finished.errors == start + "mount devpts on /dev/pts and check /proc/sys/kernel/pty/max, or use --tcp or --unix instead.\n");
  CHECK(finished.output.empty());
  CHECK(finished.exit_code == 3);
}

TEST_CASE("a log or transcript that cannot be written is one sentence and exit code 3") {
  const std::string option = GENERATE(as<std::string>(), "--log", "--transcript");
  const Finished finished = run_espat({option, "/dev/null/file"});
  CHECK_THAT(finished.errors, Catch::Matchers::Matches("espat: [^\n]*/dev/null/file[^\n]*" + option + "[^\n]*\n") ||
                                  Catch::Matchers::Matches("espat: --log: [^\n]*/dev/null/file[^\n]*\n"));
  CHECK(finished.output.empty());
  CHECK(finished.exit_code == 3);
}

TEST_CASE("the AT port as a TCP server") {
  const TemporaryDirectory home;
  RunningEspat espat({"--tcp", "127.0.0.1:0", "--wait-client", "--wifi", "fresh"}, home.path());
  const std::string line = espat.line();
  REQUIRE(line.starts_with("tcp:127.0.0.1:"));
  boost::asio::io_context io;
  tcp::socket host(io);
  host.connect({boost::asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoi(line.substr(14)))});
  std::string banner(9, '?');
  boost::asio::read(host, boost::asio::buffer(banner));
  CHECK(banner == "\r\nready\r\n");
  CHECK(answer_to_at(host) == "AT\r\n\r\nOK\r\n");
  CHECK_FALSE(fs::exists(home.path() / "espat"));
}

TEST_CASE("the AT port as a Unix socket") {
  const TemporaryDirectory home;
  const std::string path = home.path() / "socket";
  RunningEspat espat({"--unix", path, "--wait-client", "--wifi", "fresh"}, home.path());
  CHECK(espat.line() == "unix:" + path);
  boost::asio::io_context io;
  boost::asio::local::stream_protocol::socket host(io);
  host.connect(path);
  std::string banner(9, '?');
  boost::asio::read(host, boost::asio::buffer(banner));
  CHECK(banner == "\r\nready\r\n");
  CHECK(answer_to_at(host) == "AT\r\n\r\nOK\r\n");
}

TEST_CASE("the private broker does not survive espat's SIGKILL") {
  const TemporaryDirectory home;
  RunningEspat espat({"--json", "--broker"}, home.path());
  const json ready = json::parse(espat.line());
  boost::asio::io_context io;
  tcp::socket client(io);
  client.connect({boost::asio::ip::address_v4::loopback(), ready["broker"]["tcp"].get<std::uint16_t>()});
  espat.signal(SIGKILL);
  CHECK(espat.exit_code() == 128 + SIGKILL);
  // The connection ends when the broker does; a broker alive would leave it open, waiting for CONNECT.
  char byte = 0;
  boost::system::error_code error;
  client.read_some(boost::asio::buffer(&byte, 1), error);
  CHECK((error == boost::asio::error::eof || error == boost::asio::error::connection_reset));
}

TEST_CASE("a broker that cannot start is one sentence and exit code 3") {
  const TemporaryDirectory directory;
  const fs::path program = directory.path() / "mosquitto";
  std::ofstream(program) << "#!/bin/sh\necho Error: no luck\nexit 4\n";
  fs::permissions(program, fs::perms::owner_all);
  const Finished finished = run_espat({"--broker"}, directory.path().string() + ":/usr/bin:/bin");
  CHECK(finished.errors == "espat: the private broker " + program.string() +
                               " could not start (exit status 4: Error: no luck); try it by hand with " + program.string() + " -p 0 -v\n");
  CHECK(finished.exit_code == 3);
}

TEST_CASE("a name is mapped to the private broker's address") {
  const TemporaryDirectory home;
  RunningEspat broker({"--json", "--broker"}, home.path());
  const std::string port = json::parse(broker.line())["broker"]["tcp"].dump();
  RunningEspat espat({"--map", "mqtt.example.com=127.0.0.1:" + port, "--timing", "instant"}, home.path());
  SerialHost host(espat.line());
  host.receive_until("WIFI GOT IP\r\n");
  host.send("AT+MQTTUSERCFG=0,1,\"id\",\"\",\"\",0,0,\"\"\r\n");
  host.receive_until("\r\nOK\r\n");
  host.send("AT+MQTTCONN=0,\"mqtt.example.com\",1883,0\r\n");
  host.receive_until("1883,0\r\n");
  CHECK(host.receive_until("\r\nOK\r\n") == "+MQTTCONNECTED:0,1,\"mqtt.example.com\",\"1883\",\"\",0\r\n\r\nOK\r\n");
}

TEST_CASE("the transcript holds every byte of both directions") {
  const TemporaryDirectory home;
  const fs::path transcript = home.path() / "transcript";
  BootedModule module({"--transcript", transcript});
  answer_to_at(module.host);
  module.espat.signal(SIGTERM);
  CHECK(module.espat.exit_code() == 0);
  std::map<std::string, std::string> bytes;
  std::ifstream file(transcript);
  for (std::string line; std::getline(file, line);) {
    const json entry = json::parse(line);
    CHECK(entry["t"].get<double>() >= 0);
    bytes[entry["dir"]] += entry["bytes"].get<std::string>();
  }
  CHECK(bytes["host"] == "AT\r\n");
  CHECK(bytes["device"] == "\r\nready\r\nAT\r\n\r\nOK\r\n");
}

TEST_CASE("the coverage says what the host has sent, and what it has not") {
  const TemporaryDirectory home;
  const fs::path coverage = home.path() / "coverage";
  BootedModule module({"--coverage", coverage, "-v"});
  answer_to_at(module.host);
  module.answer("AT+MQTTCLEAN=0", "\r\nERROR\r\n");
  module.espat.signal(SIGTERM);
  CHECK(module.espat.exit_code() == 0);
  std::ifstream file(coverage);
  const json report = json::parse(file);
  CHECK(report["commands"]["AT"] == 1);
  CHECK(report["commands"]["AT+MQTTCLEAN="] == 1);
  CHECK(report["commands"]["AT+MQTTPUB="] == 0);
  CHECK(report["mqtt_states"] == json({0}));
  CHECK(report["error_codes"] == json::parse(R"([{"code": "0x010a6003", "count": 1, "meaning": "there is nothing to clean"}])"));
  CHECK(report["never"]["mqtt_states"] == json({1, 2, 3, 4, 5, 6}));
  CHECK_THAT(module.espat.rest_of_stderr(), Catch::Matchers::Contains("coverage: the host used 2 of "));
}
