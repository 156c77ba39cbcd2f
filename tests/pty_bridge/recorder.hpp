#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pty_bridge/uart.hpp"
#include "tests/pty_bridge/event_loop.hpp"

namespace espat::uart {

inline at::UartSettings settings(int baud) {
  at::UartSettings result;
  result.baud = baud;
  return result;
}

/// A bearer that notes when which bytes left the UART.
class Recorder : public Bearer {
 public:
  struct Piece {
    Clock::time_point time;
    std::string bytes;
  };

  void start(Handlers a_handlers) override { handlers = std::move(a_handlers); }
  void write(std::string_view bytes) override {
    pieces.push_back({Clock::now(), std::string(bytes)});
    text += bytes;
  }
  std::size_t queued() const override { return unread; }
  void pause_reading() override { paused = true; }
  void resume_reading() override { paused = false; }
  bool host_open() const override { return open; }
  std::optional<int> host_baud() const override { return baud; }
  std::string name() const override { return "recorder"; }

  Handlers handlers;
  std::vector<Piece> pieces;
  std::string text;
  std::size_t unread = 0;
  std::optional<int> baud;
  bool paused = false;
  bool open = true;
};

/// A UART on a recorder.
struct Line {
  EventLoop loop;
  std::unique_ptr<Recorder> owned = std::make_unique<Recorder>();
  Recorder& bearer = *owned;
  Uart uart;
  std::vector<std::string> chunks;
  std::vector<bool> congestions;

  Line(Timing timing, const at::UartSettings& a_settings) : uart(loop.io, std::move(owned), timing, a_settings) {
    uart.start({[this](std::string chunk) { chunks.push_back(std::move(chunk)); },
                [this](bool congested) { congestions.push_back(congested); },
                {},
                {}});
  }

  bool sent(std::size_t count) {
    return loop.run_until([&] { return bearer.text.size() >= count; });
  }
  bool chunks_come(std::size_t count) {
    return loop.run_until([&] { return chunks.size() >= count; });
  }
};

}  // namespace espat::uart
