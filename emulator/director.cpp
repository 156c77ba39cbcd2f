#include "emulator/director.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>
#include <vector>

namespace espat::emulator {

using scenarios::Time;

namespace {

/// What arrived in one chunk is one chunk for the firmware as well.
std::string joined(const std::vector<std::string>& lines) {
  std::string chunk;
  for (const std::string& line : lines) chunk += line;
  return chunk;
}

}  // namespace

Director::Director(boost::asio::io_context& io, Device& device, DeviceWorld& world, const scenarios::Scenario& scenario, std::uint64_t seed,
                   scenarios::HostPart host, std::function<void()> on_end)
    : io_(io),
      device_(device),
      world_(world),
      run_(scenario, world, seed, host),
      on_end_(std::move(on_end)),
      start_(std::chrono::steady_clock::now()),
      deadline_(io, [this] { go_on(); }) {
  device.intercept(*this);
}

void Director::begin() {
  start_ = std::chrono::steady_clock::now();
  run_.begin(now());
  strike_device();
  device_.power_up();
  go_on();
}

void Director::host_received(std::string_view bytes) {
  run_.host_received(now(), bytes);
  go_on();
}

void Director::host_ended() {
  run_.host_ended(now());
  go_on();
}

void Director::act(const scenarios::Action& action) {
  run_.act(now(), action);
  go_on();
}

Time Director::now() const { return std::chrono::duration_cast<Time>(std::chrono::steady_clock::now() - start_); }

// A fault that begins with a line strikes what comes behind it, so that each line is on its way before the run sees it.
void Director::host_wrote(std::string_view chunk) {
  while (!chunk.empty()) {
    const std::string_view line = chunk.substr(0, std::min(chunk.find('\n'), chunk.size() - 1) + 1);
    world_.to_device().push(now(), line);
    run_.host_sent(now(), line);
    chunk.remove_prefix(line.size());
  }
  go_on();
}

void Director::firmware_wrote(std::string_view bytes) {
  world_.to_host().push(now(), bytes);
  run_.device_sent(now(), bytes);
  for (const std::string& write : world_.to_host().take(now())) device_.deliver_to_host(write);
}

void Director::settled() {
  run_.mqtt_state(now(), device_.mqtt_state());
  go_on();
}

void Director::go_on() {
  run_.advance(now());
  pass_on();
  std::optional<Time> next = run_.next_deadline();
  for (const auto& deadline : {world_.to_host().next_deadline(), world_.to_device().next_deadline()}) {
    if (deadline) next = next ? std::min(*next, *deadline) : *deadline;
  }
  if (next) deadline_.set(start_ + *next);
  // Posted, because whoever is told may end the device that is calling.
  if (run_.outcome() && on_end_) boost::asio::post(io_, std::exchange(on_end_, nullptr));
}

void Director::pass_on() {
  for (const std::string& write : world_.to_host().take(now())) device_.deliver_to_host(write);
  std::vector<std::string> chunks = world_.to_device().take(now());
  if (world_.to_device().is_clear() && chunks.size() > 1) chunks = {joined(chunks)};
  const bool is_delivering = !chunks_.empty();
  std::move(chunks.begin(), chunks.end(), std::back_inserter(chunks_));
  // The firmware settles after each chunk, which leads back here: what has arrived by then goes behind the others.
  for (; !is_delivering && !chunks_.empty(); chunks_.pop_front()) device_.deliver_to_firmware(std::move(chunks_.front()));
  strike_device();
}

void Director::strike_device() {
  for (const DeviceFault& fault : world_.take_device_faults()) fault(device_);
}

}  // namespace espat::emulator
