#include "at_engine/flash/certificate_store.hpp"

#include <string>

#include "at_engine/flash/certificate_container.hpp"

namespace espat::at {
namespace {

std::string home_of(std::string_view owner, CertificateKind kind) { return std::string(owner) + "_" + std::string(name_of(kind)); }

}  // namespace

CertificateItem read_certificate(const Flash& flash, std::string_view owner, CertificateKind kind, int id) {
  const Partition* partition = flash.find(home_of(owner, kind));
  if (partition == nullptr || id < 0) return {};
  return read_container_item(*flash.read(*partition, 0, partition->size), static_cast<std::size_t>(id));
}

CertificateItem read_certificate(const ManufacturingData& data, std::string_view owner, CertificateKind kind, int id) {
  const std::string home = home_of(owner, kind);
  const ManufacturingEntry* entry = data.find(home, home + "." + std::to_string(id));
  if (entry == nullptr) return {};
  return {static_cast<int>(entry->value.size()), entry->value};
}

}  // namespace espat::at
