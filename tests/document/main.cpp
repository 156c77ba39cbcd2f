// Checks what is recorded of the document, and writes docs/conformance.md (README.md).

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "tests/document/report.hpp"

namespace espat::document {
namespace {

struct Options {
  std::string test_program;
  std::string conformance_program;
  std::string root;
  std::string report;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be opened");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

int check(const Options& options) {
  const auto statements = read_statements(options.root + "/tests/document/statements.json");
  const auto codes = read_error_codes(options.root + "/tests/document/error_codes.json");
  const auto found = faults(statements, codes, test_names(options.test_program));
  for (const std::string& fault : found) std::cerr << fault << "\n";
  std::cout << statements.size() << " statements, " << codes.size() << " codes, " << found.size() << " faults\n";
  return found.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

std::string make_report(const Options& options) {
  Findings findings;
  findings.statements = read_statements(options.root + "/tests/document/statements.json");
  findings.codes = read_error_codes(options.root + "/tests/document/error_codes.json");
  findings.cases = run_conformance(options.conformance_program);
  findings.exclusions = read_file(options.root + "/tests/conformance/excluded.txt");
  findings.deviations = section(read_file(options.root + "/README.md"), "### Known deviations");
  return report(findings);
}

int write(const Options& options) {
  std::ofstream file(options.report);
  file << make_report(options);
  if (!file.flush()) throw std::runtime_error(options.report + " cannot be written");
  return EXIT_SUCCESS;
}

int compare(const Options& options) {
  if (read_file(options.report) == make_report(options)) return EXIT_SUCCESS;
  std::cerr << options.report << " is out of date: build the target conformance_report and commit what it writes\n";
  return EXIT_FAILURE;
}

int parse_and_run(int argc, char** argv) {
  Options options;
  CLI::App app("Checks the statements and error codes of the document, and writes the conformance report.", "espat-document-report");
  app.require_subcommand(1);
  app.add_option("--root", options.root, "The source tree")->required();
  CLI::App* check_command = app.add_subcommand("check", "Every statement and code has tests, and all of them exist");
  check_command->add_option("test-program", options.test_program, "The program with the tests")->required();
  CLI::App* write_command = app.add_subcommand("write", "Writes the report");
  CLI::App* compare_command = app.add_subcommand("compare", "Whether the report is up to date");
  for (CLI::App* command : {write_command, compare_command}) {
    command->add_option("conformance-program", options.conformance_program, "espat-conformance")->required();
    command->add_option("report", options.report, "The report")->required();
  }
  CLI11_PARSE(app, argc, argv);
  if (check_command->parsed()) return check(options);
  return write_command->parsed() ? write(options) : compare(options);
}

}  // namespace
}  // namespace espat::document

int main(int argc, char** argv) {
  try {
    return espat::document::parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "espat-document-report: %s\n", error.what());
    return 2;
  }
}
