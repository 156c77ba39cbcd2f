#pragma once

#include <string_view>

#include "at_engine/certificate_item.hpp"
#include "at_engine/flash/flash.hpp"
#include "at_engine/flash/manufacturing_data.hpp"

namespace espat::at {

/// Item `id` of a partition such as mqtt_ca; `owner` is "mqtt", "client", "server" or "wpa2".
CertificateItem read_certificate(const Flash& flash, std::string_view owner, CertificateKind kind, int id);

/// The key such as mqtt_ca.0 of the namespace mqtt_ca.
CertificateItem read_certificate(const ManufacturingData& data, std::string_view owner, CertificateKind kind, int id);

}  // namespace espat::at
