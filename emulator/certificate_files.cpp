#include "emulator/certificate_files.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "at_engine/flash/certificate_store.hpp"
#include "emulator/durable_file.hpp"
#include "emulator/failure.hpp"
#include "net/openssl_pointer.hpp"

namespace espat::emulator {
namespace {

using at::CertificateKind;

constexpr std::size_t longest_item = 0xffff;

[[noreturn]] void refuse_file(const std::string& sentence) { throw Failure(ExitCode::environment_failed, sentence); }

/// Nobody is asked for the password of a key.
int no_password(char*, int, int, void*) { return -1; }

net::Certificate parse_certificate(const std::string& pem) {
  return net::Certificate(PEM_read_bio_X509(net::reader(pem).get(), nullptr, no_password, nullptr));
}
net::Key parse_key(const std::string& pem) {
  return net::Key(PEM_read_bio_PrivateKey(net::reader(pem).get(), nullptr, no_password, nullptr));
}

std::string read_pem(const std::string& path, CertificateKind kind) {
  std::optional<std::string> bytes;
  const std::string option = fmt::format("--{}", at::name_of(kind));
  try {
    bytes = read_file(path);
  } catch (const std::system_error& error) {
    refuse_file(fmt::format("{}: {} cannot be read ({})", option, path, error.code().message()));
  }
  if (!bytes) refuse_file(fmt::format("{}: there is no file {}", option, path));
  const bool is_key = kind == CertificateKind::key;
  if (is_key ? parse_key(*bytes) == nullptr : parse_certificate(*bytes) == nullptr) {
    refuse_file(is_key
                    ? fmt::format("{}: {} holds no PEM private key without a password; openssl pkey -in {} tells more", option, path, path)
                    : fmt::format("{}: {} holds no PEM certificate; openssl x509 -in {} -text tells more", option, path, path));
  }
  if (bytes->size() > longest_item) refuse_file(fmt::format("{}: {} is longer than 65535 bytes", option, path));
  return *bytes;
}

void check_pair(const std::string& certificate, const std::string& key, const CertificateFiles& files) {
  if (X509_check_private_key(parse_certificate(certificate).get(), parse_key(key).get()) == 1) return;
  refuse_file(fmt::format("--key: {} does not belong to the certificate {}; give the key that it was made with", files.key.front(),
                          files.certificate.front()));
}

void install_partition(const at::Profile& profile, at::Storage& storage, const std::string& name,
                       const std::vector<at::ContainerItem>& items) {
  const at::Flash table(profile.flash.partitions, {});
  const at::Partition* partition = table.find(name);
  if (partition == nullptr) refuse_file(fmt::format("{} has no partition {}; choose another profile", profile.name, name));
  const std::string container = at::pack_container(items);
  if (container.size() > partition->size) {
    refuse_file(fmt::format("the certificates for {} take {} bytes and the partition has {}", name, container.size(), partition->size));
  }
  std::string& bytes = storage.partitions[name];
  bytes.assign(partition->size, '\xff');
  bytes.replace(0, container.size(), container);
}

}  // namespace

std::vector<at::ContainerItem> read_certificate_files(const CertificateFiles& files) {
  std::vector<at::ContainerItem> items;
  const auto add = [&items](const std::vector<std::string>& paths, CertificateKind kind) {
    int id = 0;
    for (const std::string& path : paths) items.push_back({kind, id++, read_pem(path, kind)});
  };
  add(files.ca, CertificateKind::ca);
  add(files.certificate, CertificateKind::certificate);
  add(files.key, CertificateKind::key);
  if (!files.certificate.empty() && !files.key.empty()) {
    check_pair(items[files.ca.size()].content, items[files.ca.size() + files.certificate.size()].content, files);
  }
  return items;
}

std::vector<at::StorageChanged> install_certificates(const CertificateFiles& files, const at::Profile& profile, at::Storage& storage) {
  using Part = at::StorageChanged::Part;
  std::vector<at::StorageChanged> changes;
  const auto all = read_certificate_files(files);
  for (const CertificateKind kind : {CertificateKind::ca, CertificateKind::certificate, CertificateKind::key}) {
    std::vector<at::ContainerItem> items;
    for (const at::ContainerItem& item : all) {
      if (item.kind == kind) items.push_back(item);
    }
    if (items.empty()) continue;
    const std::string home = fmt::format("mqtt_{}", at::name_of(kind));
    if (profile.flash.factory_data == nullptr) {
      install_partition(profile, storage, home, items);
      changes.push_back({Part::partition, home});
      continue;
    }
    if (!storage.manufacturing_data) storage.manufacturing_data = *profile.flash.factory_data;
    for (const at::ContainerItem& item : items) {
      storage.manufacturing_data->set(home, {fmt::format("{}.{}", home, item.id), at::ManufacturingType::text, item.content});
    }
    changes.push_back({Part::manufacturing_data, {}});
  }
  return changes;
}

}  // namespace espat::emulator
