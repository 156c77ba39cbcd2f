#include "tests/bench/bare_client.hpp"

#include <mqtt/async_client.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <future>
#include <iostream>

namespace espat::bench {
namespace {

constexpr auto* publish_option = "--as-paho-publisher";
constexpr auto* subscribe_option = "--as-paho-subscriber";
constexpr auto* connect_option = "--as-paho-connector";
constexpr auto* idle_option = "--as-paho-idler";

constexpr int warm_up = 20;

mqtt::async_client make_client(const std::string& port, const std::string& name) {
  return {"tcp://127.0.0.1:" + port, name, mqtt::create_options(MQTTVERSION_3_1_1), nullptr};
}

void connect(mqtt::async_client& client) {
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);
  options.set_clean_session(true);
  client.connect(options)->wait();
}

void publish(const std::string& port, int qos, int count) {
  mqtt::async_client client = make_client(port, "bare-publisher");
  connect(client);
  const std::string payload = message_payload();
  std::vector<std::chrono::nanoseconds> durations;
  for (int i = 0; i < warm_up + count; ++i) {
    const auto start = std::chrono::steady_clock::now();
    client.publish("bench", payload.data(), payload.size(), qos, false)->wait();
    if (i >= warm_up) durations.push_back(std::chrono::steady_clock::now() - start);
  }
  for (const auto duration : durations) std::cout << duration.count() << '\n';
}

void subscribe(const std::string& port, const std::string& topic, int count) {
  mqtt::async_client client = make_client(port, "bare-subscriber");
  std::atomic<int> missing = count;
  std::promise<void> all;
  client.set_message_callback([&](const mqtt::const_message_ptr&) {
    if (--missing == 0) all.set_value();
  });
  connect(client);
  client.subscribe(topic, 0)->wait();
  std::cout << "ready" << std::endl;
  all.get_future().wait();
  std::cout << "done" << std::endl;
}

void connect_often(const std::vector<std::string>& arguments) {
  mqtt::ssl_options tls;
  tls.set_trust_store(arguments.at(2));
  tls.set_key_store(arguments.at(3));
  tls.set_private_key(arguments.at(4));
  mqtt::connect_options options;
  options.set_mqtt_version(MQTTVERSION_3_1_1);
  options.set_ssl(tls);
  for (int i = 0; i < std::stoi(arguments.at(5)); ++i) {
    const auto start = std::chrono::steady_clock::now();
    mqtt::async_client client(arguments.at(1), "bare-connector", mqtt::create_options(MQTTVERSION_3_1_1), nullptr);
    client.connect(options)->wait();
    const std::chrono::nanoseconds duration = std::chrono::steady_clock::now() - start;
    client.disconnect()->wait();
    std::cout << duration.count() << std::endl;
  }
}

void idle(const std::string& port) {
  mqtt::async_client client = make_client(port, "bare-idler");
  connect(client);
  std::cout << "ready" << std::endl;
  pause();
}

}  // namespace

std::string message_payload() { return std::string(100, 'm'); }

BareClient::BareClient(const std::vector<std::string>& arguments)
    : process_(std::make_unique<test::RunningEspat>(arguments, "", "/usr/bin:/bin", "/proc/self/exe")) {}

BareClient BareClient::publisher(std::uint16_t port, int qos, int count) {
  return BareClient({publish_option, std::to_string(port), std::to_string(qos), std::to_string(count)});
}

BareClient BareClient::subscriber(std::uint16_t port, const std::string& topic, int count) {
  return BareClient({subscribe_option, std::to_string(port), topic, std::to_string(count)});
}

BareClient BareClient::connector(const std::string& uri, const std::vector<std::string>& material, int count) {
  return BareClient({connect_option, uri, material.at(0), material.at(1), material.at(2), std::to_string(count)});
}

BareClient BareClient::idler(std::uint16_t port) { return BareClient({idle_option, std::to_string(port)}); }

bool is_bare_client(const std::vector<std::string>& arguments) { return !arguments.empty() && arguments.front().starts_with("--as-paho-"); }

int be_bare_client(const std::vector<std::string>& arguments) {
  const std::string& option = arguments.at(0);
  const std::string& port = arguments.at(1);
  if (option == publish_option) publish(port, std::stoi(arguments.at(2)), std::stoi(arguments.at(3)));
  if (option == subscribe_option) subscribe(port, arguments.at(2), std::stoi(arguments.at(3)));
  if (option == connect_option) connect_often(arguments);
  if (option == idle_option) idle(port);
  return 0;
}

}  // namespace espat::bench
