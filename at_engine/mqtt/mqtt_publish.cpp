// MQTTPUB and MQTTPUBRAW (mqtt.md 3, 5.1, 5.2).

#include <array>
#include <limits>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"
#include "at_engine/mqtt/mqtt_wait.hpp"

namespace espat::at {
namespace {

constexpr std::size_t longest_data = 256;
constexpr std::size_t semaphore_size = 84;  // of FreeRTOS

Outcome publish(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  MqttReader in(call);
  const std::string topic = in.topic_of_connection();
  const std::string data =
      in.required_text(MqttError::data_read_failed, MqttError::data_is_null, longest_data, MqttError::data_is_too_long);
  const int qos = in.qos(MqttError::qos_read_failed, MqttError::qos_is_wrong);
  const int retain = in.flag(MqttError::retain_read_failed, MqttError::retain_is_wrong);
  const auto timeout = in.count_and_timeout(5);
  if (in.failed()) return Result::error;

  mqtt.client->publish(topic, data, qos, retain == 1);
  return await_call("the MQTT client to publish", [qos, timeout](Module& module, int message_id) -> Outcome {
    if (message_id < 0) {
      report(module, MqttError::publish_failed);
      return Result::error;
    }
    if (qos == 0) return Result::ok;
    return await_acknowledgement("the acknowledgement of the message", MqttService::bit_published, deadline_after(module, timeout),
                                 [](Module&, bool arrived) -> Outcome { return arrived ? Result::ok : Result::error; });
  });
}

Outcome finish_raw(Module& module, bool published) {
  if (!published) module.out.note(Note::Level::info, "AT+MQTTPUBRAW: the message was not published");
  module.out.uart(published ? "+MQTTPUB:OK\r\n" : "+MQTTPUB:FAIL\r\n");
  return Result::process_done;
}

Outcome publish_raw(Module& module, const std::string& topic, int qos, bool retain, std::optional<Duration> timeout) {
  MqttService& mqtt = module.mqtt;
  // In v2.1 the input is a command line again from here on (mqtt.md 5.2).
  const auto next = module.profile.core.raw_surplus_is_input ? Receiver::State::idle : Receiver::State::running;
  const std::string data = module.receiver.take_collected(next);
  mqtt.log.received(data.size());
  mqtt.collects_raw_data = false;
  if (mqtt.state == MqttService::State::disconnected) module.out.uart("+MQTTDISCONNECTED:0");  // without line end (mqtt.md 5.2, 4)
  mqtt.client->publish(topic, data, qos, retain);
  return await_call("the MQTT client to publish", [qos, timeout](Module& m, int message_id) -> Outcome {
    if (message_id < 0) {
      report(m, MqttError::publish_failed);
      return finish_raw(m, false);
    }
    if (qos == 0) return finish_raw(m, true);
    return await_acknowledgement("the acknowledgement of the message", MqttService::bit_published, deadline_after(m, timeout), finish_raw);
  });
}

Outcome publish_raw_command(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  MqttReader in(call);
  const std::string topic = in.topic_of_connection();
  const int length =
      in.integer(MqttError::publish_length_read_failed, 1, std::numeric_limits<std::int32_t>::max(), MqttError::publish_length_is_wrong);
  const int qos = in.qos(MqttError::qos_read_failed, MqttError::qos_is_wrong);
  const int retain = in.flag(MqttError::retain_read_failed, MqttError::retain_is_wrong);
  const auto timeout = in.count_and_timeout(5);
  if (in.failed()) return Result::error;
  in.require(call.module.has_memory(semaphore_size), MqttError::no_semaphore);
  in.require(call.module.has_memory(static_cast<std::size_t>(length), mqtt.rules.longest_raw_message), MqttError::out_of_memory);
  if (in.failed()) return Result::error;

  mqtt.collects_raw_data = true;
  call.module.receiver.collect(static_cast<std::size_t>(length));
  call.module.print_prompt();
  return Outcome::wait("the raw data", [topic, qos, retain, timeout](Module& module) -> Outcome {
    if (!module.receiver.has_collected()) return Outcome::still_waiting();
    return publish_raw(module, topic, qos, retain == 1, timeout);
  });
}

}  // namespace

std::span<const Command> mqtt_publish_commands() {
  static constexpr std::array table{
      Command{.name = "+MQTTPUB", .set = publish},
      Command{.name = "+MQTTPUBRAW", .set = publish_raw_command},
  };
  return table;
}

}  // namespace espat::at
