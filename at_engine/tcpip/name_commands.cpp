// CIPDOMAIN and PING (device-commands.md 6.1, 8.2-14).

#include <array>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/tcpip/destination_reader.hpp"

namespace espat::at {
namespace {

constexpr Duration ping_time{1'000};

using Name = std::shared_ptr<std::optional<std::string>>;

Name look_up(Module& module, const std::string& host, bool wants_ipv6) {
  auto ip = std::make_shared<std::optional<std::string>>();
  module.tcpip.questions.resolve(host, wants_ipv6, [ip](const std::string& answer) { *ip = answer; });
  return ip;
}

Outcome fail_lookup(Module& module, std::string_view why) {
  module.out.because(why);
  return Result::error;
}

Outcome print_domain(Module& module, const std::string& ip) {
  if (ip.empty()) return fail_lookup(module, "there is no such name");
  const std::string quote = module.profile.tcpip.domain_is_bare ? "" : "\"";
  module.out.uart("+CIPDOMAIN:" + quote + ip + quote + "\r\n");
  return Result::ok;
}

Outcome resolve(const Call& call) {
  constexpr int ipv6_only = 3;
  const TcpipRules& rules = call.module.profile.tcpip;
  TcpipReader in(call);
  const std::string host = in.text(1, any_length);
  int network = 1;
  std::optional<Duration> timeout;
  if (!rules.domain_is_bare) {
    if (in.has_more()) network = in.integer(1, ipv6_only);
    timeout = read_timeout(call, in);
  }
  if (!rules.domain_ignores_surplus) in.end();
  if (in.failed()) return Result::error;
  const Name ip = look_up(call.module, host, network == ipv6_only);
  const auto deadline = timeout ? std::optional(call.module.now + *timeout) : std::nullopt;
  return Outcome::wait(
      "the name",
      [ip, deadline](Module& m) -> Outcome {
        if (*ip) return print_domain(m, **ip);
        return deadline && m.now >= *deadline ? fail_lookup(m, "timeout is over") : Outcome::still_waiting();
      },
      deadline);
}

/// What AT+PING waits for.
struct Echo {
  std::optional<Duration> round_trip;
  Query query = 0;
  Time answer_at{};  ///< when the command ends
};

Outcome end_ping(Module& module, const Echo& echo) {
  module.tcpip.questions.forget(echo.query);
  if (!echo.round_trip || *echo.round_trip >= ping_time) {
    module.out.uart("+PING:TIMEOUT\r\n");
    return fail_lookup(module, "nobody answered");
  }
  module.out.uart("+PING:" + std::to_string(std::max<Duration::rep>(1, echo.round_trip->count())) + "\r\n");
  return Result::ok;
}

/// Waits for `deadline`, or for `echo` to be answered where that has a pause of its own.
Outcome await_echo(const std::shared_ptr<Echo>& echo, Time deadline) {
  return Outcome::wait(
      "the echo",
      [echo, deadline](Module& m) -> Outcome {
        if (m.now >= deadline) return end_ping(m, *echo);
        const Duration pause = m.profile.tcpip.ping_pause;
        const bool changes_deadline = echo->round_trip && m.now + pause < deadline;
        return changes_deadline ? await_echo(echo, m.now + pause) : Outcome::still_waiting();
      },
      deadline);
}

Outcome begin_ping(Module& module, const std::string& ip) {
  const auto echo = std::make_shared<Echo>();
  echo->query = module.tcpip.questions.ping(ip, [echo](Duration round_trip) { echo->round_trip = round_trip; });
  return await_echo(echo, module.now + ping_time + module.profile.tcpip.ping_pause);
}

Outcome ping(const Call& call) {
  TcpipReader in(call);
  const std::string host = in.text(1, any_length);
  in.end();
  if (in.failed()) return Result::error;
  const Name ip = look_up(call.module, host, false);
  return Outcome::wait("the name", [ip](Module& m) -> Outcome {
    if (!*ip) return Outcome::still_waiting();
    if (!(*ip)->empty()) return begin_ping(m, **ip);
    if (m.profile.tcpip.unknown_name_is_ping_timeout) m.out.uart("+PING:TIMEOUT\r\n");
    return fail_lookup(m, "there is no such name");
  });
}

}  // namespace

std::span<const Command> tcpip_name_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPDOMAIN", .set = resolve},
      Command{.name = "+PING", .set = ping},
  };
  return table;
}

}  // namespace espat::at
