#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace espat::at {

/// AT+SYSMSGFILTER: takes the head and the tail that a rule matches off what the firmware writes (device-commands.md 8.1-14).
class MessageFilter {
 public:
  /// Basic regular expressions, as typed; an empty one matches nothing and takes nothing off.
  struct Rule {
    std::string head;
    std::string tail;
  };

  bool is_on = false;

  /// The newest rule comes first.
  const std::vector<Rule>& rules() const { return rules_; }
  /// False when an expression is malformed.
  bool add(const Rule& rule);
  /// False when there is no such rule.
  bool remove(const Rule& rule);
  void clear();

  /// What is left of a write: the first rule of which all that it has matches is applied.
  std::string apply(std::string bytes) const;

 private:
  struct Expressions;

  std::vector<Rule> rules_;
  std::vector<std::shared_ptr<const Expressions>> expressions_;  ///< of the rules, in the same order
};

}  // namespace espat::at
