#pragma once

#include <string>

namespace espat::scenarios {

/// The JSON Schema (2020-12) of a scenario, made from the tables that the parser reads. It knows each key and value; what only the parser
/// knows is which texts name each other, and what an included file holds.
std::string scenario_schema();

/// Every fault with its place, parameters and meaning, as a JSON list.
std::string fault_list();

}  // namespace espat::scenarios
