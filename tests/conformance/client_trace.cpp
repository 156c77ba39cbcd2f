#include "tests/conformance/client_trace.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "tests/conformance/byte_string.hpp"

namespace espat::conformance {
namespace {

constexpr std::size_t longest_entry = 600;  ///< the recording cuts there, not counting the time and the sort of entry

/// Labels of a recorded mqtt_init in their order, and which of their values are compared.
struct Field {
  std::string_view label;
  bool is_compared;
};
constexpr std::array<Field, 26> init_fields{{
    {"uri=", true},       {" host=", false},       {" transport=", false}, {" path=", false},    {" port=", false},
    {" | user=", true},   {" client_id=", true},   {" null_id=", false},   {" pass=", true},     {" cert_len=", false},
    {" key_len=", false}, {" | ca=", false},       {" ca_len=", false},    {" skip_cn=", false}, {" global_ca=", false},
    {" alpn=", false},    {" | lwt topic=", true}, {" msg=", true},        {" msg_len=", false}, {" qos=", true},
    {" retain=", true},   {" | no_clean=", true},  {" keepalive=", true},  {" no_ka=", false},   {" proto=", false},
    {" retx=", false},
}};

std::string_view scheme_of(at::Transport transport) {
  switch (transport) {
    case at::Transport::tcp:
      return "mqtt";
    case at::Transport::tls:
      return "mqtts";
    case at::Transport::websocket:
      return "ws";
    case at::Transport::secure_websocket:
      break;
  }
  return "wss";
}

std::string_view default_port(std::string_view uri) {
  if (uri.starts_with("mqtts:")) return "8883";
  if (uri.starts_with("mqtt:")) return "1883";
  return uri.starts_with("wss:") ? "443" : "80";
}

/// A URI as an endpoint holds it: with the port that 0 stands for, without query and fragment.
std::string plain_uri(std::string_view uri) {
  std::string plain(uri.substr(0, uri.find_first_of("?#")));
  const std::size_t authority = plain.find("://") + 3;
  const std::size_t end = std::min(plain.find('/', authority), plain.size());
  if (plain.substr(0, end).ends_with(":0")) plain.replace(end - 1, 1, default_port(uri));
  return plain;
}

std::string text_of(std::string_view label, std::string_view value) {
  const std::size_t name = label.find_first_not_of(" |");
  return " " + std::string(label.substr(name)) + std::string(value);
}

/// What the client library makes of a recorded value.
std::string meaning(std::string_view label, std::string_view value) {
  if (label == "uri=") return plain_uri(value);
  if (label == " keepalive=" && value == "0") return "120";
  return std::string(value);
}

/// The beginning of a value that the recording cut, perhaps inside the label after it.
std::string_view begun_value(std::string_view rest, std::string_view next_label) {
  std::size_t of_label = std::min(rest.size(), next_label.size());
  while (!rest.ends_with(next_label.substr(0, of_label))) --of_label;
  return rest.substr(0, rest.size() - of_label);
}

ClientCall read_start(std::string_view fields, bool is_cut) {
  ClientCall call{"start", is_cut};
  bool has_will = true;
  for (std::size_t i = 0; i + 1 < init_fields.size(); ++i) {
    const auto& [label, is_compared] = init_fields.at(i);
    const std::string_view next_label = init_fields.at(i + 1).label;
    const std::size_t begin = fields.find(label);
    if (begin == std::string_view::npos) break;
    fields.remove_prefix(begin + label.size());
    const std::size_t end = fields.find(next_label);
    const std::string_view value = end == std::string_view::npos ? begun_value(fields, next_label) : fields.substr(0, end);
    if (label == " | lwt topic=") has_will = !value.empty();
    const bool is_of_will = label == " msg=" || label == " qos=" || label == " retain=";
    if (is_compared && (has_will || !is_of_will)) call.text += text_of(label, meaning(label, value));
    if (end == std::string_view::npos) break;
    fields.remove_prefix(end);
  }
  return call;
}

std::optional<ClientCall> read_entry(std::string_view entry) {
  constexpr std::string_view payload = "payload: ";
  if (entry.starts_with(payload)) return ClientCall{std::string(entry), entry.size() >= payload.size() + longest_entry};
  constexpr std::string_view call = "call: ";
  if (!entry.starts_with(call)) return std::nullopt;
  entry.remove_prefix(call.size());
  const bool is_cut = entry.size() >= longest_entry;
  constexpr std::string_view prefix = "mqtt_";
  if (entry.starts_with("mqtt_init ")) return read_start(entry, is_cut);
  for (const std::string_view name : {"mqtt_publish ", "mqtt_subscribe ", "mqtt_unsubscribe "}) {
    if (entry.starts_with(name)) return ClientCall{std::string(entry.substr(prefix.size())), is_cut};
  }
  return std::nullopt;
}

/// Position after "12ms " when an entry begins at `at`.
std::optional<std::size_t> entry_text_at(std::string_view trace, std::size_t at) {
  const std::size_t number = at < trace.size() && trace[at] == '-' ? at + 1 : at;
  const std::size_t end = trace.find_first_not_of("0123456789", number);
  if (end == std::string_view::npos || end == number || !trace.substr(end).starts_with("ms ")) return std::nullopt;
  const std::string_view text = trace.substr(end + 3);
  constexpr std::array<std::string_view, 5> sorts{"call: ", "event: ", "payload: ", "inject: ", "sys: "};
  if (std::none_of(sorts.begin(), sorts.end(), [text](std::string_view sort) { return text.starts_with(sort); })) return std::nullopt;
  return end + 3;
}

/// Where the entry that begins at `at` ends: at the next "; " that an entry follows.
std::size_t entry_end(std::string_view trace, std::size_t at) {
  for (std::size_t end = trace.find("; ", at); end != std::string_view::npos; end = trace.find("; ", end + 1)) {
    if (entry_text_at(trace, end + 2)) return end;
  }
  return trace.size();
}

}  // namespace

ClientCall connect_call(const at::MqttSession& session) {
  const auto shown = [](const std::optional<std::string>& text) { return visible(text.value_or("")); };
  std::string text = "connect user=" + shown(session.username) + " client_id=" + visible(session.client_id);
  text += " pass=" + shown(session.password) + " lwt topic=" + (session.will ? visible(session.will->topic) : "");
  if (session.will) {
    text += " msg=" + visible(session.will->message) + " qos=" + std::to_string(session.will->qos);
    text += session.will->retain ? " retain=1" : " retain=0";
  }
  text += session.clean_session ? " no_clean=0" : " no_clean=1";
  return {text + " keepalive=" + std::to_string(session.keepalive.count())};
}

ClientCall start_call(const at::MqttClientConfig& config) {
  constexpr std::string_view connect = "connect";
  const at::MqttEndpoint& to = config.endpoint;
  const std::string uri =
      std::string(scheme_of(to.transport)) + "://" + visible(to.host) + ":" + std::to_string(to.port) + visible(to.path);
  return {"start uri=" + uri + connect_call(config.session).text.substr(connect.size())};
}

ClientCall publish_call(std::string_view topic, std::size_t length, int qos, bool retain) {
  return {"publish topic=" + visible(topic) + " len=" + std::to_string(length) + " qos=" + std::to_string(qos) +
          " retain=" + (retain ? "1" : "0")};
}

ClientCall payload_call(std::string_view payload) { return {"payload: " + visible(payload)}; }

ClientCall subscribe_call(std::string_view topic, int qos) { return {"subscribe topic=" + visible(topic) + " qos=" + std::to_string(qos)}; }

ClientCall unsubscribe_call(std::string_view topic) { return {"unsubscribe topic=" + visible(topic)}; }

std::vector<ClientCall> read_client_trace(std::string_view trace) {
  std::vector<ClientCall> calls;
  for (std::size_t at = 0; at < trace.size();) {
    const std::size_t end = entry_end(trace, at);
    if (const auto text = entry_text_at(trace, at)) {
      if (auto call = read_entry(trace.substr(*text, end - *text))) calls.push_back(std::move(*call));
    }
    at = end + 2;
  }
  return calls;
}

}  // namespace espat::conformance
