#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace espat::test {

// The server's side of a WebSocket, for tests that play it by hand.

/// The value of Sec-WebSocket-Accept that answers a request; empty when the request has no key.
std::string websocket_accept(const std::string& request);

/// The head that accepts a request, with further header lines, each with its line end.
std::string websocket_answer(const std::string& request, const std::string& lines = "Sec-WebSocket-Protocol: mqtt\r\n");

namespace opcode {
constexpr int continuation = 0, binary = 2, close = 8, ping = 9;
}

/// One frame of a server; `last` of its message.
std::string websocket_frame(std::string_view payload, int code = opcode::binary, bool last = true);

}  // namespace espat::test
