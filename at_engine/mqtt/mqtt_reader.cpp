#include "at_engine/mqtt/mqtt_reader.hpp"

#include "at_engine/error_code.hpp"
#include "at_engine/module.hpp"

namespace espat::at {
namespace {

// Of timeout_ms, in milliseconds (mqtt.md 10).
constexpr int shortest_timeout = 3'000;
constexpr int longest_timeout = 60'000;
constexpr int default_timeout = 15'000;

}  // namespace

void report(Module& module, MqttError error) {
  module.mqtt.log.error(error);
  const std::uint32_t head = module.profile.mqtt.codes_are_short ? 0 : error_code::execution_failed;
  module.print_code(head | static_cast<std::uint32_t>(error));
  module.out.because(describe(error));
}

void MqttReader::fail(MqttError error) {
  failed_ = true;
  report(call_.module, error);
}

void MqttReader::require(bool condition, MqttError otherwise) {
  if (!failed_ && !condition) fail(otherwise);
}

void MqttReader::link() { integer(MqttError::link_id_read_failed, 0, 0, MqttError::link_id_is_wrong); }

std::string MqttReader::topic_of_connection() {
  const MqttService& mqtt = call_.module.mqtt;
  link();
  require(mqtt.is_connected(), MqttError::not_connected);
  return required_text(MqttError::topic_read_failed, MqttError::topic_is_null, mqtt.rules.longest_topic, MqttError::topic_is_too_long);
}

int MqttReader::flag(MqttError read_failed, MqttError wrong) { return integer_or_zero(read_failed, 1, wrong); }

int MqttReader::qos(MqttError read_failed, MqttError wrong) { return integer_or_zero(read_failed, 2, wrong); }

int MqttReader::certificate_id(MqttError read_failed, MqttError wrong) {
  return integer(read_failed, 0, call_.module.profile.mqtt.second_certificate_is_accepted ? 1 : 0, wrong);
}

int MqttReader::integer_or_zero(MqttError read_failed, std::uint32_t highest, MqttError wrong) {
  const bool is_empty = next_ < call_.parameters.size() && call_.parameters[next_].empty();
  if (failed_ || !is_empty || !call_.module.profile.mqtt.flags_default_to_zero) return integer(read_failed, 0, highest, wrong);
  ++next_;
  return 0;
}

int MqttReader::integer(MqttError read_failed, std::uint32_t lowest, std::uint32_t highest, MqttError wrong) {
  if (failed_) return 0;
  const IntegerRead read = reader_.integer(next_++);
  if (read.status != ReadStatus::ok) {
    fail(read_failed);
    return 0;
  }
  const auto value = static_cast<std::uint32_t>(read.value);
  require(value >= lowest && value <= highest, wrong);
  return read.value;
}

std::string MqttReader::text(MqttError read_failed, std::size_t longest, MqttError too_long, std::optional<MqttError> if_null) {
  if (failed_) return {};
  TextRead read = reader_.text(next_++);
  if (read.status != ReadStatus::ok) {
    fail(read_failed);
    return {};
  }
  if (read.value.empty() && if_null) call_.module.mqtt.log.warning(*if_null);
  require(read.value.size() <= longest, too_long);
  return read.value;
}

std::string MqttReader::required_text(MqttError read_failed, MqttError null, std::size_t longest, MqttError too_long) {
  if (failed_) return {};
  std::string value = text(read_failed, longest, too_long);
  require(!value.empty() || !call_.module.profile.core.strings_can_be_null, null);
  return value;
}

void MqttReader::fail_without_code(std::string_view reason) {
  failed_ = true;
  call_.module.out.because(reason);
}

std::optional<Duration> MqttReader::count_and_timeout(std::size_t wanted) {
  if (!call_.module.profile.mqtt.commands_time_out) {
    count(wanted);
    return call_.module.profile.mqtt.answer_limit;
  }
  int timeout = default_timeout;
  if (failed_ || reader_.count() == wanted) return Duration{timeout};
  if (reader_.count() != wanted + 1) {
    fail_without_code("there are too many parameters");
  } else if (!reader_.integer_within(next_, shortest_timeout, longest_timeout, timeout)) {
    fail_without_code("it is the timeout in milliseconds");
  }
  return Duration{timeout};
}

void MqttReader::count(std::size_t wanted) { require(reader_.count() == wanted, MqttError::parameter_count_is_wrong); }

}  // namespace espat::at
