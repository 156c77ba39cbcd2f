#include "emulator/control_item.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/control_error.hpp"
#include "scenarios/scenario_reader.hpp"

namespace espat::emulator {
namespace {

using nlohmann::json;

constexpr const char* request_file = "request";

/// Times and words stand without quotes in the language; JSON has them in quotes.
bool is_word(const std::string& text) {
  const auto plain = [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character == '_' || character == '.' ||
           character == '-';
  };
  return !text.empty() && text != "-" && text != "null" && std::all_of(text.begin(), text.end(), plain);
}

std::string yaml_of(const json& value) {
  if (value.is_string() && is_word(value.get_ref<const std::string&>())) return value.get<std::string>();
  if (value.is_object()) {
    std::string yaml = "{";
    for (const auto& [key, inner] : value.items()) yaml += json(key).dump(-1, ' ', true) + ": " + yaml_of(inner) + ", ";
    return yaml + "}";
  }
  if (value.is_array()) throw ControlError("bad_request", "a list has no place in a request; send one request for each item");
  return value.dump(-1, ' ', true);
}

/// The sentence without the place: a request has no lines.
std::string sentence_of(const scenarios::ScenarioError& error) {
  const std::string text = error.what();
  const std::size_t place = text.find(": ");
  return text.substr(place == std::string::npos ? 0 : place + 2);
}

}  // namespace

scenarios::Scenario scenario_of(const json& item) {
  for (const char* word : {"include", "repeat"}) {
    if (item.contains(word))
      throw ControlError("bad_request", std::string(word) + " has no place in a request; send one request for each item");
  }
  try {
    return scenarios::parse_scenario("{scenario: control, version: 1, steps: [" + yaml_of(item) + "]}", request_file);
  } catch (const scenarios::ScenarioError& error) {
    throw ControlError("bad_request", sentence_of(error));
  }
}

}  // namespace espat::emulator
