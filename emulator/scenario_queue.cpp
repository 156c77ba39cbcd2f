#include "emulator/scenario_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "emulator/failure.hpp"

namespace espat::emulator {
namespace {

using scenarios::Suite;

Suite run_one(const ScenarioRun& run) {
  const auto could_not = [&](Suite::Result result, const char* reason) {
    Suite suite;
    suite.file = run.scenario.file;
    suite.name = run.scenario.name;
    suite.result = result;
    suite.seed = run.seed;
    suite.report = fmt::format("{}: {}\n", run.scenario.file, reason);
    return suite;
  };
  try {
    return ScenarioProgram(run).run();
  } catch (const Interrupted&) {
    throw;
  } catch (const Failure& failure) {
    if (failure.exit_code() == ExitCode::bad_command_line) throw;
    const bool skipped = failure.exit_code() == ExitCode::skipped;
    return could_not(skipped ? Suite::Result::skipped : Suite::Result::environment_failed, failure.what());
  } catch (const std::exception& failure) {
    return could_not(Suite::Result::environment_failed, failure.what());
  }
}

/// The runs that wait, and who is told how the others ended.
class Queue {
 public:
  Queue(const std::vector<ScenarioRun>& runs, const std::function<void(std::size_t, Suite)>& ended) : runs_(runs), ended_(ended) {}

  void run(int jobs) {
    std::vector<std::thread> workers;
    const std::size_t count = std::min(static_cast<std::size_t>(jobs), runs_.size());
    for (std::size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
    for (std::thread& worker : workers) worker.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (next_ < runs_.size() && !failure_) {
      const std::size_t mine = next_++;
      lock.unlock();
      Suite suite;
      std::exception_ptr failure;
      try {
        suite = run_one(runs_[mine]);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      if (failure) {
        failure_ = failure;
      } else {
        ended_(mine, std::move(suite));
      }
    }
  }

  const std::vector<ScenarioRun>& runs_;
  const std::function<void(std::size_t, Suite)>& ended_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void run_queue(const std::vector<ScenarioRun>& runs, int jobs, const std::function<void(std::size_t, Suite)>& ended) {
  Queue(runs, ended).run(jobs);
}

}  // namespace espat::emulator
