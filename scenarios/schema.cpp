#include "scenarios/schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "scenarios/language.hpp"
#include "scenarios/registry.hpp"

namespace espat::scenarios {
namespace {

using Json = nlohmann::ordered_json;

std::string definition_name(std::string_view structure) {
  std::string name(structure);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

Json reference(std::string_view structure) { return {{"$ref", "#/$defs/" + definition_name(structure)}}; }

/// What the parser reads as bytes, YAML reads as a number or a flag when it looks like one.
Json scalar() { return {{"type", {"string", "number", "boolean"}}}; }

Json value_schema(const Parameter& parameter) {
  switch (parameter.kind) {
    case ValueKind::count:
      return {{"type", "integer"}, {"minimum", parameter.lowest}, {"maximum", parameter.highest}};
    case ValueKind::probability:
      return {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
    case ValueKind::duration:
      return {{"type", "string"}, {"pattern", "^[0-9]+(us|ms|s|min)$"}};
    case ValueKind::choice:
      return {{"enum", parameter.choices}};
    case ValueKind::flag:
      return {{"type", "boolean"}};
    case ValueKind::structure:
      return reference(parameter.structure);
    case ValueKind::text:
    case ValueKind::pattern:
      break;
  }
  return scalar();
}

Json described(const Parameter& parameter) {
  Json schema = value_schema(parameter);
  schema["description"] = parameter.help;
  return schema;
}

Json properties(std::span<const Parameter> keys) {
  Json all = Json::object();
  for (const Parameter& key : keys) all[std::string(key.name)] = described(key);
  return all;
}

Json mapping(Json keys, Json required) {
  return {{"type", "object"}, {"properties", std::move(keys)}, {"required", std::move(required)}, {"additionalProperties", false}};
}

Json required_of(std::span<const Parameter> keys) {
  Json names = Json::array();
  for (const Parameter& key : keys) {
    if (key.required) names.push_back(key.name);
  }
  return names;
}

Json mapping_of(const Structure& structure) { return mapping(properties(structure.keys), required_of(structure.keys)); }

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

/// The keys beside a fault; `table`: those of its surroundings.
Json keys_beside(const FaultKind& kind, std::string_view table) {
  Json keys = properties(structure(fault_keys).keys);
  if (!kind.opportunity.empty()) keys.update(properties(structure(strike_keys).keys));
  if (!table.empty()) keys.update(properties(structure(table).keys));
  return keys;
}

Json own_keys(const FaultKind& kind) {
  Json keys = properties(kind.parameters);
  if (!kind.has_own_value())
    keys[std::string(kind.name)] = {{"type", "null"}, {"description", kind.help}};
  else if (!kind.parameters.front().required)
    keys[std::string(kind.name)] = {{"anyOf", {keys[std::string(kind.name)], {{"type", "null"}}}}};
  return keys;
}

/// Each way to write the fault as an item.
Json fault_item(const FaultKind& kind, std::string_view table) {
  Json keys = keys_beside(kind, table);
  if (kind.place == Place::uart) {
    keys["uart"] = {{"enum", {"to_host", "to_device"}}};
    keys.update(own_keys(kind));
    return mapping(std::move(keys), {"uart", kind.name});
  }
  Json required{kind.name};
  for (const Parameter& parameter : kind.parameters) {
    if (parameter.required && parameter.name != kind.name) required.push_back(parameter.name);
  }
  Json written = Json::array({mapping(own_keys(kind), std::move(required))});
  if (!kind.has_own_value() || !kind.parameters.front().required) written.push_back({{"const", kind.name}});
  const std::string place(name(kind.place));
  keys[place] = {{"anyOf", std::move(written)}, {"description", kind.help}};
  return mapping(std::move(keys), {place});
}

void add_fault_items(Json& items, std::string_view table) {
  for (const FaultKind& kind : fault_kinds()) items.push_back(fault_item(kind, table));
}

/// An item of a list: one of its words, with `do` beside those that need it.
Json item_of(std::string_view list) {
  Json items = Json::array();
  for (const Parameter& word : structure(list).keys) {
    if (is_place(word.name) || word.name == "do") continue;
    Json keys{{std::string(word.name), described(word)}};
    Json required{word.name};
    if (word.name == "repeat" || word.name == "after") {
      keys["do"] = reference(list);
      required.push_back("do");
    }
    items.push_back(mapping(std::move(keys), std::move(required)));
  }
  if (list != "host steps") add_fault_items(items, "");
  return {{"anyOf", std::move(items)}};
}

Json reaction_item() {
  Json items = Json::array();
  for (const Parameter& word : structure("triggers").keys) {
    Json keys = properties(structure("reaction").keys);
    keys[std::string(word.name)] = described(word);
    items.push_back(mapping(std::move(keys), {word.name, "do"}));
  }
  items.push_back(mapping({{"include", scalar()}}, {"include"}));
  return {{"anyOf", std::move(items)}};
}

Json one_of(const Structure& structure) {
  Json schema = mapping_of(structure);
  schema["minProperties"] = 1;
  schema["maxProperties"] = 1;
  return schema;
}

Json with_shorthand(const Structure& structure) {
  const auto key =
      std::find_if(structure.keys.begin(), structure.keys.end(), [&](const Parameter& row) { return row.name == structure.shorthand; });
  return {{"anyOf", {value_schema(*key), mapping_of(structure)}}};
}

Json definitions() {
  Json all;
  for (const Structure& part : structures()) {
    if (!part.shorthand.empty()) all[definition_name(part.name)] = with_shorthand(part);
  }
  Json standing = Json::array();
  add_fault_items(standing, standing_keys);
  all["device"] = mapping_of(structure("device"));
  all["broker"] = {{"anyOf", {{{"enum", {"private", "none"}}}, mapping_of(structure("broker"))}}};
  all["byte_count"] = one_of(structure("byte count"));
  all["triggers"] = one_of(structure("triggers"));
  all["standing_faults"] = {{"type", "object"}, {"additionalProperties", {{"anyOf", std::move(standing)}}}};
  all["reactions"] = list_of(reaction_item());
  for (const std::string_view list : {"actions", "steps", "host steps"}) all[definition_name(list)] = list_of(item_of(list));
  return all;
}

}  // namespace

std::string scenario_schema() {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "espat scenario"}};
  schema.update(mapping_of(structure("scenario")));
  schema["$defs"] = definitions();
  return schema.dump();
}

std::string fault_list() {
  Json list = Json::array();
  for (const FaultKind& kind : fault_kinds()) {
    Json parameters = Json::array();
    for (const Parameter& parameter : kind.parameters) {
      Json row{{"name", parameter.name}, {"required", parameter.required}, {"schema", value_schema(parameter)}, {"help", parameter.help}};
      parameters.push_back(std::move(row));
    }
    list.push_back({{"place", name(kind.place)},
                    {"name", kind.name},
                    {"help", kind.help},
                    {"strikes", kind.opportunity},
                    {"parameters", std::move(parameters)}});
  }
  return list.dump();
}

}  // namespace espat::scenarios
