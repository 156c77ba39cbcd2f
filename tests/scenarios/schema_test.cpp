#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "scenarios/language.hpp"
#include "scenarios/registry.hpp"
#include "scenarios/schema.hpp"

using namespace espat::scenarios;
using nlohmann::json;

namespace {

/// Every $ref in the schema points to a definition.
void check_references(const json& part, const json& definitions) {
  if (part.is_object() && part.contains("$ref")) {
    const std::string name = part["$ref"].get<std::string>().substr(std::string("#/$defs/").size());
    CAPTURE(name);
    CHECK(definitions.contains(name));
  }
  if (!part.is_structured()) return;
  for (const auto& inner : part) check_references(inner, definitions);
}

}  // namespace

TEST_CASE("the schema is whole") {
  const json schema = json::parse(scenario_schema());
  CHECK(schema["required"] == json({"scenario", "version"}));
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["properties"]["seed"]["maximum"] == 9007199254740991);
  CHECK(schema["$defs"]["device"]["properties"]["timing"]["enum"] == json({"real", "instant"}));
  check_references(schema, schema["$defs"]);
}

TEST_CASE("the schema and the list of faults know every fault with every parameter") {
  const std::string schema = json::parse(scenario_schema())["$defs"]["steps"].dump();
  const json list = json::parse(fault_list());
  REQUIRE(list.size() == fault_kinds().size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const FaultKind& kind = fault_kinds()[i];
    CAPTURE(kind.name);
    CHECK(list[i]["name"] == kind.name);
    CHECK(list[i]["parameters"].size() == kind.parameters.size());
    CHECK(schema.find('"' + std::string(kind.name) + '"') != std::string::npos);
    for (const Parameter& parameter : kind.parameters) CHECK(schema.find('"' + std::string(parameter.name) + "\":{") != std::string::npos);
  }
}

TEST_CASE("the document describes every fault, parameter and key") {
  std::stringstream text;
  text << std::ifstream(ESPAT_SCENARIO_DOCUMENT).rdbuf();
  const std::string document = text.str();
  const auto is_described = [&](std::string_view key) {
    const std::string word(key);
    const auto stands = [&](const std::string& text) { return document.find(text) != std::string::npos; };
    return stands("`" + word) || stands("{" + word + ":") || stands(", " + word + ":");
  };
  for (const FaultKind& kind : fault_kinds()) {
    CAPTURE(kind.name);
    CHECK(document.find("| `" + std::string(kind.name)) != std::string::npos);
    for (const Parameter& parameter : kind.parameters) {
      CAPTURE(parameter.name);
      CHECK(is_described(parameter.name));
    }
  }
  for (const Structure& structure : structures()) {
    for (const Parameter& key : structure.keys) {
      CAPTURE(structure.name, key.name);
      CHECK(is_described(key.name));
    }
  }
}
