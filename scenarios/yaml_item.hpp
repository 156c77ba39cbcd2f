#pragma once

#include <yaml-cpp/yaml.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/parameter.hpp"
#include "scenarios/where.hpp"

namespace espat::scenarios {

struct YamlEntry;

/// A node of a scenario's YAML that knows where it stands. Every reader throws ScenarioError at that place.
///
/// Texts are bytes: `\xNN` is that byte, and a character of the file is its UTF-8 bytes.
class YamlItem {
 public:
  /// The whole file. @throws ScenarioError when it is no YAML
  static YamlItem parse(const std::string& yaml, const std::string& file);

  YamlItem(const YamlItem&) = default;
  ~YamlItem() = default;
  /// To yaml-cpp, assigning a node means changing the document; here it means looking at another node.
  YamlItem& operator=(const YamlItem& other) {
    node_.reset(other.node_);
    where_ = other.where_;
    return *this;
  }

  [[noreturn]] void fail(const std::string& sentence) const { throw ScenarioError(where_, sentence); }
  const Where& where() const { return where_; }

  bool is_mapping() const { return node_.IsMap(); }
  bool is_list() const { return node_.IsSequence(); }
  bool is_empty() const { return node_.IsNull(); }

  /// The entries of a mapping, in the order of the file, each key once. `what`: what should stand here.
  std::vector<YamlEntry> entries(std::string_view what) const;
  /// The items of a list.
  std::vector<YamlItem> items(std::string_view what) const;
  /// The value as the row describes it.
  Value value(const Parameter& parameter) const;
  std::string text(std::string_view what) const;

 private:
  YamlItem(const YAML::Node& node, Where where) : node_(node), where_(std::move(where)) {}
  YamlItem inside(const YAML::Node& node) const;
  const std::string& scalar(std::string_view what) const;
  /// A scalar without quotes, as numbers and words are written.
  const std::string& word(std::string_view what) const;
  std::string kind() const;
  std::int64_t count(const Parameter& parameter) const;
  double probability(const Parameter& parameter) const;
  Time duration(const Parameter& parameter) const;
  std::string choice(const Parameter& parameter) const;

  YAML::Node node_;
  Where where_;
};

// yaml-cpp assigns nodes in a way that clang-tidy thinks can throw.
struct YamlEntry {  // NOLINT(bugprone-exception-escape)
  std::string key;
  YamlItem key_item;
  YamlItem value;
};

/// The entry with this key; null when there is none.
const YamlEntry* find(const std::vector<YamlEntry>& entries, std::string_view key);

}  // namespace espat::scenarios
