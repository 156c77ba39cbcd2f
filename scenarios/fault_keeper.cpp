#include "scenarios/fault_keeper.hpp"

#include <utility>

namespace espat::scenarios {

void FaultKeeper::begin(Time now, const Fault& fault) {
  remove(fault.name);
  const int round = ++begun_[fault.name];
  Strikes strikes(fault.strikes, Random(seed_, fault.name + "/" + std::to_string(round)));
  Removal removal = fault.kind->begin({world_, fault.arguments, fault.direction, std::move(strikes)});
  if (changed_) changed_(fault.name, true);
  if (!removal) return;
  standing_[fault.name] = std::move(removal);
  if (!fault.lasts) return;
  agenda_.at(now + *fault.lasts, [this, name = fault.name, round] {
    if (begun_[name] == round) remove(name);
  });
}

void FaultKeeper::remove(const std::string& name) {
  const auto found = standing_.find(name);
  if (found == standing_.end()) return;
  const Removal removal = std::move(found->second);
  standing_.erase(found);
  removal();
  if (changed_) changed_(name, false);
}

std::vector<std::string> FaultKeeper::names() const {
  std::vector<std::string> names;
  for (const auto& [name, removal] : standing_) names.push_back(name);
  return names;
}

}  // namespace espat::scenarios
