#include "scenarios/registry.hpp"

#include <algorithm>
#include <array>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios {

std::span<const FaultKind> fault_kinds() {
  static const std::vector<FaultKind> kinds = [] {
    std::vector<FaultKind> all{faults::drop(),  faults::duplicate(), faults::flip(),          faults::insert(), faults::slice(),
                               faults::delay(), faults::stall(),     faults::baud_mismatch(), faults::overrun()};
    for (const auto& of_place : {faults::network(), faults::broker(), faults::wifi(), faults::firmware()}) {
      all.insert(all.end(), of_place.begin(), of_place.end());
    }
    return all;
  }();
  return kinds;
}

const FaultKind* find_fault(Place place, std::string_view name) {
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.place == place && kind.name == name) return &kind;
  }
  return nullptr;
}

std::span<const std::string_view> place_names() {
  static constexpr std::array<std::string_view, 5> names{"uart", "net", "broker", "wifi", "firmware"};
  return names;
}

bool is_place(std::string_view word) {
  const auto names = place_names();
  return std::find(names.begin(), names.end(), word) != names.end();
}

std::string_view name(Place place) { return place_names()[static_cast<std::size_t>(place)]; }

}  // namespace espat::scenarios
