#pragma once

#include "tests/bench/effort.hpp"
#include "tests/bench/row.hpp"

namespace espat::bench {

// What is measured, each in a file of its name. All throw std::runtime_error when something does not answer as it must.

/// `AT` to `OK` at the pty. Floor: a poll loop that answers the same bytes at a pty.
Rows at_round_trip(const Effort& effort);

/// From starting the program to `ready` read at its pty. Floor: `espat --version` from start to end.
Rows start_time(const Effort& effort);

/// MQTTPUB to `OK` at the pty, at QoS 0 and 1. Floor: publish and wait for the token in a Paho program.
Rows publish_round_trip(const Effort& effort);

/// From asking for a connection to its CONNACK, for each transport and with a certificate. Floor: the same in a Paho program. And TCP with
/// TLS alone. Floor: OpenSSL's client.
Rows connect_time(const Effort& effort);

/// Messages per second from a publisher to complete +MQTTSUBRECV at the pty. Floor: to the callback of a Paho program.
Rows message_rate(const Effort& effort);

/// The relay between Paho and a broker, without TLS and faults: a PUBLISH of 100 bytes there and back, and what the relay adds to it; such
/// messages a second, and megabytes a second of larger ones. Floor: a connection without it.
Rows relay_cost(const Effort& effort);

/// Bytes of a TCP link per second from the host, by AT+CIPSEND and in passthrough, and to it, and in real time as a share of what the line
/// carries. Floor: the same dialogue with a loop that only answers it, and the same bytes through a pty and no more. And one byte sent to
/// an echo server and back. Floor: two exchanges at a bare pty and one on a bare connection.
Rows link_rate(const Effort& effort);

/// Processor time and memory of a device that is connected to a broker and does nothing. Floor: a Paho program.
Rows idle_cost(const Effort& effort);

/// Recorded cases that the AT engine passes in a second. No floor.
Rows conformance_speed(const Effort& effort);

}  // namespace espat::bench
