#include "emulator/program_log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <memory>
#include <utility>
#include <variant>

#include "emulator/failure.hpp"
#include "emulator/mqtt_words.hpp"
#include "emulator/socket_words.hpp"
#include "emulator/visible.hpp"

namespace espat::emulator {
namespace {

spdlog::level::level_enum level(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::errors:
      return spdlog::level::err;
    case Verbosity::everything:
      return spdlog::level::debug;
    default:
      return spdlog::level::info;
  }
}

spdlog::logger make_logger(const DeviceOptions& options) {
  spdlog::logger logger("espat", std::make_shared<spdlog::sinks::stderr_color_sink_st>());
  if (options.log_file) {
    try {
      logger.sinks().push_back(std::make_shared<spdlog::sinks::basic_file_sink_st>(*options.log_file));
    } catch (const spdlog::spdlog_ex& error) {
      throw Failure(ExitCode::environment_failed, fmt::format("--log: {}; name a file that can be written", error.what()));
    }
  }
  logger.set_level(level(options.verbosity));
  logger.set_pattern("%H:%M:%S.%e %^%l%$ %v");
  logger.flush_on(spdlog::level::debug);
  return logger;
}

}  // namespace

ProgramLog::ProgramLog(const DeviceOptions& options) : logger_(make_logger(options)) {}

void ProgramLog::host_wrote(std::string_view chunk) {
  if (logger_.should_log(spdlog::level::debug)) logger_.debug("host   > {}", visible(host_mask_.pass(chunk)));
}

void ProgramLog::device_wrote(std::string_view bytes) {
  if (logger_.should_log(spdlog::level::debug)) logger_.debug("module < {}", visible(device_mask_.pass(bytes)));
}

void ProgramLog::log_uart_wrote(std::string_view bytes) {
  log_uart_line_ += bytes;
  std::size_t end = 0;
  while ((end = log_uart_line_.find('\n')) != std::string::npos) {
    std::string_view line = std::string_view(log_uart_line_).substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    logger_.info("log uart | {}", visible(line));
    log_uart_line_.erase(0, end + 1);
  }
}

void ProgramLog::note(const at::Note& note) {
  switch (note.level) {
    case at::Note::Level::debug:
      return logger_.debug("{}", note.text);
    case at::Note::Level::info:
      return logger_.info("{}", note.text);
    case at::Note::Level::warning:
      return logger_.warn("{}", note.text);
  }
}

void ProgramLog::asked(const at::Effect& effect) {
  if (!logger_.should_log(spdlog::level::debug)) return;
  if (const std::string words = mqtt_words(effect); !words.empty()) logger_.debug("mqtt   < {}", words);
  if (const std::string words = socket_words(effect); !words.empty()) logger_.debug("net    < {}", words);
}

void ProgramLog::happened(const at::Input& input) {
  if (const auto* failed = std::get_if<at::PingFailed>(&input); failed != nullptr && !std::exchange(told_of_ping_, true)) {
    logger_.warn("{}", failed->reason);
  }
  if (!logger_.should_log(spdlog::level::debug)) return;
  if (const std::string words = mqtt_words(input); !words.empty()) logger_.debug("mqtt   > {}", words);
  if (const std::string words = socket_words(input); !words.empty()) logger_.debug("net    > {}", words);
}

}  // namespace espat::emulator
