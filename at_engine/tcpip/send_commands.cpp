// CIPSEND, CIPSENDEX and passthrough (device-commands.md 6.3, 8.2-1, 8.2-2, 8.2-7).

#include <array>
#include <memory>

#include "at_engine/command_table.hpp"
#include "at_engine/tcpip/data_collector.hpp"
#include "at_engine/tcpip/destination_reader.hpp"
#include "at_engine/tcpip/send_target.hpp"

namespace espat::at {
namespace {

Outcome finish(Module& module, int id, std::string bytes) {
  const auto result = std::make_shared<std::optional<bool>>();
  module.out.uart("\r\nRecv " + std::to_string(bytes.size()) + " bytes\r\n");
  module.tcpip.sockets.send(id, std::move(bytes), [result](bool succeeded) { *result = succeeded; });
  return Outcome::wait("the network to take the data", [result](Module& m) -> Outcome {
    if (!*result) return Outcome::still_waiting();
    m.out.uart(**result ? "\r\nSEND OK\r\n" : "\r\nSEND FAIL\r\n");
    return Result::process_done;
  });
}

Outcome collect(Module& module, int id, std::size_t length, DataCollector::Escapes escapes) {
  const auto data = std::make_shared<DataCollector>(length, escapes);
  module.print_prompt();
  module.receiver.pass_on(Receiver::State::collecting, [&module, data](std::string_view chunk) {
    if (!data->take(chunk)) module.out.uart("\r\nbusy p...\r\n");
    if (data->is_complete() || data->is_cancelled()) module.receiver.set_state(Receiver::State::sending);
  });
  return Outcome::wait("the data", [data, id](Module& m) -> Outcome {
    if (data->is_cancelled()) {
      m.out.uart("\r\nSEND Canceled\r\n");
      return Result::process_done;
    }
    return data->is_complete() ? finish(m, id, std::move(data->bytes())) : Outcome::still_waiting();
  });
}

/// v2.1 prompts, and waits for ever.
Outcome hang(Module& module) {
  module.print_prompt();
  module.receiver.set_state(Receiver::State::sending);
  return Outcome::wait("the end of no data", [](Module&) { return Outcome::still_waiting(); });
}

Outcome send(const Call& call, DataCollector::Escapes escapes) {
  Module& module = call.module;
  TcpipReader in(call);
  const SendTarget target = read_send_target(call, in, module.profile.tcpip.longest_send);
  if (in.failed()) return Result::error;
  apply(module, target);
  if (target.length == 0) return hang(module);
  return collect(module, target.id, static_cast<std::size_t>(target.length), escapes);
}

Outcome send_plain(const Call& call) { return send(call, DataCollector::Escapes::none); }

Outcome send_escaped(const Call& call) {
  return send(call, call.module.profile.tcpip.backslash_escapes ? DataCollector::Escapes::all : DataCollector::Escapes::end_only);
}

Outcome pass_through(const Call& call) {
  Module& module = call.module;
  if (!module.tcpip.session.is_transparent || !module.tcpip.link(Passthrough::link_id).is_open()) {
    module.out.because("it needs CIPMODE=1 and link 0");
    return Result::error;
  }
  module.print_prompt();
  module.tcpip.passthrough.begin();
  return Outcome::wait("the end of passthrough", [](Module& m) {
    return m.tcpip.passthrough.is_active() ? Outcome::still_waiting() : Outcome(Result::process_done);
  });
}

}  // namespace

std::span<const Command> tcpip_send_commands() {
  static constexpr std::array table{
      Command{.name = "+CIPSEND", .set = send_plain, .execute = pass_through},
      Command{.name = "+CIPSENDEX", .set = send_escaped},
  };
  return table;
}

}  // namespace espat::at
