#include "scenarios/random.hpp"

namespace espat::scenarios {
namespace {

/// FNV-1a.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char character : text) value = (value ^ static_cast<unsigned char>(character)) * 0x100000001b3U;
  return value;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream) : generator_(seed ^ hash(stream)) {}

std::uint64_t Random::below(std::uint64_t limit) {
  // Numbers of the last, incomplete round would make the small results likelier.
  const std::uint64_t rounds_end = std::mt19937_64::max() - std::mt19937_64::max() % limit;
  std::uint64_t number = generator_();
  while (number >= rounds_end) number = generator_();
  return number % limit;
}

bool Random::chance(double probability) {
  constexpr int precision = 53;  // bits of a double
  return static_cast<double>(generator_() >> (64 - precision)) < probability * static_cast<double>(std::uint64_t{1} << precision);
}

Time Random::between(Time lowest, Time highest) {
  return lowest + Time(static_cast<Time::rep>(below(static_cast<std::uint64_t>((highest - lowest).count()) + 1)));
}

}  // namespace espat::scenarios
