#include <algorithm>
#include <array>
#include <utility>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

namespace {

constexpr std::array<std::string_view, 4> tls_failures{"expired", "wrong_host", "unknown_ca", "no_shared_cipher"};

TlsFailure tls_failure(const std::string& name) {
  return static_cast<TlsFailure>(std::find(tls_failures.begin(), tls_failures.end(), name) - tls_failures.begin());
}

FaultKind network_fault(std::string_view name, std::string_view help, std::string_view opportunity, std::vector<Parameter> parameters,
                        Removal (*begin)(FaultCall)) {
  return {Place::net, name, help, opportunity, false, std::move(parameters), begin};
}

}  // namespace

std::vector<FaultKind> network() {
  return {
      network_fault("refuse", "connections are refused", "connection", {},
                    [](FaultCall call) { return call.world.network().refuse(std::move(call.strikes)); }),
      network_fault("reset", "the connections that are open now are reset", "", {},
                    [](FaultCall call) {
                      call.world.network().reset();
                      return Removal();
                    }),
      network_fault("blackhole", "nothing arrives any more, and nobody is told", "connection", {},
                    [](FaultCall call) { return call.world.network().blackhole(std::move(call.strikes)); }),
      network_fault(
          "latency", "data takes longer", "connection",
          {{"latency", ValueKind::duration, "by this time, in each direction", true},
           {"jitter", ValueKind::duration, "give or take this time (0s)"},
           {.name = "law", .kind = ValueKind::choice, .help = "how the jitter is spread (uniform)", .choices = {"uniform", "normal"}}},
          [](FaultCall call) {
            const Latency latency{call.arguments.duration("latency"), call.arguments.duration("jitter"),
                                  call.arguments.text("law") == "normal" ? JitterLaw::normal : JitterLaw::uniform};
            return call.world.network().latency(latency, std::move(call.strikes));
          }),
      network_fault(
          "bandwidth", "data flows slowly", "connection", {{"bandwidth", ValueKind::count, "bytes a second, in each direction", true}},
          [](FaultCall call) { return call.world.network().bandwidth(call.arguments.count("bandwidth"), std::move(call.strikes)); }),
      network_fault(
          "limit", "a connection is cut", "connection",
          {{.name = "limit", .kind = ValueKind::count, .help = "after so many bytes of both directions", .required = true, .lowest = 0}},
          [](FaultCall call) { return call.world.network().limit(call.arguments.count("limit"), std::move(call.strikes)); }),
      network_fault("dns_fail", "names are not found", "look-up", {},
                    [](FaultCall call) { return call.world.network().dns_fail(std::move(call.strikes)); }),
      network_fault(
          "tls", "the peer's TLS is not acceptable", "connection",
          {{.name = "tls",
            .kind = ValueKind::choice,
            .help = "because of this",
            .required = true,
            .choices = {tls_failures.begin(), tls_failures.end()}}},
          [](FaultCall call) { return call.world.network().tls(tls_failure(call.arguments.text("tls")), std::move(call.strikes)); }),
      network_fault("http_status", "the upgrade to WebSocket is refused", "connection",
                    {{"http_status", ValueKind::count, "with this status", true, 100, 599}},
                    [](FaultCall call) {
                      return call.world.network().http_status(static_cast<int>(call.arguments.count("http_status")),
                                                              std::move(call.strikes));
                    }),
  };
}

}  // namespace espat::scenarios::faults
