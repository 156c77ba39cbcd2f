#include "at_engine/tcpip/data_collector.hpp"

namespace espat::at {

bool DataCollector::take(std::string_view chunk) {
  if (chunk == "+++") {
    is_cancelled_ = true;
    return true;
  }
  for (const char byte : chunk) {
    if (is_complete_) return false;
    const bool ends_data = follows_backslash_ && byte == '0';
    take(byte);
    if (ends_data) return true;  // the rest of its chunk is dropped
  }
  return true;
}

void DataCollector::take(char c) {
  if (follows_backslash_) {
    follows_backslash_ = false;
    if (c == '0') {
      if (escapes_ == Escapes::end_only) bytes_.pop_back();
      is_complete_ = true;
      return;
    }
    if (escapes_ == Escapes::end_only) follows_backslash_ = c == '\\';
  } else if (escapes_ != Escapes::none && c == '\\') {
    follows_backslash_ = true;
    if (escapes_ == Escapes::all) return;
  }
  bytes_ += c;
  is_complete_ = bytes_.size() == wanted_;
}

}  // namespace espat::at
