// CIPSNTPCFG, CIPSNTPTIME and CIPSNTPINTV (device-commands.md 6.1, 8.2-14).

#include <array>
#include <cstdlib>

#include "at_engine/command_table.hpp"
#include "at_engine/commands/reply.hpp"
#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {
namespace {

constexpr int shortest_interval = 15;
constexpr int longest_interval = 4'294'967;
constexpr int most_servers = 3;

Outcome query_time_source(const Call& call) {
  const SntpClient& sntp = call.module.tcpip.sntp;
  std::string text = sntp.is_on() ? "1" : "0";
  if (sntp.is_on() || call.module.profile.tcpip.time_zone_has_minutes) text += "," + std::to_string(sntp.time_zone);
  if (sntp.is_on()) {
    for (const std::string& server : sntp.servers) text += ",\"" + server + "\"";
  }
  return reply_line(call, text);
}

int read_time_zone(const Call& call, TcpipReader& in) {
  if (!call.module.profile.tcpip.time_zone_has_minutes) return in.integer_or(0, -11, 13);
  const int zone = in.integer_or(0, -1'200 - 59, 1'400 + 59);
  in.require(std::abs(zone) % 100 < 60, "an hour has 60 minutes");
  return zone;
}

Outcome configure_time_source(const Call& call) {
  SntpClient& sntp = call.module.tcpip.sntp;
  TcpipReader in(call);
  const bool turns_on = in.integer(0, 1) == 1;
  if (in.failed()) return Result::error;
  if (!turns_on) {
    sntp.stop();
    return Result::ok;
  }
  const int zone = read_time_zone(call, in);
  if (in.failed()) return Result::error;
  sntp.time_zone = zone;  // remains although the servers may be wrong
  std::vector<std::string> servers;
  for (int i = 0; i < most_servers && in.has_more(); ++i) servers.push_back(in.text(1, call.module.profile.tcpip.longest_time_server));
  in.end();
  if (in.failed()) return Result::error;
  if (servers.empty()) servers = {"cn.ntp.org.cn", "ntp.sjtu.edu.cn", "us.pool.ntp.org"};
  sntp.servers = std::move(servers);
  sntp.start();
  return Result::ok;
}

/// Without a line end (device-commands.md 5).
Outcome query_time(const Call& call) { return reply_bare(call, call.module.tcpip.sntp.shown_time()); }

Outcome query_interval(const Call& call) { return reply_line(call, std::to_string(call.module.tcpip.sntp.interval)); }

Outcome set_interval(const Call& call) {
  TcpipReader in(call);
  const int interval = in.integer(shortest_interval, longest_interval);
  in.end();
  if (in.failed()) return Result::error;
  call.module.tcpip.sntp.interval = interval;
  return Result::ok;
}

}  // namespace

std::span<const Command> tcpip_sntp_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPSNTPCFG", .query = query_time_source, .set = configure_time_source},
      Command{.name = "+CIPSNTPTIME", .query = query_time},
  };
  return table;
}

std::span<const Command> tcpip_sntp_interval_command() {
  static constexpr std::array table{Command{.name = "+CIPSNTPINTV", .query = query_interval, .set = set_interval}};
  return table;
}

}  // namespace espat::at
