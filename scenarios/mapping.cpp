#include "scenarios/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/suggestion.hpp"

namespace espat::scenarios {

Rows rows_of(std::initializer_list<const std::vector<Parameter>*> tables) {
  Rows rows;
  for (const auto* table : tables) {
    for (const Parameter& parameter : *table) rows.push_back(&parameter);
  }
  return rows;
}

std::vector<std::string> names_of(const Rows& rows) {
  std::vector<std::string> names;
  for (const Parameter* row : rows) names.emplace_back(row->name);
  return names;
}

Mapping::Mapping(const YamlItem& item, std::vector<YamlEntry> entries, const Rows& rows, std::string_view what)
    : entries_(std::move(entries)) {
  for (const YamlEntry& entry : entries_) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Parameter* candidate) { return candidate->name == entry.key; });
    if (row == rows.end()) fail_unknown(entry.key_item, fmt::format("key {} in {}", entry.key, what), entry.key, names_of(rows));
    if ((*row)->kind == ValueKind::structure) {
      if (entry.value.is_empty()) entry.value.fail(fmt::format("{} needs a value", entry.key));
    } else {
      arguments_.set((*row)->name, entry.value.value(**row));
    }
  }
  for (const Parameter* row : rows) {
    if (row->required && !has(row->name)) item.fail(fmt::format("{} needs the key {}: {}", what, row->name, row->help));
  }
}

const YamlItem* Mapping::structure(std::string_view name) const {
  const YamlEntry* entry = find(entries_, name);
  return entry == nullptr ? nullptr : &entry->value;
}

void fail_unknown(const YamlItem& at, std::string_view what, std::string_view written, const std::vector<std::string>& known) {
  const std::string suggestion = did_you_mean(written, known);
  if (!suggestion.empty() || known.empty()) at.fail(fmt::format("there is no {}{}", what, suggestion));
  at.fail(fmt::format("there is no {}; there is {}", what, fmt::join(known, ", ")));
}

}  // namespace espat::scenarios
