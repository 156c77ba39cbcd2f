// CIPSTART and CIPSTARTEX (device-commands.md 6.3, 8.2-10).

#include <array>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/error_code.hpp"
#include "at_engine/tcpip/destination_reader.hpp"

namespace espat::at {
namespace {

constexpr std::size_t needed_parameters = 3;

/// Whether a connection can be begun now; why not is told.
void require_network(const Call& call, TcpipReader& in, int id) {
  Module& module = call.module;
  const int mode = module.settings.wifi_mode;
  in.require(module.tcpip.link(id).state == Link::State::closed, "the link is open already");
  in.require(mode != 0, "Wi-Fi is off");
  in.require(mode != 1 || module.station.is_online(), "the station has no address");
}

Outcome open(Module& module, int id, Destination to, std::optional<Duration> timeout) {
  const auto result = std::make_shared<std::optional<bool>>();
  const auto deadline = timeout ? std::optional(module.now + *timeout) : std::nullopt;
  module.tcpip.sockets.open(id, std::move(to), [result](bool succeeded) { *result = succeeded; });
  return Outcome::wait(
      "the connection",
      [result, deadline](Module& m) -> Outcome {
        if (*result) return **result ? Result::ok : Result::error;
        if (!deadline || m.now < *deadline) return Outcome::still_waiting();
        m.tcpip.sockets.abandon_opening();
        m.out.because("timeout is over");
        return Result::error;
      },
      deadline);
}

/// What follows the link id.
Outcome start_to(const Call& call, TcpipReader& in, int id) {
  const Destination to = read_destination(call, in);
  const auto timeout = read_timeout(call, in);
  in.end();
  require_network(call, in, id);
  return in.failed() ? Outcome(Result::error) : open(call.module, id, to, timeout);
}

bool has_enough_parameters(const Call& call) {
  if (!call.module.profile.tcpip.missing_start_count_is_named || call.parameters.size() >= needed_parameters) return true;
  call.module.print_code(error_code::parameter_count(1, static_cast<std::uint32_t>(call.parameters.size())));
  call.module.out.because("it takes a type, a host and a port");
  return false;
}

Outcome start_link(const Call& call) {
  if (!has_enough_parameters(call)) return Result::error;
  TcpipReader in(call);
  const int id = in.link();
  return start_to(call, in, id);
}

Outcome start_free_link(const Call& call) {
  if (!has_enough_parameters(call)) return Result::error;
  TcpipReader in(call);
  const auto id = call.module.tcpip.session.has_many_links ? call.module.tcpip.free_id() : 0;
  in.require(id.has_value(), "all links are open");
  return start_to(call, in, id.value_or(0));
}

}  // namespace

std::span<const Command> tcpip_start_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPSTART", .set = start_link},
      Command{.name = "+CIPSTARTEX", .set = start_free_link},
  };
  return table;
}

}  // namespace espat::at
