#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
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

  /// `changed` is told of each fault that begins and of each that ends; what acts at once only begins.
  void when_changed(std::function<void(const std::string& name, bool begun)> changed) { changed_ = std::move(changed); }

  std::vector<std::string> names() const;

 private:
  World& world_;
  std::uint64_t seed_;
  Agenda& agenda_;
  std::map<std::string, int> begun_;  ///< how often each has begun
  std::map<std::string, Removal> standing_;
  std::function<void(const std::string& name, bool begun)> changed_;
};

}  // namespace espat::scenarios
