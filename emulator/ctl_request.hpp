#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace espat::emulator {

/// The request of the control API that the words of `espat ctl` mean: `fault add uart=to_host slice=1`. In texts, `\r`, `\n`, `\t`, `\\`
/// and
/// `\xNN` stand for those bytes. Throws Failure (bad_command_line) when they mean none.
nlohmann::json ctl_request(const std::vector<std::string>& words);

}  // namespace espat::emulator
