#include "at_engine/coverage.hpp"

namespace espat::at {

int Coverage::count(std::string_view name, Form form) const {
  const auto found = commands_.find({std::string(name), form});
  return found == commands_.end() ? 0 : found->second;
}

}  // namespace espat::at
