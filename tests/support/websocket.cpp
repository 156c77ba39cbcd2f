#include "tests/support/websocket.hpp"

#include <openssl/evp.h>

#include <array>

namespace espat::test {

std::string websocket_accept(const std::string& request) {
  const std::string name = "Sec-WebSocket-Key: ";
  const auto at = request.find(name);
  if (at == std::string::npos) return {};
  const auto start = at + name.size();
  const std::string text = request.substr(start, request.find("\r\n", start) - start) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 64> base64{};
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return reinterpret_cast<const char*>(base64.data());
}

std::string websocket_answer(const std::string& request, const std::string& lines) {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nsec-websocket-accept:" +
         websocket_accept(request) + "\r\n" + lines + "\r\n";
}

std::string websocket_frame(std::string_view payload, int code, bool last) {
  std::string frame(1, static_cast<char>((last ? 0x80 : 0) | code));
  const std::size_t size = payload.size();
  const int length_bytes = size < 126 ? 0 : size < 65'536 ? 2 : 8;
  frame += static_cast<char>(length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127);
  for (int byte = length_bytes - 1; byte >= 0; --byte) frame += static_cast<char>(size >> (8 * byte) & 0xff);
  return frame + std::string(payload);
}

}  // namespace espat::test
