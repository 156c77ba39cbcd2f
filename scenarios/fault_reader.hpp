#pragma once

#include <vector>

#include "scenarios/fault.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/yaml_item.hpp"

namespace espat::scenarios {

/// Reads a fault: `{uart: to_host, slice: 1}`, `{broker: kill}`, `{net: {latency: 1s, jitter: 10ms}, times: 3}`.
/// `entries`: of the item, with the key of the place among them. `beside`: the table of further keys that the caller reads.
Fault read_fault(const YamlItem& item, const std::vector<YamlEntry>& entries, Place place, const std::vector<Parameter>& beside = {});

/// How often something strikes, from the keys beside it.
StrikeRule read_strikes(const Arguments& written);

}  // namespace espat::scenarios
