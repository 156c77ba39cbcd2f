#include "pty_bridge/pty.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "pty_bridge/terminal.hpp"

namespace espat::uart {
namespace {

[[noreturn]] void fail() {
  throw std::runtime_error("Cannot make a pty (" + std::generic_category().message(errno) +
                           "): mount devpts on /dev/pts and check /proc/sys/kernel/pty/max, or use --tcp or --unix instead.");
}

FileHandle open_master() {
  FileHandle master(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!master.valid()) fail();
  return master;
}

std::string publish(int master, int baud) {
  // Raw before it is unlocked: whoever opens it meets no echo and no translation.
  terminal::make_raw(master);
  terminal::set_baud(master, baud);
  if (::grantpt(master) != 0 || ::unlockpt(master) != 0) fail();
  std::array<char, 64> path{};
  if (::ptsname_r(master, path.data(), path.size()) != 0) fail();
  return path.data();
}

FileHandle open_hold(const std::string& path) {
  FileHandle hold(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!hold.valid()) fail();
  return hold;
}

}  // namespace

Pty::Pty(boost::asio::io_context& io, int baud) : watch_(boost::asio::use_service<HostWatch>(io)) {
  FileHandle master = open_master();
  path_ = publish(master.get(), baud);
  hold_ = open_hold(path_);
  master_ = std::make_shared<Descriptor>(io, std::move(master));
  // After our own open, so that only hosts are counted.
  watch_id_ = watch_.watch(path_, [this](HostWatch::Change change) { count(change); });
}

Pty::~Pty() {
  watch_.forget(watch_id_);
  master_->close();
}

void Pty::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  master_->start({handlers_.received, handlers_.drained, {}});
}

void Pty::write(std::string_view bytes) {
  if (queued() > 0 && !host_open()) {
    watch_.poll();  // a host may have opened it just now, and then nothing may be dropped
    if (!host_open()) return;
  }
  master_->write(bytes);
}

std::optional<int> Pty::host_baud() const { return terminal::baud(hold_.get()); }

void Pty::count(HostWatch::Change change) {
  if (change == HostWatch::Change::opened) {
    if (++hosts_ == 1 && handlers_.host_opened) handlers_.host_opened();
    return;
  }
  if (hosts_ == 0 || --hosts_ > 0) return;
  // The settings of the last host stay in a pty; the next one shall find what a serial port would have.
  terminal::make_raw(hold_.get());
  terminal::end_exclusive_use(hold_.get());
  if (handlers_.host_closed) handlers_.host_closed();
}

}  // namespace espat::uart
