#include <string>

#include "tests/scenarios/scripted_scenarios.hpp"

using namespace espat::test;

TEST_CASE("faults on the air") {
  check_all({
      instant + R"(on: [{host_sends: AT+GONE, do: [{wifi: lose_ap}, {wait: 3s}, {wifi: return_ap}]}]
host:)" + booted +
          R"(
  - send: "AT+CWJAP=\"espat\",\"password\",,0,1\r\n"
  - until: "WIFI GOT IP\r\n\r\nOK\r\n"
  - send: "AT+GONE\r\n"
  - expect: "\r\nERROR\r\nWIFI DISCONNECT\r\n"
  - until: {text: "WIFI CONNECTED\r\nWIFI GOT IP\r\n", within: 20s})",
      instant + R"(faults: {refused: {wifi: wrong_password, for: 2s}}
host:
  - expect: "\r\nready\r\n"
  - silence: 700ms
  - until: {text: "WIFI CONNECTED\r\nWIFI GOT IP\r\n", within: 20s})",
      instant + R"(faults: {refused: {wifi: wrong_password}}
host:
  - expect: "\r\nready\r\n"
  - send: "ATE0\r\n"
  - expect: "ATE0\r\n\r\nOK\r\n"
  - send: "AT+CWJAP=\"espat\",\"espat-pass\"\r\n"
  - expect: {text: "+CWJAP:4\r\n\r\nERROR\r\n", within: 30s})",
      instant + R"(faults: {silent: {wifi: no_ip, for: 1s}}
host:
  - expect: "\r\nready\r\nWIFI CONNECTED\r\n"
  - silence: 300ms
  - expect: "WIFI GOT IP\r\n")",
      instant + R"(faults: {far: {wifi: {rssi: -89}}}
host:)" + booted +
          R"(
  - send: "AT+CWJAP?\r\n"
  - until: ",-89,0,0,0,0\r\n\r\nOK\r\n")",
  });
}

TEST_CASE("faults of the firmware") {
  check_all({
      instant + R"(on: [{host_sends: AT+RESET, do: [{firmware: {reset: "rst:0xc\r\n"}}]}]
host:)" + booted +
          R"(
  - send: "AT+RESET\r\n"
  - expect: "\r\nERROR\r\nrst:0xc\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n"
  - send: "AT\r\n"
  - expect: "AT\r\n\r\nOK\r\n")",
      instant + R"(on: [{host_sends: AT, times: 1, do: [{firmware: {busy: 600ms}}]}]
host:)" + booted +
          R"(
  - send: "AT\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+GMR\r\n"
  - expect: "\r\nbusy p...\r\n"
  - wait: 700ms
  - send: "AT\r\n"
  - expect: "\r\nOK\r\n")",
      instant + R"(on: [{host_sends: AT, times: 1, do: [{firmware: hang, for: 700ms}]}]
host:)" + booted +
          R"(
  - send: "AT\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+X\r\n"
  - silence: 300ms
  - expect: "\r\nERROR\r\n")",
      instant + R"(on: [{host_sends: AT, times: 1, do: [{firmware: hang}, {wait: 500ms}, {firmware: reset}]}]
host:)" + booted +
          R"(
  - send: "AT\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+X\r\n"
  - expect: "\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n")",
      instant + R"(faults:
  canned: {firmware: {answer: "+CIPSNTPTIME:Thu\r\n\r\nOK\r\n", to: "AT+CIPSNTPTIME*"}, times: 1}
  fails: {firmware: {error: 0x010a0000, to: "AT+CWMODE?"}}
host:)" + booted +
          R"(
  - send: "AT+CIPSNTPTIME?\r\n"
  - expect: "+CIPSNTPTIME:Thu\r\n\r\nOK\r\n"
  - send: "AT+CWMODE?\r\n"
  - expect: "\r\nERROR\r\n"
  - send: "AT+SYSLOG=1\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+CWMODE?\r\n"
  - expect: "ERR CODE:0x010a0000\r\n\r\nERROR\r\n"
  - send: "AT+CWMODE=1\r\n"
  - expect: "\r\nOK\r\n")",
      instant + R"(faults: {urc: {firmware: {insert_urc: "WIFI DISCONNECT\r\n", at: 3}, when: {host_sends: AT}}}
host:)" + booted +
          R"(
  - send: "AT\r\n"
  - expect: "\r\nWIFI DISCONNECT\r\nOK\r\n")",
      instant + R"(faults: {sometimes: {firmware: {answer: "FAIL\r\n", to: "AT*"}, nth: 3, every: 2}}
host:)" + booted +
          R"(
  - repeat: 2
    do:
      - send: "AT\r\n"
      - expect: "\r\nOK\r\n"
      - send: "AT\r\n"
      - expect: "FAIL\r\n")",
      // The second prompt alone is late, and nothing else is.
      instant + R"(faults: {late: {firmware: {split_ok_prompt: 600ms}, nth: 2}}
host:)" + booted +
          R"(
  - send: "AT+SYSFLASH=0,\"mqtt_ca\"\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+CIPSTART=\"UDP\",\"127.0.0.1\",9\r\n"
  - expect: "CONNECT\r\n\r\nOK\r\n"
  - send: "AT+CIPSEND=2\r\n"
  - expect: "\r\nOK\r\n\r\n>"
  - send: "ab"
  - expect: "\r\nRecv 2 bytes\r\n\r\nSEND OK\r\n"
  - send: "AT+CIPSEND=2\r\n"
  - expect: "\r\nOK\r\n"
  - silence: 200ms
  - expect: "\r\n>")",
      instant + R"(faults: {stuck: {firmware: {never: "AT+GMR"}, times: 1}}
host:)" + booted +
          R"(
  - send: "AT+GMR\r\n"
  - silence: 200ms
  - send: "AT\r\n"
  - expect: "\r\nbusy p...\r\n"
  - send: "AT+RST\r\n"
  - until: "\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n"
  - send: "AT+GMR\r\n"
  - until: "\r\nOK\r\n")",
  });
}

TEST_CASE("faults between the module and its broker") {
  check_all({
      // Nothing listens, and then it does.
      instant + "broker: private\nfaults: {closed: {net: refuse, times: 1}}\nhost:" + configured + reconnect + not_connected + R"(
  - send: "AT+MQTTCLEAN=0\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTUSERCFG=0,1,\"module\",\"\",\"\",0,0,\"\"\r\n"
  - expect: "\r\nOK\r\n")" +
          reconnect + connected,
      instant + "broker: private\nfaults: {nameless: {net: dns_fail}}\nhost:" + configured + reconnect + not_connected,
      instant + "broker: private\non: [{host_sends: AT+NOW, do: [{net: reset}]}]\nhost:" + connect + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - expect: "+MQTTDISCONNECTED:0\r\n")",
      instant + "broker: private\nfaults: {short: {net: {limit: 200}, times: 1}}\nhost:" + connect + R"(
  - send: "AT+MQTTPUB=0,\"t\",\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\",0,0\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTPUB=0,\"t\",\"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\",0,0\r\n"
  - expect: "\r\nOK\r\n"
  - until: {text: "+MQTTDISCONNECTED:0\r\n", within: 10s})",
      // What is swallowed comes when the fault ends, and nothing is lost.
      instant +
          "broker: private\non: [{host_sends: AT+NOW, do: [{net: blackhole, as: hole}, {broker: {publish: a, payload: one, retain: true}}, "
          "{wait: 1s}, "
          "{remove: hole}]}]\nhost:" +
          connect + R"(
  - send: "AT+MQTTSUB=0,\"a\",1\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - silence: 400ms
  - expect: "+MQTTSUBRECV:0,\"a\",3,one\r\n")",
      instant + "broker: private\nfaults: {far: {net: {latency: 400ms, jitter: 50ms}, when: {host_sends: AT+NOW}}}\nhost:" + connect + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - send: "AT+MQTTSUB=0,\"a\",1\r\n"
  - silence: 300ms
  - expect: "\r\nOK\r\n")",
      instant + "broker: private\nfaults: {narrow: {net: {bandwidth: 10}, when: {host_sends: AT+NOW}}}\nhost:" + connect + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - send: "AT+MQTTSUB=0,\"abc\",1\r\n"
  - silence: 500ms
  - expect: {text: "\r\nOK\r\n", within: 10s})",
  });
}

TEST_CASE("faults of the broker") {
  check_all({
      instant + "broker: private\nfaults: {full: {broker: {connack: 3}}}\nhost:" + configured + reconnect + not_connected,
      instant + "broker: private\non: [{host_sends: AT+NOW, do: [{broker: hold_acks, for: 1s}]}]\nhost:" + connect + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - send: "AT+MQTTPUB=0,\"t\",\"x\",1,0\r\n"
  - silence: 400ms
  - expect: "\r\nOK\r\n")",
      // The firmware asks again after 1 s, which is acknowledged.
      instant + "broker: private\nfaults: {lost: {broker: drop_acks, times: 1}}\nhost:" + connect + R"(
  - send: "AT+MQTTPUB=0,\"t\",\"x\",1,0\r\n"
  - silence: 300ms
  - send: "AT\r\n"
  - expect: "\r\nbusy p...\r\n")",
      "device: {timing: instant, profile: esp32c3-v5.0.0.0}\nbroker: private\nfaults: {secret: {broker: {suback: refused}}}\nhost:" +
          connect + R"(
  - send: "AT+MQTTSUB=0,\"a\",1\r\n"
  - expect: {text: "\r\nERROR\r\n", within: 20s})",
      // Each kind of acknowledgement is held back, the two of QoS 2 as well.
      instant + "broker: private\nfaults: {late: {broker: hold_acks, when: {host_sends: AT+*}, for: 500ms}}\nhost:" + connect + R"(
  - send: "AT+MQTTSUB=0,\"t\",1\r\n"
  - silence: 200ms
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTPUB=0,\"t\",\"x\",2,0\r\n"
  - silence: 200ms
  - expect: "+MQTTSUBRECV:0,\"t\",1,x\r\n\r\nOK\r\n"
  - send: "AT+MQTTUNSUB=0,\"t\"\r\n"
  - silence: 200ms
  - expect: "\r\nOK\r\n")",
      // The second acknowledgement is lost.
      instant + "broker: private\nfaults: {lost: {broker: drop_acks, nth: 2, times: 1}}\nhost:" + connect + R"(
  - send: "AT+MQTTPUB=0,\"t\",\"x\",1,0\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTPUB=0,\"t\",\"x\",1,0\r\n"
  - silence: 300ms
  - send: "AT\r\n"
  - expect: "\r\nbusy p...\r\n")",
      instant + "broker: private\nfaults: {lost: {broker: drop_acks, probability: 0}}\nhost:" + connect + R"(
  - send: "AT+MQTTPUB=0,\"t\",\"x\",2,0\r\n"
  - expect: "\r\nOK\r\n")",
      // v2.1 does not look at the code of the SUBACK, and the broker has subscribed all the same.
      instant + "broker: private\nfaults: {secret: {broker: {suback: refused}}}\nhost:" + connect + R"(
  - send: "AT+MQTTSUB=0,\"t\",1\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTPUB=0,\"t\",\"x\",0,0\r\n"
  - expect: "\r\nOK\r\n+MQTTSUBRECV:0,\"t\",1,x\r\n")",
      // Every second connection is refused.
      instant + "broker: private\nfaults: {full: {broker: {connack: 1}, every: 2}}\nhost:" + configured + reconnect + not_connected +
          reconnect + connected + R"(
  - send: "AT+MQTTCLEAN=0\r\n"
  - expect: "\r\nOK\r\n"
  - send: "AT+MQTTUSERCFG=0,1,\"module\",\"\",\"\",0,0,\"\"\r\n"
  - expect: "\r\nOK\r\n")" +
          reconnect + not_connected,
      instant + "broker: private\non: [{host_sends: AT+NOW, do: [{broker: stop}]}]\nhost:" + connect + R"(
  - send: "AT+NOW\r\n"
  - expect: {text: "\r\nERROR\r\n+MQTTDISCONNECTED:0\r\n", within: 20s})",
      instant + "broker: private\non: [{host_sends: AT+NOW, do: [{broker: pause}, {after: 1s, do: [{broker: resume}]}]}]\nhost:" + connect +
          R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - send: "AT+MQTTPUB=0,\"t\",\"x\",1,0\r\n"
  - silence: 400ms
  - expect: "\r\nOK\r\n")",
      // What is kept comes with the subscription, and what is not before it is never seen.
      instant + R"(broker: private
on:
  - host_sends: AT+NOW
    do: [{broker: {publish: t/kept, payload: "a,\"b\"", qos: 1, retain: true}}, {broker: {publish: t/lost, payload: b}}]
host:)" + connect +
          R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n"
  - wait: 1s
  - send: "AT+MQTTSUB=0,\"t/+\",0\r\n"
  - expect: "\r\nOK\r\n+MQTTSUBRECV:0,\"t/kept\",5,a,\"b\"\r\n"
  - silence: 300ms)",
      instant + "broker: private\non: [{host_sends: AT+NOW, do: [{broker: disconnect}]}]\nhost:" + connect + R"(
  - send: "AT+NOW\r\n"
  - expect: "\r\nERROR\r\n+MQTTDISCONNECTED:0\r\n")",
  });
}
