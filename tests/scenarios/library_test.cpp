#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "emulator/temporary_directory.hpp"
#include "tests/emulator/running_espat.hpp"
#include "tests/scenarios/transcript_lines.hpp"

using namespace espat::test;
namespace fs = std::filesystem;

namespace {

/// The last in the alphabet takes longest, so it is begun first.
std::vector<fs::path> library() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(ESPAT_SCENARIO_LIBRARY)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.rbegin(), files.rend());
  return files;
}

std::string contents(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The cause of what a scenario shows, as it is written there for the first time, and what stands there without it.
struct Cause {
  std::string file;
  std::string written;
  std::string instead;
};

// A fault of which no host sees anything, alone and as the beginning of one that has further keys.
const std::string harmless = "{wifi: {rssi: -50}}";
const std::string harmless_with = "{wifi: {rssi: -50},";

const std::vector<Cause> causes{
    {"access_point_lost", "{wifi: lose_ap}", harmless},
    {"already_subscribed", R"(a/b\",0\r\n"
  - expect: "\r\nALREADY)",
     R"(c/d\",0\r\n"
  - expect: "\r\nALREADY)"},
    {"another_version", "esp32c3-v3.3.0.0", "esp32-v2.1.0.0"},
    {"broker_refuses", R"(\",1884)", R"(\",1883)"},
    {"broker_restarts", "{broker: kill}", harmless},
    {"broker_unavailable", "{broker: {connack: 3}, times: 1}", harmless},
    {"busy", R"(\r\nAT+GMR\r\n)", R"(\r\n)"},
    {"certificate_in_wrong_partition", R"(=0,\"mqtt_ca)", R"(=0,\"client_ca)"},
    {"clock_in_1970", "  - include: parts/boot.yaml\n", R"(  - include: parts/boot.yaml
  - send: "AT+CIPSNTPCFG=1,0\r\n"
  - expect: "\r\nOK\r\n"
  - wait: 300ms
)"},
    {"close_twice", "AT+MQTTCLEAN=0", "AT"},
    {"comma_in_password", "se,cret", R"(se\\,cret)"},
    {"command_too_long", R"(01\",0,0\r\n"
  - expect: "ERR)",
     R"(0\",0,0\r\n"
  - expect: "ERR)"},
    {"commas_and_quotes", R"({\"t\":21,5})", "x"},
    {"data_before_the_prompt", R"(\r\nabc)", R"(\r\n)"},
    {"double_subscribe", R"(state\",2,on\r\n"
  - send: "AT+MQTTSUB=0,\"state\",0\r\n")",
     R"(state\",2,on\r\n"
  - send: "AT\r\n")"},
    {"eleventh_topic", "include: parts/ten_topics.yaml", "wait: 1ms"},
    {"endless_busy", "{broker: drop_acks}", harmless},
    {"error_although_published", "{broker: drop_acks, times: 1}", harmless},
    {"error_without_reason", "parts/configure.yaml", "parts/connect.yaml"},
    {"extra_line_end", R"(0\r\n\r\n")", R"(0\r\n")"},
    {"fifo_overrun", "overrun: 128", "overrun: 1000"},
    {"firmware_without_mqtt", "{firmware: {error: 0x01090000, to: \"AT+MQTT*\"}}", harmless},
    {"flipped_bit", "{uart: to_device, flip: 1, nth: 3,", harmless_with},
    {"half_open_connection", "{net: blackhole}", harmless},
    {"host_restarts", "parts/connect.yaml", "parts/boot.yaml"},
    {"host_sends_what_it_expects", R"("OK\r\n")", R"("AT\r\n")"},
    {"late_acknowledgement", "{broker: hold_acks,", harmless_with},
    {"late_address", "{wifi: no_ip, for: 2s}", harmless},
    {"line_feed_alone", R"(AT\n)", R"(AT\r\n)"},
    {"link_lost_in_raw_data", "{broker: disconnect}", harmless},
    {"long_token", R"(qr\"\r\n"
  - expect: "ERR)",
     R"(q\"\r\n"
  - expect: "ERR)"},
    {"long_topic", R"(1\",0\r\n)", R"(\",0\r\n)"},
    {"long_token_by_prompt", "esp32c3-v3.3.0.0", "esp32-v2.1.0.0"},
    {"lost_byte_in_raw_data", "{uart: to_device, drop: 1, nth: 3,", harmless_with},
    {"memory_short", "{firmware: {heap: 1000},", harmless_with},
    {"message_delivered_twice", "{net: reset}", harmless},
    {"message_split_at_1024", "1500", "1000"},
    {"name_not_found", "{net: dns_fail, times: 1}", harmless},
    {"no_client_certificate", R"(\",8884)", R"(\",8883)"},
    {"payload_like_an_answer", R"(\r\nOK\r\n\"quoted)", R"(a line\"quoted)"},
    {"publish_into_dead_link", "{net: blackhole}", harmless},
    {"query_crashes", "parts/connect.yaml", "parts/configure.yaml"},
    {"reconnects_by_itself", "{broker: disconnect}", harmless},
    {"reset_while_connecting", "host_sends: \"AT+MQTTCONN=*\"", "host_sends: AT+NEVER"},
    {"retained_burst", R"(\"on\",1,1)", R"(\"on\",1,0)"},
    {"session_resumed", "=0,120,1,", "=0,120,0,"},
    {"several_lines_in_one_read", "{uart: to_host, stall: 1500ms,", harmless_with},
    {"silent_in_passthrough", "CIPMODE=1", "CIPMODE=0"},
    {"silent_broker", "{broker: pause}", harmless},
    {"sliced_answers", "{uart: to_host, slice: 4, gap: 500ms,", harmless_with},
    {"split_prompt", "{firmware: {split_ok_prompt: 1s}}", harmless},
    {"surplus_after_raw_data", R"(0123456789\r\n)", "0123456789"},
    {"tls_expired", "{net: {tls: expired}}", harmless},
    {"tls_no_shared_cipher", "{net: {tls: no_shared_cipher}}", harmless},
    {"tls_unknown_ca", "{net: {tls: unknown_ca}}", harmless},
    {"tls_wrong_host", "{net: {tls: wrong_host}}", harmless},
    {"urc_between_ok_and_prompt", "nth: 7 ", "nth: 700 "},
    {"websocket_refused", "{net: {http_status: 403}, times: 1}", harmless},
    {"wifi_urcs_stay", "{wifi: lose_ap}", harmless},
    {"wrong_baud_rate", "baud_mismatch: 57600", "baud_mismatch: 115200"},
    {"wrong_scheme", R"(\",8883)", R"(\",1883)"},
    {"wrong_wifi_password", "{wifi: wrong_password,", harmless_with},
};

std::vector<std::string> run_all(const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"run", "--jobs", "8"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  for (const fs::path& file : library()) arguments.push_back(file);
  return arguments;
}

}  // namespace

TEST_CASE("every scenario of the library passes, and nothing differs between three runs at a time") {
  CHECK(library().size() >= 24);
  const espat::emulator::TemporaryDirectory directory;
  std::vector<std::unique_ptr<RunningEspat>> runs;
  const auto junit = [&](std::size_t run) { return directory.path() / (std::to_string(run) + ".xml"); };
  for (std::size_t run = 0; run < 3; ++run) {
    runs.push_back(std::make_unique<RunningEspat>(run_all({"--seed", "7", "--junit", junit(run)}), directory.path()));
  }
  for (const auto& run : runs) {
    const std::string output = run->rest_of_stdout();
    INFO(output);
    CHECK(run->exit_code() == 0);
  }
  const std::vector<std::string> first = transcript_lines(junit(0));
  CHECK(std::count(first.begin(), first.end(), R"( host    AT+MQTTCONN=0,&quot;broker&quot;,1883,0\r\n)") > 20);
  for (const std::size_t run : {1, 2}) {
    const std::vector<std::string> other = transcript_lines(junit(run));
    REQUIRE(other.size() == first.size());
    for (std::size_t line = 0; line < first.size(); ++line) REQUIRE(other[line] == first[line]);
  }
}

TEST_CASE("every scenario of the library fails when its cause is taken away") {
  const espat::emulator::TemporaryDirectory directory;
  fs::copy(ESPAT_SCENARIO_LIBRARY, directory.path(), fs::copy_options::recursive);
  std::vector<std::string> arguments{"--json", "run", "--jobs", "8"};
  for (const fs::path& file : library()) {
    CAPTURE(file.stem());
    const auto cause = std::find_if(causes.begin(), causes.end(), [&](const Cause& row) { return row.file == file.stem(); });
    REQUIRE(cause != causes.end());
    std::string scenario = contents(file);
    const std::size_t at = scenario.find(cause->written);
    REQUIRE(at != std::string::npos);
    const fs::path changed = directory.path() / file.filename();
    std::ofstream(changed) << scenario.replace(at, cause->written.size(), cause->instead);
    arguments.push_back(changed);
  }
  CHECK(causes.size() == library().size());

  const Finished finished = run_espat(arguments);
  CAPTURE(finished.errors);
  CHECK(finished.exit_code == 1);
  std::stringstream lines(finished.output);
  std::size_t failed = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto suite = nlohmann::json::parse(line);
    CAPTURE(suite["file"], suite["report"]);
    CHECK((suite["result"] == "failed" || suite["result"] == "timed out"));
    ++failed;
  }
  CHECK(failed == causes.size());
}

TEST_CASE("the document names every scenario of the library") {
  const std::string document = contents(ESPAT_SCENARIO_DOCUMENT);
  for (const fs::path& file : library()) {
    CAPTURE(file);
    CHECK(document.find("`" + file.stem().string() + "`") != std::string::npos);
  }
}
