#include "pty_bridge/uart.hpp"

#include <utility>

namespace espat::uart {
namespace {

constexpr std::size_t congestion_begins = 65'536;
constexpr std::size_t congestion_ends = 16'384;

/// Bytes that may wait for the line in either direction before the host is made to wait.
constexpr std::size_t input_limit = 4096;

}  // namespace

Uart::Uart(boost::asio::io_context& io, std::unique_ptr<Bearer> bearer, Timing timing, const at::UartSettings& settings,
           std::size_t chunk_threshold)
    : bearer_(std::move(bearer)),
      timing_(timing),
      settings_(settings),
      transmitter_(
          io, [this](std::string_view bytes) { leave(bytes); }, timing, [this] { return byte_time(settings_, own_speed()); },
          [this] { regulate(); }),
      receiver_(
          io, timing, chunk_threshold, [this] { return byte_time(settings_, host_speed()); },
          [this](std::string chunk) { deliver(std::move(chunk)); }) {}

Uart::~Uart() = default;

void Uart::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  bearer_->start({[this](std::string_view bytes) {
                    arrive(bytes);
                    regulate();
                  },
                  [this] { host_opened(); }, [this] { host_closed(); }, [this] { regulate(); }});
}

void Uart::write(std::string_view bytes) {
  transmitter_.write(bytes);
  regulate();
}

void Uart::change_settings(const at::UartSettings& settings) {
  transmitter_.after_written([this, settings] {
    if (settings.baud != settings_.baud) speed_is_set_ = true;
    settings_ = settings;
    to_host_.reset();
    to_device_.reset();
  });
}

void Uart::discard_input() {
  receiver_.discard();
  regulate();
}

void Uart::hold_until_host_opens() {
  if (waits_for_host_ || bearer_->host_open()) return;
  waits_for_host_ = true;
  transmitter_.hold();
}

int Uart::host_speed() const { return host_baud().value_or(settings_.baud); }

int Uart::own_speed() const { return speed_is_set_ ? settings_.baud : host_speed(); }

bool Uart::is_misread() const { return timing_ == Timing::real && own_speed() != host_speed(); }

void Uart::leave(std::string_view bytes) {
  is_misread() ? bearer_->write(to_host_.read(bytes, settings_, own_speed(), host_speed())) : bearer_->write(bytes);
}

void Uart::arrive(std::string_view bytes) {
  if (!is_misread()) return receiver_.receive(bytes);
  const std::string garbage = to_device_.read(bytes, settings_, host_speed(), own_speed());
  receiver_.receive(garbage + to_device_.rest(settings_, own_speed()));
}

void Uart::deliver(std::string chunk) {
  if (handlers_.received) {
    // One write to the bearer per chunk: the host gets its answer in one piece and wakes once.
    const bool gathers = timing_ == Timing::instant;
    if (gathers) transmitter_.hold();
    handlers_.received(std::move(chunk));
    if (gathers) transmitter_.release();
  }
  regulate();
}

void Uart::host_opened() {
  if (std::exchange(waits_for_host_, false)) transmitter_.release();
  regulate();
  if (handlers_.host_opened) handlers_.host_opened();
}

void Uart::host_closed() {
  regulate();
  if (handlers_.host_closed) handlers_.host_closed();
}

void Uart::regulate() {
  // What waits for a host that has gone holds nobody up: the bearer drops what is written meanwhile.
  const std::size_t pending = transmitter_.queued() + (bearer_->host_open() ? bearer_->queued() : 0);
  const bool congested = pending > (congested_ ? congestion_ends : congestion_begins);
  const bool paused = congested || receiver_.waiting() > input_limit;
  if (paused != std::exchange(reading_paused_, paused)) paused ? bearer_->pause_reading() : bearer_->resume_reading();
  if (congested != std::exchange(congested_, congested) && handlers_.congested) handlers_.congested(congested);
}

}  // namespace espat::uart
