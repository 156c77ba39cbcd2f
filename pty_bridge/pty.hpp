#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "pty_bridge/bearer.hpp"
#include "pty_bridge/descriptor.hpp"
#include "pty_bridge/file_handle.hpp"
#include "pty_bridge/host_watch.hpp"

namespace espat::uart {

/// A pty whose far end looks like a serial port to the host: raw from the first byte and after every host, and no byte is lost when
/// hosts close and open it.
class Pty : public Bearer {
 public:
  /// `baud`: the speed it has until a host sets another one.
  /// Throws std::runtime_error, one sentence, when the system has no pty or no inotify instance left.
  Pty(boost::asio::io_context& io, int baud);
  ~Pty() override;
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  void start(Handlers handlers) override;
  void write(std::string_view bytes) override;
  std::size_t queued() const override { return master_->queued(); }
  void pause_reading() override { master_->pause_reading(); }
  void resume_reading() override { master_->resume_reading(); }
  bool host_open() const override { return hosts_ > 0; }
  std::optional<int> host_baud() const override;
  /// The device path, `/dev/pts/N`.
  std::string name() const override { return path_; }

 private:
  void count(HostWatch::Change change);

  HostWatch& watch_;
  std::string path_;
  std::shared_ptr<Descriptor> master_;
  FileHandle hold_;  // our own open end: without it the master reads errors while no host is there
  int watch_id_ = 0;
  int hosts_ = 0;
  Handlers handlers_;
};

}  // namespace espat::uart
