#include "scenarios/fault_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/language.hpp"
#include "scenarios/mapping.hpp"
#include "scenarios/registry.hpp"

namespace espat::scenarios {
namespace {

const std::vector<Parameter> no_keys;
const Parameter direction{
    .name = "uart", .kind = ValueKind::choice, .help = "in which direction", .required = true, .choices = {"to_host", "to_device"}};

std::vector<std::string> fault_names(Place place) {
  std::vector<std::string> names;
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.place == place) names.emplace_back(kind.name);
  }
  return names;
}

const FaultKind& named_fault(const YamlItem& at, Place place, const std::string& written) {
  const FaultKind* kind = find_fault(place, written);
  if (kind == nullptr) fail_unknown(at, fmt::format("{} fault {}", name(place), written), written, fault_names(place));
  return *kind;
}

/// The one entry that names a fault; `keys` are those that may stand beside it.
const FaultKind& fault_among(const YamlItem& item, const std::vector<YamlEntry>& entries, Place place, const Rows& keys) {
  const FaultKind* found = nullptr;
  const YamlEntry* stranger = nullptr;
  for (const YamlEntry& entry : entries) {
    const FaultKind* kind = find_fault(place, entry.key);
    if (kind != nullptr && found != nullptr) {
      entry.key_item.fail(fmt::format("{} and {} are two faults; write two items", found->name, kind->name));
    }
    if (kind != nullptr) found = kind;
    const bool is_key =
        entry.key == name(place) || std::any_of(keys.begin(), keys.end(), [&](auto* key) { return key->name == entry.key; });
    if (kind == nullptr && stranger == nullptr && !is_key) stranger = &entry;
  }
  if (found != nullptr) return *found;
  if (stranger != nullptr) named_fault(stranger->key_item, place, stranger->key);
  item.fail(fmt::format("{} needs a fault: {}", name(place), fmt::join(fault_names(place), ", ")));
}

/// A fault without a value is written as its name alone, or as a key with nothing behind it.
std::vector<YamlEntry> without_empty_name(std::vector<YamlEntry> entries, const FaultKind& kind) {
  std::erase_if(entries, [&](const YamlEntry& entry) {
    if (entry.key != kind.name) return false;
    if (!kind.has_own_value() && !entry.value.is_empty()) entry.value.fail(fmt::format("{} takes no value", kind.name));
    return entry.value.is_empty() && (!kind.has_own_value() || !kind.parameters.front().required);
  });
  return entries;
}

std::string default_name(const Fault& fault) {
  if (fault.kind->place == Place::uart) {
    return fmt::format("uart {} {}", fault.direction == Direction::to_host ? "to_host" : "to_device", fault.kind->name);
  }
  return fmt::format("{} {}", name(fault.kind->place), fault.kind->name);
}

}  // namespace

StrikeRule read_strikes(const Arguments& written) {
  return {written.count("nth"), written.find<std::int64_t>("every"), written.find<double>("probability"),
          written.find<std::int64_t>("times")};
}

Fault read_fault(const YamlItem& item, const std::vector<YamlEntry>& entries, Place place, const std::vector<Parameter>& beside) {
  Fault fault;
  fault.where = item.where();
  const Rows all_keys = rows_of({&structure(fault_keys).keys, &structure(strike_keys).keys, &beside});
  const YamlItem& place_value = find(entries, name(place))->value;
  std::vector<YamlEntry> own;  // the entries with the fault's parameters
  std::vector<YamlEntry> others = entries;
  std::erase_if(others, [&](const YamlEntry& entry) { return entry.key == name(place); });
  if (place == Place::uart) {
    fault.direction = std::get<std::string>(place_value.value(direction)) == "to_host" ? Direction::to_host : Direction::to_device;
    fault.kind = &fault_among(item, entries, place, all_keys);
    own = others;
  } else if (place_value.is_mapping()) {
    own = place_value.entries(fmt::format("a {} fault", name(place)));
    fault.kind = &fault_among(place_value, own, place, {});
  } else {
    fault.kind = &named_fault(place_value, place, place_value.text(name(place)));
  }

  const FaultKind& kind = *fault.kind;
  const std::vector<Parameter>& strikes = kind.opportunity.empty() ? no_keys : structure(strike_keys).keys;
  const std::string what = fmt::format("{} {}", name(place), kind.name);
  own = without_empty_name(std::move(own), kind);
  Arguments around;
  if (place == Place::uart) {
    const Mapping mapping(item, own, rows_of({&kind.parameters, &structure(fault_keys).keys, &strikes, &beside}), what);
    around = fault.arguments = mapping.arguments();
  } else {
    fault.arguments = Mapping(place_value, own, rows_of({&kind.parameters}), what).arguments();
    around = Mapping(item, others, rows_of({&structure(fault_keys).keys, &strikes, &beside}), what).arguments();
  }
  fault.name = around.text("as", default_name(fault));
  fault.lasts = around.find<Time>("for");
  fault.strikes = read_strikes(around);
  const bool limited = fault.strikes.every || fault.strikes.probability || fault.strikes.times;
  if (kind.strikes_once && !limited) fault.strikes.times = 1;
  return fault;
}

}  // namespace espat::scenarios
