#pragma once

#include <span>
#include <string_view>

#include "scenarios/fault.hpp"

namespace espat::scenarios {

/// Every kind of fault there is, place by place.
std::span<const FaultKind> fault_kinds();

/// Null when the place has no such fault.
const FaultKind* find_fault(Place place, std::string_view name);

/// The names of the places, as the language writes them, in the order of Place.
std::span<const std::string_view> place_names();
std::string_view name(Place place);
bool is_place(std::string_view word);

}  // namespace espat::scenarios
