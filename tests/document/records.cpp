#include "tests/document/records.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace espat::document {
namespace {

constexpr int first_code = 0x6001;
constexpr int last_code = 0x6051;

using Names = std::vector<std::string>;

nlohmann::json read_json(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + " cannot be opened");
  try {
    return nlohmann::json::parse(file);
  } catch (const std::exception& error) {
    throw std::runtime_error(path + ": " + error.what());
  }
}

Statement read_statement(const nlohmann::json& json) {
  Statement statement;
  statement.number = json.at("number");
  statement.place = json.at("place");
  statement.text = json.at("statement");
  statement.tests = json.at("tests").get<Names>();
  if (const auto esp32 = json.find("esp32"); esp32 != json.end()) {
    statement.firmware = esp32->at("instead");
    statement.firmware_tests = esp32->at("tests").get<Names>();
  }
  return statement;
}

ErrorCode read_error_code(const nlohmann::json& json) {
  ErrorCode code;
  code.code = json.at("code");
  code.meaning = json.at("meaning");
  if (json.contains("never")) {
    code.never = json["never"];
  } else {
    code.profile = json.at("profile");
    code.tests = json.at("tests").get<Names>();
  }
  return code;
}

std::string hexadecimal(int number) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text = "0x";
  for (int shift = 12; shift >= 0; shift -= 4) text += digits[(number >> shift) & 0xf];
  return text;
}

void check_tests(const std::string& subject, const Names& tests, const Names& known, std::vector<std::string>& result) {
  if (tests.empty()) result.push_back(subject + " has no test");
  for (const std::string& test : tests) {
    if (std::find(known.begin(), known.end(), test) != known.end()) continue;
    result.push_back(subject);
    result.back().append(": there is no test '").append(test).append("'");
  }
}

}  // namespace

std::vector<Statement> read_statements(const std::string& path) {
  std::vector<Statement> statements;
  for (const auto& json : read_json(path)) statements.push_back(read_statement(json));
  return statements;
}

std::vector<ErrorCode> read_error_codes(const std::string& path) {
  std::vector<ErrorCode> codes;
  for (const auto& json : read_json(path)) codes.push_back(read_error_code(json));
  return codes;
}

std::vector<std::string> faults(const std::vector<Statement>& statements, const std::vector<ErrorCode>& codes, const Names& test_names) {
  std::vector<std::string> result;
  int number = 0;
  for (const Statement& statement : statements) {
    const std::string subject = "statement " + std::to_string(statement.number);
    if (statement.number != ++number) result.push_back(subject + " should have the number " + std::to_string(number));
    if (statement.place.empty() || statement.text.empty()) result.push_back(subject + " has no place or no words");
    check_tests(subject, statement.tests, test_names, result);
    if (!statement.firmware.empty()) check_tests(subject + ", firmware", statement.firmware_tests, test_names, result);
  }
  int expected = first_code;
  for (const ErrorCode& code : codes) {
    if (code.code != hexadecimal(expected)) result.push_back("code " + code.code + " stands where " + hexadecimal(expected) + " is due");
    ++expected;
    if (code.never.empty()) check_tests("code " + code.code, code.tests, test_names, result);
  }
  if (expected != last_code + 1) result.push_back("the codes end before " + hexadecimal(last_code));
  return result;
}

}  // namespace espat::document
