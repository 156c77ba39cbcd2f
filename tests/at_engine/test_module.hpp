#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "at_engine/engine.hpp"
#include "at_engine/profiles/profiles.hpp"

namespace espat::at {

/// The network around a module under test: answers the firmware's MQTT client as it is told, and remembers what it was asked.
struct ScriptedLink {
  enum class Opening {
    succeeds,
    fails,           ///< as a refused TCP connection
    stays_silent,    ///< no TCP connection, no refusal
    lacks_connack,   ///< the transport opens, the broker says nothing
    refuses_client,  ///< the broker's CONNACK is a refusal
  };
  Opening opening = Opening::succeeds;
  bool writes_succeed = true;
  bool confirms_writes = true;  ///< false: whether a packet has left stays unknown
  bool acknowledges = true;
  bool answers_pings = true;
  bool closes_when_asked = true;  ///< the broker closes after DISCONNECT

  std::vector<MqttOpen> opens;
  std::vector<MqttPublish> publishes;
  std::vector<MqttSubscribe> subscribes;
  std::vector<MqttUnsubscribe> unsubscribes;
  std::vector<MqttRetransmit> retransmits;
  std::vector<MqttPing> pings;
  std::vector<MqttClose> closes;

  /// The inputs with which this network answers `effect`, in order.
  Inputs answer(const Effect& effect);

 private:
  Inputs answer_open(const MqttOpen& open);
  Inputs answer_packet(Attempt attempt, Operation operation, bool is_acknowledged) const;
};

/// A module, of v2.1.0.0 on ESP32 unless told otherwise, in virtual time on a scripted network: what goes in, and what comes out on the AT
/// port in return.
class TestModule {
 public:
  /// Joined to an access point before the first line, as most hosts find it.
  static Setup joined();

  explicit TestModule(const Setup& setup = joined(), const Profile& profile = esp32_v2_1_0_0());

  /// One chunk arrives; returns all that the AT port says before time has to pass.
  std::string send(std::string_view chunk);
  /// A command line without its end.
  std::string command(std::string_view line) { return send(std::string(line) + "\r\n"); }
  /// All `inputs` arrive in one instant.
  std::string receive(const Inputs& inputs);
  /// Lets time pass, with everything that becomes due meanwhile.
  std::string advance(Duration duration);

  /// The broker closes the present connection.
  std::string lose_link();
  /// The broker sends a message.
  std::string deliver(std::string_view topic, std::string_view payload, int qos = 0);
  /// The broker acknowledges the operation that was asked for last.
  std::string acknowledge(bool refused = false);

  /// What the log port has said since it was last asked.
  std::string take_log();
  /// The single writes on the AT port since they were last asked for.
  std::vector<std::string> take_writes();
  /// What was neither written on a port nor asked of the link, since it was last asked for.
  Effects take_other_effects();
  const Coverage& coverage() const { return engine_.coverage(); }

  Storage storage() const { return engine_.storage(); }

  Attempt attempt() const { return link.opens.back().attempt; }
  Time now() const { return now_; }
  bool awaits_time() const { return engine_.next_deadline().has_value(); }

  ScriptedLink link;
  std::string boot_text;  ///< what the AT port said at power-up

 private:
  std::string settle(Effects effects);
  void sort(const Effect& effect, std::string& text);

  Engine engine_;
  Time now_{0};
  std::deque<Input> pending_;
  Operation last_operation_ = 0;
  std::vector<std::string> writes_;
  std::string log_;
  Effects others_;
};

}  // namespace espat::at
