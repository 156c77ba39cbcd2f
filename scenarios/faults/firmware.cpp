#include <utility>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

namespace {

FaultKind firmware_fault(std::string_view name, std::string_view help, std::string_view opportunity, std::vector<Parameter> parameters,
                         Removal (*begin)(FaultCall)) {
  return {Place::firmware, name, help, opportunity, false, std::move(parameters), begin};
}

const Parameter command{"to", ValueKind::pattern, "which command lines (*)"};

std::string lines(const FaultCall& call) { return call.arguments.text("to", "*"); }

}  // namespace

std::vector<FaultKind> firmware() {
  return {
      firmware_fault("busy", "commands are answered busy p...", "", {{"busy", ValueKind::duration, "for this time", true}},
                     [](FaultCall call) {
                       call.world.firmware().busy(call.arguments.duration("busy"));
                       return Removal();
                     }),
      firmware_fault("reset", "the module starts again", "", {{"reset", ValueKind::text, "after this noise of the boot loader (none)"}},
                     [](FaultCall call) {
                       call.world.firmware().reset(call.arguments.text("reset"));
                       return Removal();
                     }),
      firmware_fault("hang", "the firmware does nothing any more", "", {}, [](FaultCall call) { return call.world.firmware().hang(); }),
      firmware_fault(
          "answer", "a command is answered without being carried out", "command",
          {{"answer", ValueKind::text, "with these bytes", true}, command},
          [](FaultCall call) { return call.world.firmware().answer(lines(call), call.arguments.text("answer"), std::move(call.strikes)); }),
      firmware_fault("split_ok_prompt", "a pause between OK and the prompt >", "prompt",
                     {{"split_ok_prompt", ValueKind::duration, "of this time", true}},
                     [](FaultCall call) {
                       return call.world.firmware().split_ok_prompt(call.arguments.duration("split_ok_prompt"), std::move(call.strikes));
                     }),
      firmware_fault(
          "insert_urc", "an unexpected line in the middle of an answer", "",
          {{"insert_urc", ValueKind::text, "this line with its end", true},
           {"at", ValueKind::count, "in front of this byte of what the module says, counted from 1 (1)"},
           {.name = "behind", .kind = ValueKind::count, .help = "or behind so many writes of the firmware, 0: at once", .lowest = 0}},
          [](FaultCall call) {
            const std::string urc = call.arguments.text("insert_urc");
            if (!call.arguments.has("behind")) return call.world.firmware().insert_urc(urc, call.arguments.count("at"));
            return call.world.firmware().insert_urc_behind(urc, call.arguments.count("behind"));
          }),
      firmware_fault("hold_urc", "messages come later, when the fault ends", "",
                     {{"hold_urc", ValueKind::text, "writes of the firmware that begin with these bytes", true}},
                     [](FaultCall call) { return call.world.firmware().hold_urc(call.arguments.text("hold_urc")); }),
      firmware_fault("error", "a command fails without being carried out", "command",
                     {{.name = "error",
                       .kind = ValueKind::count,
                       .help = "with this code, 0 for none",
                       .required = true,
                       .lowest = 0,
                       .highest = 0xffff'ffff},
                      command},
                     [](FaultCall call) {
                       return call.world.firmware().error(lines(call), static_cast<std::uint32_t>(call.arguments.count("error")),
                                                          std::move(call.strikes));
                     }),
      firmware_fault("heap", "memory is short", "",
                     {{.name = "heap", .kind = ValueKind::count, .help = "bytes that are free", .required = true, .lowest = 0}},
                     [](FaultCall call) { return call.world.firmware().heap(call.arguments.count("heap")); }),
      firmware_fault("never", "a command is never answered", "command", {{"never", ValueKind::pattern, "these command lines", true}},
                     [](FaultCall call) { return call.world.firmware().never(call.arguments.text("never"), std::move(call.strikes)); }),
  };
}

}  // namespace espat::scenarios::faults
