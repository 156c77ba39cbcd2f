#include "emulator/ctl.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/byte_text.hpp"
#include "emulator/ctl_request.hpp"
#include "emulator/failure.hpp"
#include "scenarios/visible.hpp"

namespace espat::emulator {
namespace {

using boost::asio::ip::tcp;
using boost::asio::local::stream_protocol;
using nlohmann::json;

/// A connection to a running espat.
class Connection {
 public:
  explicit Connection(const ControlAddress& address) : socket_(io_) {
    if (address.kind == ControlAddress::Kind::unix_path) {
      stream_protocol::socket socket(io_);
      socket.connect(stream_protocol::endpoint(address.place));
      socket_ = std::move(socket);
      return;
    }
    const std::size_t colon = address.place.rfind(':');
    std::string host = address.place.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const tcp::endpoint endpoint =
        *tcp::resolver(io_).resolve(host, colon == std::string::npos ? "" : address.place.substr(colon + 1)).begin();
    tcp::socket socket(io_);
    socket.connect(endpoint);
    socket_ = std::move(socket);
  }

  void send(const json& request) { boost::asio::write(socket_, boost::asio::buffer(request.dump(-1, ' ', true) + "\n")); }

  json receive() {
    const std::size_t size = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(received_), '\n');
    json line = json::parse(received_.substr(0, size));
    received_.erase(0, size);
    return line;
  }

 private:
  boost::asio::io_context io_;
  boost::asio::generic::stream_protocol::socket socket_;
  std::string received_;
};

/// A JSON value for people: texts without quotes and with control bytes visible.
std::string readable(const json& value) {
  return value.is_string() ? scenarios::visible(bytes_of(value.get<std::string>())) : value.dump();
}

void print_fields(const json& object, const std::string& indent) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object() && !value.empty()) {
      std::cout << indent << key << ":\n";
      print_fields(value, indent + "  ");
    } else {
      std::cout << indent << key << ": " << readable(value) << '\n';
    }
  }
}

void print_entry(const json& entry) {
  const auto direction = entry.at("dir").get<std::string>();
  std::cout << fmt::format("{:10.6f} {:<6} {} {}\n", entry.at("t").get<double>(), direction, direction == "host" ? '>' : '<',
                           readable(entry.at("bytes")));
}

void print_event(const json& event) {
  if (event.at("event") == "uart") return print_entry(event);
  std::cout << fmt::format("{:10.6f} {:<6}", event.at("t").get<double>(), event.at("event").get<std::string>());
  for (const auto& [key, value] : event.items()) {
    if (key != "event" && key != "t") std::cout << ' ' << key << '=' << readable(value);
  }
  std::cout << '\n';
}

void print_answer(const json& answer) {
  if (answer.contains("state")) return print_fields(answer["state"], "");
  if (answer.contains("coverage")) return void(std::cout << answer["coverage"].dump(2) << '\n');
  if (!answer.value("received", "").empty()) std::cout << readable(answer["received"]) << '\n';
  if (answer.contains("name")) return void(std::cout << readable(answer["name"]) << '\n');
  for (const json& entry : answer.value("entries", json::array())) print_entry(entry);
  for (const json& name : answer.value("faults", json::array())) std::cout << readable(name) << '\n';
}

/// What a refused request means for the exit code.
int refused(const json& answer) {
  const auto code = answer.at("code").get<std::string>();
  const std::string sentence = bytes_of(answer.at("error").get<std::string>());
  if (code != "failed") throw Failure(code == "not_possible" ? ExitCode::environment_failed : ExitCode::bad_command_line, sentence);
  std::cerr << "espat: " << sentence << '\n' << bytes_of(answer.value("difference", ""));
  return static_cast<int>(ExitCode::expectation_failed);
}

int show(Connection& connection, bool as_json, bool stays) {
  const json answer = connection.receive();
  if (as_json) std::cout << answer.dump(-1, ' ', true) << std::endl;
  if (!answer.at("ok").get<bool>()) return refused(answer);
  if (!as_json && !stays) print_answer(answer);
  while (stays) {
    const json event = connection.receive();
    if (as_json) {
      std::cout << event.dump(-1, ' ', true);
      std::cout << '\n';
    } else {
      print_event(event);
    }
    std::cout << std::flush;
    if (!std::cout) break;  // nobody reads any more
  }
  return static_cast<int>(ExitCode::ended_as_asked);
}

}  // namespace

int ctl(const CtlOptions& options) {
  const json request = ctl_request(options.words);
  const bool stays = request["verb"] == "subscribe";
  bool answered = false;
  try {
    Connection connection(options.address);
    connection.send(request);
    answered = stays;
    return show(connection, options.json, stays);
  } catch (const boost::system::system_error& error) {
    if (answered && error.code() == boost::asio::error::eof) return static_cast<int>(ExitCode::ended_as_asked);  // espat has ended
    throw Failure(ExitCode::environment_failed,
                  fmt::format("no answer from {} ({}); start espat with --control, and name the same address here or in $ESPAT_CONTROL",
                              options.address.place, error.code().message()));
  }
}

}  // namespace espat::emulator
