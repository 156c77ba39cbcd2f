#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/time.hpp"

namespace espat::scenarios {

/// What may stand as the value of a key.
enum class ValueKind {
  count,        ///< a whole number within a range
  probability,  ///< 0 to 1
  duration,     ///< a time with its unit, up to one hour
  text,         ///< bytes
  pattern,      ///< a line with wildcards
  choice,       ///< one of some words
  flag,         ///< true or false
  structure,    ///< something that has a part of the language of its own
};

/// One key of a mapping: a parameter of a fault, or a key of the language. Parser, schema, control API and help all read this row.
struct Parameter {
  std::string_view name = {};
  ValueKind kind = ValueKind::text;
  std::string_view help = {};
  bool required = false;
  std::int64_t lowest = 1;               ///< of a count
  std::int64_t highest = 1'000'000'000;  ///< of a count
  std::vector<std::string_view> choices = {};
  std::string_view structure = {};  ///< the part of the language that describes the value
};

using Value = std::variant<std::int64_t, double, Time, std::string, bool>;

/// The values that were written for the parameters of one mapping, each checked against its row.
class Arguments {
 public:
  void set(std::string_view name, Value value) { values_.insert_or_assign(std::string(name), std::move(value)); }
  bool has(std::string_view name) const { return values_.contains(name); }

  std::int64_t count(std::string_view name, std::int64_t otherwise = 1) const { return get(name, otherwise); }
  double probability(std::string_view name, double otherwise = 1) const { return get(name, otherwise); }
  Time duration(std::string_view name, Time otherwise = Time{0}) const { return get(name, otherwise); }
  std::string text(std::string_view name, std::string otherwise = {}) const { return get(name, std::move(otherwise)); }
  bool flag(std::string_view name, bool otherwise = false) const { return get(name, otherwise); }

  /// The value, or nothing when it was not written.
  template <typename Type>
  std::optional<Type> find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional<Type>(std::get<Type>(found->second));
  }

 private:
  template <typename Type>
  Type get(std::string_view name, Type otherwise) const {
    return find<Type>(name).value_or(std::move(otherwise));
  }

  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace espat::scenarios
