#include "at_engine/tcpip/tcpip_reader.hpp"

namespace espat::at {

int TcpipReader::integer(int lowest, int highest) {
  if (failed_) return lowest;
  int value = lowest;
  failed_ = !reader_.integer_within(next_++, lowest, highest, value);
  return value;
}

int TcpipReader::integer_or(int absent, int lowest, int highest) {
  if (failed_) return absent;
  if (next_ >= reader_.count() || call_.parameters[next_].empty()) {
    ++next_;
    return absent;
  }
  return integer(lowest, highest);
}

int TcpipReader::integer_or_same(int present, int lowest, int highest) { return skip_empty() ? present : integer(lowest, highest); }

std::string TcpipReader::text(std::size_t shortest, std::size_t longest) {
  if (failed_) return {};
  TextRead read = reader_.text(next_++);
  if (read.status != ReadStatus::ok) {
    failed_ = true;
    return {};
  }
  const std::string number = std::to_string(next_);
  require(read.value.size() >= shortest, "parameter " + number + " is empty");
  require(read.value.size() <= longest, "parameter " + number + " is longer than " + std::to_string(longest) + " bytes");
  return std::move(read.value);
}

std::optional<std::string> TcpipReader::optional_text(std::size_t longest) {
  if (!has_more()) return std::nullopt;
  return text(0, longest);
}

bool TcpipReader::skip_empty() {
  if (!has_more() || !call_.parameters[next_].empty()) return false;
  ++next_;
  return true;
}

int TcpipReader::link() { return call_.module.tcpip.session.has_many_links ? integer(0, static_cast<int>(link_count) - 1) : 0; }

std::vector<int> TcpipReader::links() {
  if (!call_.module.tcpip.session.has_many_links) return {0};
  const int id = integer(0, all_links);
  return id == all_links ? std::vector{0, 1, 2, 3, 4} : std::vector{id};
}

void TcpipReader::end() { require(next_ >= reader_.count(), "too many parameters"); }

void TcpipReader::require(bool condition, std::string_view otherwise) {
  if (failed_ || condition) return;
  fail(otherwise);
}

void TcpipReader::fail(std::string_view why) {
  failed_ = true;
  call_.module.out.because(why);
}

}  // namespace espat::at
