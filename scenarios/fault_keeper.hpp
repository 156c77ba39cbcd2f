#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenarios/agenda.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/world.hpp"

namespace espat::scenarios {

/// The faults of a device that stand now. Each has choices of its own from the seed, so that adding one does not change the others.
class FaultKeeper {
 public:
  FaultKeeper(World& world, std::uint64_t seed, Agenda& agenda) : world_(world), seed_(seed), agenda_(agenda) {}

  /// One of the same name ends first.
  void begin(Time now, const Fault& fault);
  /// Nothing happens when it does not stand.
  void remove(const std::string& name);

  std::vector<std::string> names() const;

 private:
  World& world_;
  std::uint64_t seed_;
  Agenda& agenda_;
  std::map<std::string, int> begun_;  ///< how often each has begun
  std::map<std::string, Removal> standing_;
};

}  // namespace espat::scenarios
