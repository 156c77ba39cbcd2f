#include "scenarios/scenario_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "at_engine/profile.hpp"
#include "scenarios/fault_reader.hpp"
#include "scenarios/language.hpp"
#include "scenarios/mapping.hpp"
#include "scenarios/registry.hpp"
#include "scenarios/suggestion.hpp"
#include "scenarios/yaml_item.hpp"

namespace espat::scenarios {
namespace {

constexpr Time default_within = std::chrono::seconds(5);

/// Items of one list, with what `repeat` and `include` write out.
constexpr std::size_t item_limit = 100'000;

std::optional<std::string> contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

Place place_of(std::string_view word) {
  const auto places = place_names();
  return static_cast<Place>(std::find(places.begin(), places.end(), word) - places.begin());
}

at::MqttState mqtt_state_of(const std::string& written) {
  const auto names = mqtt_state_names();
  return static_cast<at::MqttState>(std::find(names.begin(), names.end(), written) - names.begin());
}

Rows rows_named(std::string_view table) { return rows_of({&structure(table).keys}); }

/// The value of a word that may be a mapping or stand for its most important key.
Arguments read_value(const YamlItem& item, std::string_view table) {
  const Structure& structure_of = structure(table);
  if (item.is_mapping()) return Mapping(item, item.entries(structure_of.help), rows_named(table), structure_of.help).arguments();
  const auto row = std::find_if(structure_of.keys.begin(), structure_of.keys.end(),
                                [&](const Parameter& candidate) { return candidate.name == structure_of.shorthand; });
  Arguments arguments;
  arguments.set(row->name, item.value(*row));
  return arguments;
}

class Reader {
 public:
  explicit Reader(std::string file) { files_.push_back(std::move(file)); }

  Scenario read(const YamlItem& root) {
    Mapping mapping(root, root.entries("a scenario"), rows_named("scenario"), "a scenario");
    const Arguments& written = mapping.arguments();
    scenario_.file = files_.front();
    scenario_.name = written.text("scenario");
    if (const auto seed = written.find<std::int64_t>("seed")) scenario_.seed = static_cast<std::uint64_t>(*seed);
    scenario_.timeout = written.duration("timeout", scenario_.timeout);
    if (const YamlItem* device = mapping.structure("device")) read_device(*device);
    if (const YamlItem* broker = mapping.structure("broker")) read_broker(*broker);
    if (const YamlItem* faults = mapping.structure("faults")) read_faults(*faults);
    if (const YamlItem* reactions = mapping.structure("on")) read_reactions(*reactions);
    if (const YamlItem* steps = mapping.structure("steps")) read_steps(*steps);
    if (const YamlItem* host = mapping.structure("host")) read_host(*host, scenario_.host.emplace());
    check_removals();
    return std::move(scenario_);
  }

 private:
  void read_device(const YamlItem& item) {
    const Arguments written = Mapping(item, item.entries("the device"), rows_named("device"), "the device").arguments();
    DeviceWish& device = scenario_.device;
    device = {written.find<std::string>("profile"),
              written.find<std::string>("wifi"),
              written.find<std::string>("timing"),
              std::nullopt,
              written.find<Time>("rtt"),
              written.find<std::string>("clock")};
    if (const auto baud = written.find<std::int64_t>("baud")) device.baud = static_cast<int>(*baud);
    if (!device.profile || at::find_profile(*device.profile) != nullptr) return;
    std::vector<std::string> names;
    for (const at::Profile* profile : at::profiles()) names.emplace_back(profile->name);
    fail_unknown(find(item.entries("the device"), "profile")->value, "profile " + *device.profile, *device.profile, names);
  }

  void read_broker(const YamlItem& item) {
    if (item.is_mapping()) {
      const Arguments written = Mapping(item, item.entries("the broker"), rows_named("broker"), "the broker").arguments();
      scenario_.broker = RunningBroker{written.text("host"), static_cast<std::uint16_t>(written.count("port", 1883))};
      return;
    }
    const Parameter word{.name = "broker", .kind = ValueKind::choice, .choices = {"private", "none"}};
    if (std::get<std::string>(item.value(word)) == "private") scenario_.broker = PrivateBrokerWish{};
  }

  void read_faults(const YamlItem& item) {
    for (const YamlEntry& entry : item.entries("the standing faults")) {
      const std::vector<YamlEntry> entries = entry.value.entries("a fault");
      const auto place = std::find_if(entries.begin(), entries.end(), [](const YamlEntry& candidate) { return is_place(candidate.key); });
      if (place == entries.end()) {
        entry.value.fail(fmt::format("the fault {} needs a place: {}", entry.key, fmt::join(place_names(), ", ")));
      }
      if (const YamlEntry* as = find(entries, "as")) as->key_item.fail("a standing fault has its name in front; leave `as` out");
      StandingFault standing{read_fault(entry.value, entries, place_of(place->key), structure(standing_keys).keys), std::nullopt};
      standing.fault.name = entry.key;
      if (const YamlEntry* when = find(entries, "when")) standing.when = read_trigger(when->value);
      if (const YamlEntry* after = find(entries, "after")) {
        standing.after = std::get<Time>(after->value.value({.name = "after", .kind = ValueKind::duration}));
      }
      name_fault(standing.fault);
      scenario_.faults.push_back(std::move(standing));
    }
  }

  Event read_trigger(const YamlItem& item) {
    const std::vector<YamlEntry> entries = item.entries("what happens");
    const YamlEntry& word = leading(item, entries, "triggers", "event");
    check_alone(entries, word);
    return read_event(word, false).event;
  }

  /// `expected`: within and count may be written too.
  Expectation read_event(const YamlEntry& entry, bool expected) {
    const std::string_view word = entry.key;
    if (word == "at") return {TimeIs{std::get<Time>(entry.value.value({.name = "at", .kind = ValueKind::duration}))}, Time{0}};
    if (word == "uart_bytes") return {read_byte_count(entry.value), Time{0}};
    const std::string_view table = word == "host_sends" ? "host line" : word == "device_sends" ? "device output" : "state";
    const Arguments written = read_value(entry.value, table);
    if (!expected && (written.has("within") || written.has("count"))) {
      entry.value.fail(
          fmt::format("{} belongs to a step; a reaction waits as long as the scenario runs", written.has("within") ? "within" : "count"));
    }
    return {event_of(word, written, entry), written.duration("within", default_within), written.count("count")};
  }

  static Event event_of(std::string_view word, const Arguments& written, const YamlEntry& entry) {
    if (word == "mqtt_state") return MqttStateIs{mqtt_state_of(written.text("state"))};
    if (word == "host_sends") {
      if (!written.has("line")) entry.value.fail("host_sends needs the key line");
      return HostSends{LinePattern(written.text("line"))};
    }
    if (written.has("text") == written.has("line")) entry.value.fail("device_sends needs either text or line");
    if (written.has("line")) return DeviceSendsLine{LinePattern(written.text("line"))};
    if (written.text("text").empty()) entry.value.fail("an empty text is always there; write what the module sends");
    return DeviceSends{written.text("text")};
  }

  static UartBytes read_byte_count(const YamlItem& item) {
    const Arguments written = Mapping(item, item.entries("a byte count"), rows_named("byte count"), "a byte count").arguments();
    if (written.has("to_host") == written.has("to_device")) item.fail("uart_bytes needs either to_host or to_device");
    if (written.has("to_host")) return {Direction::to_host, written.count("to_host")};
    return {Direction::to_device, written.count("to_device")};
  }

  void read_reactions(const YamlItem& list) {
    read_list(list, scenario_.reactions.size(), [this](const YamlItem& item, const std::vector<YamlEntry>& entries) {
      const YamlEntry& event = leading(item, entries, "triggers", "event");
      std::vector<YamlEntry> others = entries;
      std::erase_if(others, [&](const YamlEntry& entry) { return entry.key == event.key; });
      const Mapping mapping(item, others, rows_named("reaction"), "a reaction");
      Reaction reaction{item.where(), read_event(event, false).event, read_strikes(mapping.arguments()), {}};
      Time clock{0};
      read_actions(*mapping.structure("do"), clock, reaction.actions);
      scenario_.reactions.push_back(std::move(reaction));
      return scenario_.reactions.size();
    });
  }

  /// `clock`: how long after the reaction began the next item is due.
  void read_actions(const YamlItem& list, Time& clock, std::vector<TimedAction>& actions) {
    read_list(list, actions.size(), [&](const YamlItem& item, const std::vector<YamlEntry>& entries) {
      const YamlEntry& word = leading(item, entries, "actions", "action");
      if (word.key == "repeat") {
        for_each_repetition(item, entries, [&](const YamlItem& items) {
          read_actions(items, clock, actions);
          return actions.size();
        });
      } else if (word.key == "wait") {
        check_alone(entries, word);
        clock += duration(word);
      } else if (word.key == "after") {
        const Mapping mapping(item, entries, after_rows(), "after");
        Time later = clock + mapping.arguments().duration("after");
        read_actions(*mapping.structure("do"), later, actions);
      } else {
        actions.push_back({clock, read_action(item, entries, word)});
      }
      return actions.size();
    });
  }

  static Rows after_rows() {
    static const std::vector<Parameter> keys{{"after", ValueKind::duration, "how much later", true},
                                             {.name = "do", .kind = ValueKind::structure, .help = "what is done then", .required = true}};
    return rows_of({&keys});
  }

  Action read_action(const YamlItem& item, const std::vector<YamlEntry>& entries, const YamlEntry& word) {
    if (word.key == "remove") {
      check_alone(entries, word);
      RemoveFault removal{word.value.where(), word.value.text("remove")};
      removals_.emplace_back(removal, word.value);
      return removal;
    }
    Fault fault = read_fault(item, entries, place_of(word.key));
    name_fault(fault);
    return fault;
  }

  void read_steps(const YamlItem& list) {
    read_list(list, scenario_.steps.size(), [this](const YamlItem& item, const std::vector<YamlEntry>& entries) {
      const YamlEntry& word = leading(item, entries, "steps", "step");
      if (word.key == "repeat") {
        for_each_repetition(item, entries, [this](const YamlItem& items) {
          read_steps(items);
          return scenario_.steps.size();
        });
      } else if (is_place(word.key) || word.key == "remove") {
        scenario_.steps.push_back({item.where(), read_action(item, entries, word)});
      } else {
        check_alone(entries, word);
        if (word.key == "wait") {
          scenario_.steps.push_back({item.where(), Wait{duration(word)}});
        } else {
          scenario_.steps.push_back({item.where(), read_event(word, true)});
        }
      }
      return scenario_.steps.size();
    });
  }

  void read_host(const YamlItem& list, std::vector<HostStep>& steps) {
    read_list(list, steps.size(), [&](const YamlItem& item, const std::vector<YamlEntry>& entries) {
      const YamlEntry& word = leading(item, entries, "host steps", "host step");
      if (word.key == "repeat") {
        for_each_repetition(item, entries, [&](const YamlItem& items) {
          read_host(items, steps);
          return steps.size();
        });
      } else {
        check_alone(entries, word);
        steps.push_back(read_host_step(item, word));
      }
      return steps.size();
    });
  }

  static HostStep read_host_step(const YamlItem& item, const YamlEntry& word) {
    if (word.key == "wait") return {item.where(), Wait{duration(word)}};
    if (word.key == "silence") return {item.where(), HostSilence{duration(word)}};
    if (word.key == "send") return {item.where(), HostSend{not_empty(word.value, word.value.text("send"))}};
    const Arguments written = read_value(word.value, "expected");
    std::string bytes = not_empty(word.value, written.text("text"));
    const Time within = written.duration("within", default_within);
    if (word.key == "until") return {item.where(), HostUntil{std::move(bytes), within}};
    return {item.where(), HostExpect{std::move(bytes), within}};
  }

  static std::string not_empty(const YamlItem& item, std::string bytes) {
    if (bytes.empty()) item.fail("there are no bytes here");
    return bytes;
  }

  static Time duration(const YamlEntry& entry) {
    return std::get<Time>(entry.value.value({.name = entry.key, .kind = ValueKind::duration}));
  }

  /// Each item, and those of the files that are included. `read_item` returns how many items there are now.
  template <typename ReadItem>
  void read_list(const YamlItem& list, std::size_t size, const ReadItem& read_item) {
    for (const YamlItem& item : list.items("items")) {
      const std::vector<YamlEntry> entries = item.entries("an item");
      if (const YamlEntry* include = find(entries, "include")) {
        check_alone(entries, *include);
        const YamlItem included = enter(include->value);
        read_list(included, size, read_item);
        files_.pop_back();
        continue;
      }
      size = read_item(item, entries);
      if (size > item_limit) item.fail(fmt::format("these are more than {} items", item_limit));
    }
  }

  template <typename ReadItems>
  static void for_each_repetition(const YamlItem& item, const std::vector<YamlEntry>& entries, const ReadItems& read_items) {
    static const std::vector<Parameter> keys{{"repeat", ValueKind::count, "how often", true, 1, static_cast<std::int64_t>(item_limit)},
                                             {.name = "do", .kind = ValueKind::structure, .help = "the items to repeat", .required = true}};
    const Mapping mapping(item, entries, rows_of({&keys}), "repeat");
    for (std::int64_t i = 0; i < mapping.arguments().count("repeat"); ++i) {
      if (read_items(*mapping.structure("do")) > item_limit) item.fail(fmt::format("these are more than {} items", item_limit));
    }
  }

  /// The file that an item includes becomes the innermost one.
  YamlItem enter(const YamlItem& written) {
    const std::string path = (std::filesystem::path(files_.back()).parent_path() / written.text("include")).lexically_normal();
    if (std::find(files_.begin(), files_.end(), path) != files_.end()) {
      written.fail(fmt::format("{} includes itself", path));
    }
    const std::optional<std::string> text = contents(path);
    if (!text) written.fail(fmt::format("there is no file {} to include; its name counts from the directory of this one", path));
    files_.push_back(path);
    return YamlItem::parse(*text, path);
  }

  /// The entry whose key says what the item is.
  static const YamlEntry& leading(const YamlItem& item, const std::vector<YamlEntry>& entries, std::string_view table,
                                  std::string_view what) {
    std::vector<std::string> words = names_of(rows_named(table));
    std::erase(words, "do");
    const YamlEntry* found = nullptr;
    for (const YamlEntry& entry : entries) {
      if (std::find(words.begin(), words.end(), entry.key) == words.end()) continue;
      if (found != nullptr)
        entry.key_item.fail(fmt::format("{} and {} are two items; write each with its own dash", found->key, entry.key));
      found = &entry;
    }
    if (found == nullptr && entries.empty()) item.fail(fmt::format("here should be an {}", what));
    if (found == nullptr) {
      fail_unknown(entries.front().key_item, fmt::format("{} {}", what, entries.front().key), entries.front().key, words);
    }
    if (found->value.is_empty()) found->value.fail(fmt::format("{} needs a value", found->key));
    return *found;
  }

  static void check_alone(const std::vector<YamlEntry>& entries, const YamlEntry& word) {
    for (const YamlEntry& entry : entries) {
      if (entry.key != word.key) entry.key_item.fail(fmt::format("{} takes no key {} beside it", word.key, entry.key));
    }
  }

  void name_fault(const Fault& fault) { fault_names_.push_back(fault.name); }

  void check_removals() const {
    for (const auto& [removal, item] : removals_) {
      if (std::find(fault_names_.begin(), fault_names_.end(), removal.name) != fault_names_.end()) continue;
      fail_unknown(item, "fault named " + removal.name, removal.name, fault_names_);
    }
  }

  Scenario scenario_;
  std::vector<std::string> files_;  ///< that are being read, the innermost last
  std::vector<std::string> fault_names_;
  std::vector<std::pair<RemoveFault, YamlItem>> removals_;
};

}  // namespace

Scenario read_scenario(const std::string& path) {
  const std::optional<std::string> text = contents(path);
  if (!text) throw ScenarioError(path, "there is no such file that can be read");
  return parse_scenario(*text, std::filesystem::path(path).lexically_normal());
}

Scenario parse_scenario(const std::string& yaml, const std::string& file) { return Reader(file).read(YamlItem::parse(yaml, file)); }

}  // namespace espat::scenarios
