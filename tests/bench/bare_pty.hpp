#pragma once

#include <string>
#include <thread>

#include "pty_bridge/file_handle.hpp"

namespace espat::bench {

/// The master of a new pty in raw mode; `path` becomes that of its other end. Throws std::runtime_error.
uart::FileHandle open_bare_pty(std::string& path);

/// A pty with a poll loop on a thread of its own that answers every `AT` with `OK`: the least that any module at a pty can cost.
class BarePty {
 public:
  BarePty();
  ~BarePty();
  BarePty(const BarePty&) = delete;
  BarePty& operator=(const BarePty&) = delete;

  const std::string& path() const { return path_; }

 private:
  void answer();

  std::string path_;
  uart::FileHandle master_;
  uart::FileHandle hold_;  ///< keeps the master readable while no host is there
  uart::FileHandle end_;   ///< an eventfd that ends the loop
  std::thread thread_;
};

}  // namespace espat::bench
