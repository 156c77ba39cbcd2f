// MQTTSUB and MQTTUNSUB (mqtt.md 3, 5.3).

#include <algorithm>
#include <array>
#include <string>

#include "at_engine/command_table.hpp"
#include "at_engine/module.hpp"
#include "at_engine/mqtt/mqtt_reader.hpp"
#include "at_engine/mqtt/mqtt_wait.hpp"

namespace espat::at {
namespace {

using State = MqttService::State;

auto find_topic(MqttService& mqtt, const std::string& name) {
  return std::find_if(mqtt.topics.begin(), mqtt.topics.end(), [&](const auto& topic) { return topic.name == name; });
}

void store(Module& module, const std::string& name, int qos) {
  MqttService& mqtt = module.mqtt;
  if (find_topic(mqtt, name) != mqtt.topics.end()) {  // the QoS that was stored first stays
    if (mqtt.rules.subscription_notes_are_answers) {
      module.out.uart("\r\nALREADY SUBSCRIBE\r\n");
    } else {
      mqtt.log.already_subscribed();
    }
    return;
  }
  const auto free_slot = find_topic(mqtt, "");
  if (free_slot == mqtt.topics.end()) {
    mqtt.log.all_slots_taken();
    return;
  }
  *free_slot = {name, qos};
  mqtt.state = State::subscribed;
}

void remove(Module& module, const std::string& name) {
  MqttService& mqtt = module.mqtt;
  const auto stored = find_topic(mqtt, name);
  if (stored == mqtt.topics.end()) {
    if (mqtt.rules.subscription_notes_are_answers) {
      module.out.uart("\r\nNO UNSUBSCRIBE\r\n");
    } else {
      mqtt.log.not_subscribed();
    }
  } else {
    *stored = {};
    mqtt.log.topic_removed();
  }
  if (!mqtt.has_topics()) mqtt.state = State::without_topic;
}

Outcome subscribe(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  MqttReader in(call);
  const std::string topic = in.topic_of_connection();
  const int qos = in.qos(MqttError::qos_read_failed, MqttError::qos_is_wrong);
  const auto timeout = in.count_and_timeout(3);
  if (in.failed()) return Result::error;

  mqtt.client->subscribe(topic, qos);
  return await_call("the MQTT client to subscribe", [topic, qos, timeout](Module& module, int message_id) -> Outcome {
    if (message_id < 0) {
      report(module, MqttError::subscribe_failed);
      return Result::error;
    }
    const auto finish = [topic, qos](Module& m, bool arrived) -> Outcome {
      if (!arrived) return Result::error;
      store(m, topic, qos);
      return Result::ok;
    };
    if (qos == 0) return finish(module, true);  // at QoS 0 nobody waits for the SUBACK
    return await_acknowledgement("SUBACK", MqttService::bit_subscribed, deadline_after(module, timeout), finish);
  });
}

Outcome unsubscribe(const Call& call) {
  MqttService& mqtt = call.module.mqtt;
  MqttReader in(call);
  const std::string topic = in.topic_of_connection();
  const auto timeout = in.count_and_timeout(2);
  if (in.failed()) return Result::error;

  mqtt.client->unsubscribe(topic);
  return await_call("the MQTT client to unsubscribe", [topic, timeout](Module& module, int message_id) -> Outcome {
    if (message_id < 0) {
      report(module, MqttError::unsubscribe_failed);
      return Result::error;
    }
    return await_acknowledgement("UNSUBACK", MqttService::bit_unsubscribed, deadline_after(module, timeout),
                                 [topic](Module& m, bool arrived) -> Outcome {
                                   if (!arrived) return Result::error;
                                   remove(m, topic);
                                   return Result::ok;
                                 });
  });
}

Outcome query_subscriptions(const Call& call) {
  const MqttService& mqtt = call.module.mqtt;
  const std::string head = "+MQTTSUB:0," + std::to_string(static_cast<int>(mqtt.state)) + ",\"";
  if (mqtt.state < State::disconnected) call.module.out.uart(head + "\",0\r\n");
  for (const auto& topic : mqtt.topics) {
    if (!topic.name.empty()) call.module.out.uart(head + topic.name + "\"," + std::to_string(topic.qos) + "\r\n");
  }
  return Result::ok;
}

}  // namespace

std::span<const Command> mqtt_subscription_commands() {
  static constexpr std::array table{
      Command{.name = "+MQTTSUB", .query = query_subscriptions, .set = subscribe},
      Command{.name = "+MQTTUNSUB", .set = unsubscribe},
  };
  return table;
}

}  // namespace espat::at
