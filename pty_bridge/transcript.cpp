#include "pty_bridge/transcript.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace espat::uart {
namespace {

const char* name(Transcript::Direction direction) {
  switch (direction) {
    case Transcript::Direction::host:
      return "host";
    case Transcript::Direction::device:
      return "device";
    case Transcript::Direction::log:
      return "log";
  }
  return "";
}

void append_escaped(std::string& line, std::string_view bytes) {
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '\r') {
      line += "\\r";
    } else if (character == '\n') {
      line += "\\n";
    } else if (character == '"' || character == '\\') {
      line += {'\\', character};
    } else if (byte >= 0x20 && byte < 0x7f) {
      line += character;
    } else {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
      line += escape.data();
    }
  }
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto length = ::write(fd, bytes.data(), bytes.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

}  // namespace

Transcript::Transcript(const std::string& path, std::function<void(const std::string&)> failed)
    : path_(path), file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)), failed_(std::move(failed)) {
  if (!file_.valid())
    throw std::runtime_error("Cannot write the transcript " + path + " (" + std::generic_category().message(errno) +
                             "): name another file with --transcript.");
}

void Transcript::record(std::chrono::microseconds time, Direction direction, std::string_view bytes) {
  if (!file_.valid()) return;
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%lld.%06lld", static_cast<long long>(time.count() / 1'000'000),
                static_cast<long long>(time.count() % 1'000'000));
  line_ = std::string("{\"t\":") + seconds.data() + ",\"dir\":\"" + name(direction) + "\",\"bytes\":\"";
  append_escaped(line_, bytes);
  line_ += "\"}\n";
  if (write_all(file_.get(), line_)) return;
  const std::string cause = std::generic_category().message(errno);
  file_.close();
  if (failed_) failed_("The transcript " + path_ + " ends here (" + cause + "): make room, and start again if you need the rest.");
}

}  // namespace espat::uart
