#pragma once

#include <functional>

namespace espat::scenarios {

/// Takes a fault back. Empty for what is done at once and leaves nothing to take back.
using Removal = std::function<void()>;

}  // namespace espat::scenarios
