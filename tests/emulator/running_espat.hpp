#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "emulator/temporary_directory.hpp"

namespace espat::test {

/// The built program as a child, with its stdout and stderr in pipes. It is killed when this object goes before it has ended.
class RunningEspat {
 public:
  /// `home` is its $XDG_RUNTIME_DIR and $TMPDIR; `path` its $PATH; `program` may be one that becomes espat.
  RunningEspat(const std::vector<std::string>& arguments, const std::string& home, const std::string& path = "/usr/bin:/bin:/usr/sbin",
               const std::string& program = ESPAT_PROGRAM);
  ~RunningEspat();
  RunningEspat(const RunningEspat&) = delete;
  RunningEspat& operator=(const RunningEspat&) = delete;

  /// The next line on stdout, without its end.
  std::string line();
  /// Waits until `text` has stood on stderr, and returns all that stood there so far.
  std::string log_until(std::string_view text);

  void signal(int number) const;
  /// Waits for the end; the exit code, or 128 + the signal that ended it.
  int exit_code();
  /// All of stdout that `line` has not returned, and all of stderr; for after the end.
  std::string rest_of_stdout();
  std::string rest_of_stderr();

  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int stdout_ = -1;
  int stderr_ = -1;
  std::string output_;
  std::string log_;
};

/// How a program ended that was run to its end.
struct Finished {
  int exit_code;
  std::string output;
  std::string errors;
};
Finished run_program(const std::string& program, const std::vector<std::string>& arguments);
Finished run_espat(const std::vector<std::string>& arguments, const std::string& path = "/usr/bin:/bin:/usr/sbin");

}  // namespace espat::test
