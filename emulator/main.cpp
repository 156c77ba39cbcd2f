#include <csignal>
#include <exception>
#include <iostream>
#include <variant>

#include "emulator/announcement.hpp"
#include "emulator/ctl.hpp"
#include "emulator/failure.hpp"
#include "emulator/flash_image.hpp"
#include "emulator/options.hpp"
#include "emulator/program.hpp"
#include "emulator/scenario_runner.hpp"
#include "emulator/sweep.hpp"

namespace {

using namespace espat::emulator;

constexpr int ended_as_asked = static_cast<int>(ExitCode::ended_as_asked);

int carry_out(const DeviceOptions& options) { return Program(options).run(); }
int carry_out(const RunOptions& options) { return run_scenarios(options); }
int carry_out(const SweepOptions& options) { return sweep(options); }
int carry_out(const CtlOptions& options) { return ctl(options); }
int carry_out(const ListProfiles& list) {
  std::cout << profiles_text(list.json);
  return ended_as_asked;
}
int carry_out(const PrintText& print) {
  std::cout << print.text;
  return ended_as_asked;
}
int carry_out(const PackFlash& pack) {
  pack_image(pack.files, pack.image);
  return ended_as_asked;
}
int carry_out(const ListFlash& list) {
  std::cout << image_text(list.image);
  return ended_as_asked;
}

int fail(ExitCode code, const std::exception& reason) {
  std::cerr << "espat: " << reason.what() << '\n';
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // whoever reads our output may go before us
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a failed write
  try {
    return std::visit([](const auto& invocation) { return carry_out(invocation); }, parse_command_line(argc, argv));
  } catch (const Failure& failure) {
    return fail(failure.exit_code(), failure);
  } catch (const std::exception& failure) {
    return fail(ExitCode::environment_failed, failure);
  }
}
