#include "emulator/ctl_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "emulator/byte_text.hpp"
#include "emulator/failure.hpp"
#include "scenarios/suggestion.hpp"

namespace espat::emulator {
namespace {

using nlohmann::json;
using Words = std::span<const std::string>;

[[noreturn]] void refuse_words(const std::string& sentence) {
  throw Failure(ExitCode::bad_command_line, sentence + " (`espat ctl --help` shows examples)");
}

std::optional<char> byte_of(std::string_view digits) {
  unsigned value = 0;
  if (digits.size() != 2) return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
  if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
  return static_cast<char>(value);
}

/// What a word stands for, as a text of the control API.
std::string text_in(std::string_view word) {
  constexpr std::string_view letters = "rnt\\";
  constexpr std::string_view bytes = "\r\n\t\\";
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] != '\\') {
      text += word[i];
      continue;
    }
    const std::size_t letter = i + 1 < word.size() ? letters.find(word[i + 1]) : std::string_view::npos;
    if (letter != std::string_view::npos) {
      text += bytes[letter];
      i += 1;
    } else if (const auto byte = i + 1 < word.size() && word[i + 1] == 'x' ? byte_of(word.substr(i + 2, 2)) : std::nullopt) {
      text += *byte;
      i += 3;
    } else {
      refuse_words(fmt::format("{} has a backslash that begins nothing; write \\r, \\n, \\t, \\\\ or \\xNN", word));
    }
  }
  return text_of(text);
}

/// `key=value` words as an object; a dot in a key opens an inner one: `net.latency=1s`.
json object_of(Words words) {
  json object = json::object();
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) refuse_words(fmt::format("{} is not KEY=VALUE", word));
    const std::string key = word.substr(0, equals);
    const std::size_t dot = key.find('.');
    json& place = dot == std::string::npos ? object[key] : object[key.substr(0, dot)][key.substr(dot + 1)];
    place = text_in(std::string_view(word).substr(equals + 1));
  }
  return object;
}

void expect_words(Words words, std::size_t fewest, std::size_t most, std::string_view usage) {
  if (words.size() < fewest || words.size() > most) refuse_words(fmt::format("it is `espat ctl {}`", usage));
}

json alone(Words words) {
  if (!words.empty()) refuse_words(fmt::format("{} is one word too many", words.front()));
  return json::object();
}

json inject(Words words) {
  expect_words(words, 2, 2, "inject host|device TEXT");
  return {{"to", words[0]}, {"bytes", text_in(words[1])}};
}

json fault(Words words) {
  if (words.empty()) refuse_words("it is `espat ctl fault add|remove|list`");
  json request = json::object();
  if (words[0] == "add") request = object_of(words.subspan(1));
  if (words[0] == "remove") {
    expect_words(words, 2, 2, "fault remove NAME");
    request["name"] = text_in(words[1]);
  }
  request["do"] = words[0];
  return request;
}

json expect(Words words) {
  json written = object_of(words);
  json request = json::object();
  request["from"] = written.value("from", "now");
  written.erase("from");
  if (written.contains("host")) {
    written["line"] = written["host"];
    written.erase("host");
    request["host_sends"] = written;
  } else if (written.contains("mqtt")) {
    written["state"] = written["mqtt"];
    written.erase("mqtt");
    request["mqtt_state"] = written;
  } else {
    request["device_sends"] = written;
  }
  return request;
}

json wait(Words words) {
  expect_words(words, 1, 1, "wait TIME");
  return {{"time", words[0]}};
}

/// `broker kill`, `broker publish=a/b payload=on`.
json deed(Words words) {
  if (words.empty()) refuse_words("what is to be done to it is missing");
  if (words.size() == 1 && words[0].find('=') == std::string::npos) return {{"do", words[0]}};
  return {{"do", object_of(words)}};
}

json reset(Words words) {
  expect_words(words, 0, 1, "reset [NOISE]");
  return words.empty() ? json::object() : json{{"noise", text_in(words[0])}};
}

json transcript(Words words) {
  expect_words(words, 0, 1, "transcript [N]");
  if (words.empty()) return json::object();
  unsigned last = 0;
  const std::string& word = words[0];
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), last);
  if (error != std::errc() || end != word.data() + word.size()) refuse_words(fmt::format("{} is no number of entries", word));
  return {{"last", last}};
}

json subscribe(Words words) {
  return words.empty() ? json::object() : json{{"events", std::vector<std::string>(words.begin(), words.end())}};
}

struct Verb {
  const char* name;
  json (*read)(Words words);
};
constexpr Verb ctl_verbs[]{{"state", alone},           {"inject", inject},      {"fault", fault}, {"expect", expect},  {"wait", wait},
                           {"broker", deed},           {"wifi", deed},          {"reset", reset}, {"coverage", alone}, {"quit", alone},
                           {"transcript", transcript}, {"subscribe", subscribe}};

}  // namespace

json ctl_request(const std::vector<std::string>& words) {
  if (words.empty()) refuse_words("what is to be done is missing");
  const auto* verb =
      std::find_if(std::begin(ctl_verbs), std::end(ctl_verbs), [&](const Verb& known) { return known.name == words.front(); });
  if (verb == std::end(ctl_verbs)) {
    std::vector<std::string> names;
    for (const Verb& known : ctl_verbs) names.emplace_back(known.name);
    refuse_words(fmt::format("there is no verb {}{}", words.front(), scenarios::did_you_mean(words.front(), names)));
  }
  json request = verb->read(Words(words).subspan(1));
  request["verb"] = verb->name;
  return request;
}

}  // namespace espat::emulator
