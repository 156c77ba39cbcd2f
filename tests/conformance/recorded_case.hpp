#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "at_engine/time.hpp"
#include "tests/conformance/case_kind.hpp"
#include "tests/conformance/recording.hpp"
#include "tests/conformance/step.hpp"

namespace espat::conformance {

/// One line of a case file: what to do with a fresh device, and what the firmware did.
struct RecordedCase {
  std::string id;
  CaseKind kind = CaseKind::engine;
  bool has_broker = false;        ///< with the firmware's own MQTT client; otherwise with the scripted one
  CaseSettings::Values settings;  ///< of the scripted client, the broker or the device
  std::vector<Step> setup;        ///< what comes out during these is not compared
  std::vector<Step> steps;
  std::string steps_text;                                    ///< the steps as JSON
  bool untimed = false;                                      ///< times are not comparable
  std::map<std::string, std::size_t, std::less<>> profiles;  ///< which output each version gave
  std::vector<Recording> outputs;

  const Recording& output_of(std::string_view profile) const { return outputs.at(profiles.find(profile)->second); }
};

/// Throws std::exception with the cause when the line is malformed.
RecordedCase read_case(const nlohmann::json& json, CaseKind kind);

}  // namespace espat::conformance
