#include "scenarios/yaml_item.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "scenarios/byte_text.hpp"
#include "scenarios/line_pattern.hpp"
#include "scenarios/suggestion.hpp"
#include "scenarios/visible.hpp"

namespace espat::scenarios {
namespace {

/// The file's bytes, each as the character of its number, so that a byte written as \xNN and one that stands in the file come out alike.
std::string characters_of(std::string_view bytes) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  // To yaml-cpp a quote that is never closed ends with the last line; not so when there is something behind it.
  return text_of(bytes) + "\n#";
}

Where where_of(const YAML::Mark& mark, const std::string& file) { return {file, mark.line + 1, mark.column + 1}; }

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Time> unit(std::string_view name) {
  if (name == "us") return std::chrono::microseconds(1);
  if (name == "ms") return std::chrono::milliseconds(1);
  if (name == "s") return std::chrono::seconds(1);
  if (name == "min") return std::chrono::minutes(1);
  return std::nullopt;
}

std::vector<std::string> strings(const std::vector<std::string_view>& words) { return {words.begin(), words.end()}; }

}  // namespace

YamlItem YamlItem::parse(const std::string& yaml, const std::string& file) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(characters_of(yaml));
    if (documents.empty() || documents.front().IsNull()) throw ScenarioError(file, "there is nothing in this file");
    if (documents.size() > 1) {
      throw ScenarioError(where_of(documents[1].Mark(), file), "a second document begins here; write one scenario per file");
    }
    return {documents.front(), where_of(documents.front().Mark(), file)};
  } catch (const YAML::Exception& error) {
    throw ScenarioError(where_of(error.mark, file), "this is no YAML: " + error.msg);
  }
}

YamlItem YamlItem::inside(const YAML::Node& node) const {
  YamlItem item{node, where_of(node.Mark(), where_.file)};
  const std::string& tag = node.Tag();
  if (!tag.empty() && tag != "?" && tag != "!") item.fail("tags have no meaning here; leave " + tag + " out");
  return item;
}

std::string YamlItem::kind() const {
  if (is_mapping()) return "a mapping";
  if (is_list()) return "a list";
  if (is_empty()) return "nothing";
  return visible(bytes_of(node_.Scalar()).value_or(node_.Scalar()));
}

std::vector<YamlEntry> YamlItem::entries(std::string_view what) const {
  if (!is_mapping()) fail(fmt::format("here should be {}, a mapping, not {}", what, kind()));
  std::vector<YamlEntry> all;
  for (const auto& entry : node_) {
    const YamlItem key_item = inside(entry.first);
    const std::string& key = key_item.scalar("a key");
    if (const YamlEntry* first = find(all, key)) {
      key_item.fail(fmt::format("the key {} stands here twice; the first is on line {}", key, first->key_item.where().line));
    }
    YamlItem value = inside(entry.second);
    if (value.is_empty()) value.where_ = key_item.where_;  // what is not there has no place
    all.push_back({key, key_item, value});
  }
  return all;
}

std::vector<YamlItem> YamlItem::items(std::string_view what) const {
  if (!is_list()) fail(fmt::format("here should be {}, a list, not {}", what, kind()));
  std::vector<YamlItem> all;
  for (const auto& node : node_) {
    all.push_back(inside(node));
    if (all.back().is_empty()) {
      // yaml-cpp knows no place for it either: the list's is the nearest.
      all.back().where_ = all.size() > 1 ? all[all.size() - 2].where_ : where_;
      all.back().fail(all.size() > 1 ? "after this item stands an empty one" : "the first item is empty");
    }
  }
  return all;
}

const std::string& YamlItem::scalar(std::string_view what) const {
  if (is_empty()) fail(fmt::format("{} needs a value", what));
  if (!node_.IsScalar()) fail(fmt::format("{} is one value, not {}", what, kind()));
  return node_.Scalar();
}

const std::string& YamlItem::word(std::string_view what) const {
  const std::string& text = scalar(what);
  if (node_.Tag() == "!") fail(fmt::format("{} is written without quotes", what));
  return text;
}

std::string YamlItem::text(std::string_view what) const {
  const std::optional<std::string> bytes = bytes_of(scalar(what));
  if (!bytes) fail(fmt::format("{} has a \\u escape above \\u00ff, which is no byte; write the character itself", what));
  return *bytes;
}

std::int64_t YamlItem::count(const Parameter& parameter) const {
  const std::string& written = word(parameter.name);
  const std::string_view digits = written;
  std::optional<std::int64_t> value = number<std::int64_t>(digits);
  if (digits.starts_with("0x")) {
    std::int64_t hexadecimal = 0;
    const auto [end, error] = std::from_chars(digits.data() + 2, digits.data() + digits.size(), hexadecimal, 16);
    if (error == std::errc() && end == digits.data() + digits.size()) value = hexadecimal;
  }
  if (!value || *value < parameter.lowest || *value > parameter.highest) {
    fail(fmt::format("{} is a whole number from {} to {}, not {}", parameter.name, parameter.lowest, parameter.highest, kind()));
  }
  return *value;
}

double YamlItem::probability(const Parameter& parameter) const {
  const std::optional<double> value = number<double>(word(parameter.name));
  if (!value || !(*value >= 0 && *value <= 1)) fail(fmt::format("{} is a number from 0 to 1, not {}", parameter.name, kind()));
  return *value;
}

Time YamlItem::duration(const Parameter& parameter) const {
  const std::string_view written = word(parameter.name);
  const std::size_t digits = std::min(written.find_first_not_of("0123456789"), written.size());
  const std::optional<std::int64_t> value = number<std::int64_t>(written.substr(0, digits));
  if (value && digits == written.size()) fail(fmt::format("{} has no unit; write {}ms or {}s", kind(), written, written));
  const std::optional<Time> each = unit(written.substr(digits));
  if (!value || !each) fail(fmt::format("{} is not a time; write it like 30ms or 2s", kind()));
  if (*value > std::chrono::hours(1) / *each) fail(fmt::format("{} is more than an hour", kind()));
  return *each * *value;
}

std::string YamlItem::choice(const Parameter& parameter) const {
  const std::string& written = word(parameter.name);
  if (std::find(parameter.choices.begin(), parameter.choices.end(), written) != parameter.choices.end()) return written;
  fail(fmt::format("{} is {}, not {}{}", parameter.name, fmt::join(parameter.choices, " or "), kind(),
                   did_you_mean(written, strings(parameter.choices))));
}

Value YamlItem::value(const Parameter& parameter) const {
  switch (parameter.kind) {
    case ValueKind::count:
      return count(parameter);
    case ValueKind::probability:
      return probability(parameter);
    case ValueKind::duration:
      return duration(parameter);
    case ValueKind::choice:
      return choice(parameter);
    case ValueKind::flag: {
      const std::string& written = word(parameter.name);
      if (written != "true" && written != "false") fail(fmt::format("{} is true or false, not {}", parameter.name, kind()));
      return written == "true";
    }
    case ValueKind::pattern: {
      std::string pattern = text(parameter.name);
      try {
        return LinePattern(std::move(pattern)).text();
      } catch (const std::invalid_argument& error) {
        fail(error.what());
      }
    }
    case ValueKind::text:
    case ValueKind::structure:
      break;
  }
  return text(parameter.name);
}

const YamlEntry* find(const std::vector<YamlEntry>& entries, std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace espat::scenarios
