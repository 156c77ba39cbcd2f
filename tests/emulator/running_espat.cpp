#include "tests/emulator/running_espat.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "tests/emulator/awaited_read.hpp"

namespace espat::test {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::string rest(int descriptor, std::string& received) {
  while (read_more(descriptor, received)) {
  }
  return received;
}

}  // namespace

RunningEspat::RunningEspat(const std::vector<std::string>& arguments, const std::string& home, const std::string& path,
                           const std::string& program) {
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment{"XDG_RUNTIME_DIR=" + home, "TMPDIR=" + home, "PATH=" + path};

  const std::array<int, 2> output = make_pipe();
  const std::array<int, 2> log = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, log[1], STDERR_FILENO);
  const int error = posix_spawn(&pid_, program.c_str(), &actions, nullptr, pointers(words).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  close(log[1]);
  stdout_ = output[0];
  stderr_ = log[0];
  if (error != 0) throw std::runtime_error("cannot start " + program);
}

RunningEspat::~RunningEspat() {
  if (pid_ > 0) {
    signal(SIGKILL);
    exit_code();
  }
  close(stdout_);
  close(stderr_);
}

std::string RunningEspat::line() {
  std::size_t end = 0;
  while ((end = output_.find('\n')) == std::string::npos) {
    if (!read_more(stdout_, output_)) throw std::runtime_error("stdout ended: " + output_ + "; stderr: " + rest(stderr_, log_));
  }
  const std::string line = output_.substr(0, end);
  output_.erase(0, end + 1);
  return line;
}

std::string RunningEspat::log_until(std::string_view text) {
  while (log_.find(text) == std::string::npos) {
    if (!read_more(stderr_, log_)) throw std::runtime_error("stderr ended: " + log_);
  }
  return log_;
}

void RunningEspat::signal(int number) const { kill(pid_, number); }

int RunningEspat::exit_code() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string RunningEspat::rest_of_stdout() { return rest(stdout_, output_); }
std::string RunningEspat::rest_of_stderr() { return rest(stderr_, log_); }

namespace {

Finished finish(RunningEspat& espat) {
  const std::string output = espat.rest_of_stdout();
  const std::string errors = espat.rest_of_stderr();
  return {espat.exit_code(), output, errors};
}

}  // namespace

Finished run_espat(const std::vector<std::string>& arguments, const std::string& path) {
  const emulator::TemporaryDirectory home;
  RunningEspat espat(arguments, home.path(), path);
  return finish(espat);
}

Finished run_program(const std::string& program, const std::vector<std::string>& arguments) {
  RunningEspat espat(arguments, "", "/usr/bin:/bin", program);
  return finish(espat);
}

}  // namespace espat::test
