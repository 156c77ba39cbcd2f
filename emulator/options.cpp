#include "emulator/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "emulator/failure.hpp"
#include "emulator/option_values.hpp"
#include "emulator/option_with_value.hpp"
#include "emulator/schema.hpp"
#include "emulator/suggestion.hpp"
#include "emulator/sweep_options.hpp"
#include "emulator/version.hpp"

namespace espat::emulator {
namespace {

constexpr const char* examples = R"(Examples:
  espat                                        a module at $XDG_RUNTIME_DIR/espat/at0 or /tmp/espat-UID/at0
  espat --link /tmp/modem --broker             with a private MQTT broker on loopback; its port is in the log
  espat --map mqtt.example.com=127.0.0.1:1883  firmware that connects to mqtt.example.com reaches a local broker
  espat --ap home:secret99 --wifi fresh        a factory-fresh module and one access point with a password
  espat --tcp 127.0.0.1:3333 --timing instant  the AT port as a TCP server, without any waiting
  espat --json                                 for scripts: the first line on stdout is a JSON object with the port
  espat run boot.yaml --seed 7                 a scenario, with its own host or with the program after --
  espat sweep -- ./my-firmware                 finds where the firmware hangs or fails when something goes wrong
  espat --flash ~/module --ca ca.pem           with a CA in its flash, which is kept across runs
  espat profiles                               the firmware versions it can be
  espat flash pack --ca ca.pem -o ca.img       an image for AT+SYSFLASH=1,"mqtt_ca")";

constexpr const char* flash_examples = R"(Examples:
  espat flash pack --ca ca.pem -o mqtt_ca.img                    an image for AT+SYSFLASH=1,"mqtt_ca",0,<length>
  espat flash pack --cert one.pem --cert two.pem -o mqtt_cert.img two items, found by their index 0 and 1
  espat flash list mqtt_ca.img                                   what an image holds)";

CLI::Option* repeatable(CLI::Option* option) { return option->expected(1, CLI::detail::expected_max_vector_size); }

void add_serial_options(CLI::App& app, DeviceOptions& options) {
  CLI::Option* link =
      with_value(app, "--link", "PATH",
                 "symbolic link to the pty of the AT UART [the first free at0, at1, ... in $XDG_RUNTIME_DIR/espat or /tmp/espat-UID]",
                 [&options](const std::string& path) { options.bearer = PtyBearer{path}; });
  CLI::Option* tcp = with_value(app, "--tcp", "HOST:PORT", "the AT UART is a TCP server there instead of a pty",
                                [&options](const std::string& address) { options.bearer = TcpBearer{address}; });
  CLI::Option* unix_socket = with_value(app, "--unix", "PATH", "the AT UART is a Unix socket there instead of a pty",
                                        [&options](const std::string& path) { options.bearer = UnixBearer{path}; });
  link->excludes(tcp)->excludes(unix_socket);
  tcp->excludes(unix_socket);
  with_value(app, "--log-link", "PATH", "the module's log UART as a second pty, with this link [in the program log]",
             [&options](const std::string& path) { options.log_link = path; });
  with_value(app, "--baud", "N", "line rate until a host sets one, 80..5000000 [115200]",
             [&options](const std::string& rate) { options.baud = parse_baud(rate); });
  app.add_flag("--wait-client", options.wait_client, "say nothing on the UART until a host opens it");
}

void add_module_options(CLI::App& app, DeviceOptions& options) {
  with_value(app, "--profile", "NAME", "firmware to be [" + std::string(options.profile->name) + "]",
             [&options](const std::string& name) { options.profile = parse_profile(name); });
  with_value(app, "--timing", "real|instant", "as slow as the real module, or as fast as possible [real]",
             [&options](const std::string& name) {
               options.timing = parse_choice(name, {"real", "instant"}) == 0 ? uart::Timing::real : uart::Timing::instant;
             });
  with_value(app, "--rtt", "TIME", "round trip of every network connection with --timing real, like 20ms [20ms]",
             [&options](const std::string& time) { options.round_trip = parse_duration(time); });
  with_value(app, "--wifi", "joined|fresh", "boot with a stored access point and join it, or factory-fresh [joined]",
             [&options](const std::string& name) {
               options.station = parse_choice(name, {"joined", "fresh"}) == 0 ? at::StationStart::joins : at::StationStart::fresh;
             });
  repeatable(with_value(app, "--ap", "SSID[:PASSWORD[:CHANNEL[:RSSI]]]",
                        "an access point on the air; repeatable [one that accepts any credentials]",
                        [&options](const std::string& text) { options.air.push_back(parse_access_point(text)); }));
}

/// PEM files; `most` of each kind.
void add_certificate_options(CLI::App& app, CertificateFiles& files, int most) {
  const auto add = [&](const char* name, const char* what, std::vector<std::string>& paths) {
    with_value(app, name, "FILE", what, [&paths](const std::string& path) { paths.push_back(path); })->expected(1, most);
  };
  add("--ca", "PEM file with the CA certificate", files.ca);
  add("--cert", "PEM file with the client certificate", files.certificate);
  add("--key", "PEM file with the key of the client certificate", files.key);
}

void add_flash_options(CLI::App& app, DeviceOptions& options) {
  with_value(app, "--flash", "DIR", "keep settings and flash contents there across runs [in memory]",
             [&options](const std::string& path) { options.flash = path; });
  add_certificate_options(app, options.certificates, 1);
}

void add_network_options(CLI::App& app, DeviceOptions& options) {
  app.add_flag("--broker", options.broker, "start a private mosquitto on loopback, which the module also finds as broker, port 1883");
  repeatable(with_value(app, "--map", "HOST[:PORT]=HOST:PORT", "what the firmware connects to is really there; repeatable",
                        [&options](const std::string& rule) { options.map.add(rule); }));
  with_value(app, "--clock", "sntp|host", "who answers an SNTP request: its server, or this PC where no server does [host with --broker]",
             [&options](const std::string& name) {
               options.clock = parse_choice(name, {"sntp", "host"}) == 0 ? Clock::sntp : Clock::host;
             });
}

void add_output_options(CLI::App& app, DeviceOptions& options) {
  with_value(app, "--transcript", "FILE", "every byte of the AT UART with its time, as JSON lines, passwords included",
             [&options](const std::string& path) { options.transcript = path; });
  with_value(app, "--coverage", "FILE", "at the end: which commands, states and error codes the host exercised, as JSON",
             [&options](const std::string& path) { options.coverage = path; });
  with_value(app, "--log", "FILE", "the program log goes to this file as well",
             [&options](const std::string& path) { options.log_file = path; });
  CLI::Option* verbose = app.add_flag_callback(
      "-v,--verbose", [&options] { options.verbosity = Verbosity::everything; }, "log every chunk of the AT port and every MQTT event");
  CLI::Option* quiet = app.add_flag_callback(
      "-q,--quiet", [&options] { options.verbosity = Verbosity::errors; }, "log errors only");
  verbose->excludes(quiet);
  app.add_flag("--json", options.json, "every line on stdout is one JSON object");
}

void add_scenario_options(CLI::App& app, DeviceOptions& options) {
  with_value(app, "--scenario", "FILE", "a scenario runs against this module",
             [&options](const std::string& path) { options.scenario = path; });
  with_value(app, "--exec", "COMMAND", "start this host firmware with ESPAT_PORT in its environment, and end with its status",
             [&options](const std::string& command) { options.exec = command; });
  with_value(app, "--control", "ADDRESS", "a control API for scripts there, unix:PATH or tcp:HOST:PORT; see `espat ctl --help` [none]",
             [&options](const std::string& address) { options.control = parse_control_address(address); });
  with_value(app, "--seed", "N", "every random choice of the scenario comes from it [chosen and printed]",
             [&options](const std::string& seed) { options.seed = parse_seed(seed); });
}

CLI::App* add_run(CLI::App& app, RunOptions& run) {
  CLI::App* verb = app.add_subcommand("run", "Runs scenarios, each on a fresh module. What follows -- is the host firmware under test.");
  verb->footer(
      "Examples:\n"
      "  espat run boot.yaml                        the scenario plays the host as well\n"
      "  espat run loss.yaml -- python3 client.py   the client finds its port in $ESPAT_PORT, the control API in $ESPAT_CONTROL\n"
      "  espat --timing instant run *.yaml --jobs 4 --junit result.xml");
  with_value(*verb, "--seed", "N", "every random choice comes from it [of the scenario, or chosen and printed]",
             [&run](const std::string& seed) { run.seed = parse_seed(seed); });
  with_value(*verb, "--jobs", "N", "so many at a time [1]", [&run](const std::string& jobs) { run.jobs = parse_jobs(jobs); });
  with_value(*verb, "--junit", "FILE", "the results as JUnit XML", [&run](const std::string& path) { run.junit = path; });
  verb->allow_extras();
  verb->add_option("scenario", run.files, "YAML files")->type_name("FILE")->required();
  return verb;
}

struct CtlWritten {
  CtlOptions options;
  std::optional<std::string> address;
};

CLI::App* add_ctl(CLI::App& app, CtlWritten& written) {
  CLI::App* verb = app.add_subcommand("ctl", "Talks to an espat that runs with --control.");
  verb->footer(
      "Verbs:\n"
      "  state                          profile, port, states of MQTT and Wi-Fi, UART settings, faults\n"
      "  inject host|device TEXT        bytes as if the firmware, or the host, had written them\n"
      "  fault add KEY=VALUE...         a fault of the scenario language\n"
      "  fault remove NAME, fault list\n"
      "  expect KEY=VALUE...            text=, line= (of the module), host= (a line of the host) or mqtt= (a state);\n"
      "                                 within=5s, count=1 (0: must not happen), from=now|start\n"
      "  wait TIME                      of the module's clock\n"
      "  broker DEED, wifi DEED         kill, start, pause, publish=TOPIC payload=TEXT, lose_ap, rssi=-80 ...\n"
      "  reset [NOISE]                  the module restarts\n"
      "  transcript [N]                 the latest N entries of the UARTs [20]\n"
      "  coverage                       what the host has exercised\n"
      "  subscribe [EVENT...]           prints what happens: uart, mqtt, wifi, fault, note [all]\n"
      "  quit                           espat ends\n"
      "Examples:\n"
      "  espat --control unix:/tmp/ctl & export ESPAT_CONTROL=unix:/tmp/ctl\n"
      "  espat ctl fault add uart=to_host slice=1 gap=2ms as=drip\n"
      "  espat ctl fault add net.latency=1s for=30s\n"
      "  espat ctl expect 'line=+MQTTCONNECTED:*' within=10s && espat ctl broker kill\n"
      "  espat ctl inject host '+MQTTDISCONNECTED:0\\r\\n'\n"
      "Exit codes: 0 done, 1 the expectation failed, 2 bad request, 3 no answer or not possible.");
  with_value(*verb, "--control", "ADDRESS", "unix:PATH or tcp:HOST:PORT [$ESPAT_CONTROL]",
             [&written](const std::string& address) { written.address = address; });
  verb->add_flag("--json", written.options.json, "the answer, and events, as JSON lines");
  verb->add_option("verb", written.options.words, "what is to be done, and with what")->type_name("WORD")->required();
  return verb;
}

CtlOptions read_ctl(CtlWritten& written) {
  const char* variable = std::getenv("ESPAT_CONTROL");
  if (!written.address && variable != nullptr && *variable != '\0') written.address = variable;
  if (!written.address)
    throw Failure(ExitCode::bad_command_line, "ctl needs the address of an espat; write --control, or set ESPAT_CONTROL");
  try {
    written.options.address = parse_control_address(*written.address);
  } catch (const std::invalid_argument& error) {
    throw Failure(ExitCode::bad_command_line, fmt::format("--control: {}", error.what()));
  }
  return written.options;
}

/// What stands behind -- is not ours to read.
int own_arguments(int argc, const char* const* argv, std::vector<std::string>& command) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--") continue;
    command.assign(argv + i + 1, argv + argc);
    return i;
  }
  return argc;
}

std::vector<OptionRow> rows_of(const CLI::App& app) {
  std::vector<OptionRow> rows;
  for (const CLI::Option* option : app.get_options())
    rows.push_back({option->get_name(), option->get_type_name(), option->get_description()});
  return rows;
}

/// Refuses what no option and no verb has taken.
void refuse_unknown(const CLI::App& app, const CLI::App& root) {
  const std::vector<std::string> unknown = app.remaining();
  if (unknown.empty()) return;
  std::vector<std::string> known;
  const bool is_option = unknown.front().starts_with('-');
  if (is_option) {
    for (const CLI::Option* option : app.get_options()) known.push_back(option->get_name());
    for (const CLI::App* verb : app.get_subcommands()) {
      for (const CLI::Option* option : verb->get_options()) known.push_back(option->get_name());
    }
  } else {
    for (const CLI::App* verb : root.get_subcommands(nullptr)) known.push_back(verb->get_name());
  }
  const std::string suggestion = did_you_mean(unknown.front(), known);
  throw Failure(ExitCode::bad_command_line, fmt::format("there is no {} {}{} (`espat --help` lists all)", is_option ? "option" : "command",
                                                        unknown.front(), suggestion));
}

/// Without --ap: one access point that takes whatever the host asks for. Each gets an address of its own.
void complete_air(std::vector<at::AccessPoint>& air) {
  if (air.empty()) {
    air.emplace_back().ssid = "espat";
    air.back().accepts_any_credentials = true;
  }
  for (std::size_t i = 0; i < air.size(); ++i) air[i].bssid = fmt::format("a0:b1:c2:d3:{:02x}:{:02x}", i >> 8 & 0xff, i & 0xff);
}

}  // namespace

Invocation parse_command_line(int argc, const char* const* argv) {
  DeviceOptions options;
  options.profile = at::profiles().front();

  CLI::App app("A whole ESP-AT Wi-Fi module on this PC: a serial port that answers as the firmware does, with MQTT to real brokers.",
               "espat");
  app.set_version_flag("--version", version_text);
  app.footer(examples);
  app.allow_extras();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  add_serial_options(app, options);
  add_module_options(app, options);
  add_flash_options(app, options);
  add_network_options(app, options);
  add_output_options(app, options);
  add_scenario_options(app, options);

  RunOptions run;
  argc = own_arguments(argc, argv, run.command);
  const CLI::App* run_verb = add_run(app, run);
  SweepOptions sweep;
  const CLI::App* sweep_verb = add_sweep(app, sweep);
  CtlWritten ctl;
  const CLI::App* ctl_verb = add_ctl(app, ctl);
  ListProfiles list;
  CLI::App* profiles = app.add_subcommand("profiles", "The firmware versions that espat can be.");
  profiles->footer("Examples:\n  espat profiles\n  espat profiles --json\n  espat --profile " + std::string(options.profile->name));
  profiles->allow_extras();
  profiles->add_flag("--json", list.json, "one JSON object a line");

  CLI::App* schema = app.add_subcommand("schema", "Commands, options, faults, exit codes and the scenario language, as JSON.");
  schema->footer("Examples:\n  espat schema\n  espat schema | jq .scenario > espat-scenario.schema.json");
  schema->allow_extras();
  PackFlash pack;
  ListFlash contents;
  CLI::App* flash = app.add_subcommand("flash", "Certificate images as the firmware keeps them in its flash.");
  flash->footer(flash_examples);
  flash->require_subcommand(1);
  CLI::App* pack_verb = flash->add_subcommand("pack", "Makes an image of PEM files.");
  pack_verb->footer(flash_examples);
  add_certificate_options(*pack_verb, pack.files, CLI::detail::expected_max_vector_size);
  pack_verb->add_option("-o,--output", pack.image, "the image")->type_name("FILE")->required();
  CLI::App* list_verb = flash->add_subcommand("list", "Shows what an image holds: index, kind, id and length of each item.");
  list_verb->footer(flash_examples);
  list_verb->add_option("IMAGE", contents.image, "the image")->required();

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return PrintText{app.help()};
  } catch (const CLI::CallForVersion&) {
    return PrintText{version_text()};
  } catch (const CLI::ParseError& error) {
    throw Failure(ExitCode::bad_command_line, fmt::format("{} (`espat --help` shows how it is used)", error.what()));
  }
  refuse_unknown(app, app);
  refuse_unknown(*profiles, app);
  refuse_unknown(*run_verb, app);
  refuse_unknown(*sweep_verb, app);
  refuse_unknown(*ctl_verb, app);
  if (ctl_verb->parsed()) return read_ctl(ctl);
  refuse_unknown(*schema, app);
  if (schema->parsed()) return PrintText{schema_text(rows_of(app))};
  if (profiles->parsed()) return list;
  if (list_verb->parsed()) return contents;
  if (pack_verb->parsed()) {
    if (pack.files.empty()) throw Failure(ExitCode::bad_command_line, "flash pack: name at least one file with --ca, --cert or --key");
    return pack;
  }
  complete_air(options.air);
  if (run_verb->parsed()) {
    if (options.control) {
      throw Failure(ExitCode::bad_command_line, "--control is for one module; `espat --scenario FILE --control ADDRESS` has both");
    }
    run.device = std::move(options);
    return run;
  }
  if (sweep_verb->parsed()) {
    sweep.command = std::move(run.command);
    return read_sweep(std::move(sweep), std::move(options));
  }
  if (!run.command.empty()) {
    throw Failure(ExitCode::bad_command_line,
                  "what follows -- is for `espat run` and `espat sweep`; without a scenario use --exec COMMAND");
  }
  if (!options.clock) options.clock = options.broker ? Clock::host : Clock::sntp;
  return options;
}

}  // namespace espat::emulator
