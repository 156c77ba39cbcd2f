#include <utility>

#include "scenarios/faults/faults.hpp"

namespace espat::scenarios::faults {

namespace {

FaultKind broker_fault(std::string_view name, std::string_view help, std::string_view opportunity, std::vector<Parameter> parameters,
                       Removal (*begin)(FaultCall)) {
  return {Place::broker, name, help, opportunity, false, std::move(parameters), begin};
}

/// What is done to the broker once.
template <void (BrokerPlace::*act)()>
FaultKind deed(std::string_view name, std::string_view help) {
  return broker_fault(name, help, "", {}, [](FaultCall call) {
    (call.world.broker().*act)();
    return Removal();
  });
}

}  // namespace

std::vector<FaultKind> broker() {
  return {
      deed<&BrokerPlace::start>("start", "the broker starts again"),
      deed<&BrokerPlace::stop>("stop", "the broker ends in good order"),
      deed<&BrokerPlace::kill>("kill", "the broker ends at once"),
      deed<&BrokerPlace::pause>("pause", "the broker stands still and keeps its connections"),
      deed<&BrokerPlace::resume>("resume", "the broker goes on"),
      broker_fault("connack", "connections are refused by the broker", "connection",
                   {{"connack", ValueKind::count, "with this return code", true, 1, 255}},
                   [](FaultCall call) {
                     return call.world.broker().connack(static_cast<int>(call.arguments.count("connack")), std::move(call.strikes));
                   }),
      broker_fault("hold_acks", "acknowledgements are held back until the fault is removed", "", {},
                   [](FaultCall call) { return call.world.broker().hold_acks(); }),
      broker_fault("drop_acks", "acknowledgements are lost", "acknowledgement", {},
                   [](FaultCall call) { return call.world.broker().drop_acks(std::move(call.strikes)); }),
      broker_fault(
          "suback", "subscriptions are answered otherwise", "subscription",
          {{.name = "suback", .kind = ValueKind::choice, .help = "with the return code 0x80", .required = true, .choices = {"refused"}}},
          [](FaultCall call) { return call.world.broker().refuse_subscriptions(std::move(call.strikes)); }),
      broker_fault("publish", "a message is published", "",
                   {{"publish", ValueKind::text, "to this topic", true},
                    {"payload", ValueKind::text, "these bytes (none)"},
                    {"qos", ValueKind::count, "0 to 2 (0)", false, 0, 2},
                    {"retain", ValueKind::flag, "whether the broker keeps it (false)"}},
                   [](FaultCall call) {
                     const Arguments& written = call.arguments;
                     call.world.broker().publish({written.text("publish"), written.text("payload"),
                                                  static_cast<int>(written.count("qos", 0)), written.flag("retain")});
                     return Removal();
                   }),
      deed<&BrokerPlace::disconnect>("disconnect", "the broker closes the module's connection"),
  };
}

}  // namespace espat::scenarios::faults
