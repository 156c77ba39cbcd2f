#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/parameter.hpp"
#include "scenarios/yaml_item.hpp"

namespace espat::scenarios {

using Rows = std::vector<const Parameter*>;

/// The rows of several tables together.
Rows rows_of(std::initializer_list<const std::vector<Parameter>*> tables);

/// The names of the rows that are needed for a message.
std::vector<std::string> names_of(const Rows& rows);

/// A mapping whose keys have been checked against the rows of its tables.
class Mapping {
 public:
  /// `what` names the mapping in messages: "a step", "the device". @throws ScenarioError for a key that no row has, a needed one that is
  /// missing, and a value that is not as its row says
  Mapping(const YamlItem& item, std::vector<YamlEntry> entries, const Rows& rows, std::string_view what);

  /// The values of the rows that are no structures.
  const Arguments& arguments() const { return arguments_; }
  /// The value of a structure; null when it was not written.
  const YamlItem* structure(std::string_view name) const;
  bool has(std::string_view name) const { return find(entries_, name) != nullptr; }

 private:
  std::vector<YamlEntry> entries_;
  Arguments arguments_;
};

/// Fails because of a key or word that is not known: what it is, what was probably meant, and else what there is.
[[noreturn]] void fail_unknown(const YamlItem& at, std::string_view what, std::string_view written, const std::vector<std::string>& known);

}  // namespace espat::scenarios
