#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "at_engine/inputs.hpp"

namespace espat::net {

/// Reads one HTTP response as it arrives.
class HttpResponse {
 public:
  /// HttpStarted and HttpBody.
  using Report = std::function<void(at::Input)>;

  /// `to_head`: the response has no body, whatever its headers say.
  HttpResponse(bool to_head, Report report);
  ~HttpResponse();

  /// What one read brought; its part of the body is reported as one piece. @throws std::runtime_error with a sentence part
  void read(std::string_view bytes);
  /// The connection has ended. @throws std::runtime_error when something is missing
  void end();

  bool is_complete() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
  std::string unparsed_;
};

}  // namespace espat::net
