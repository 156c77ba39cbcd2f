#pragma once

#include <string>
#include <vector>

namespace espat::document {

/// A sentence of the document that promises behaviour, in our own words.
struct Statement {
  int number = 0;
  std::string place;  ///< command heading or section
  std::string text;
  std::vector<std::string> tests;  ///< that prove it for document-v2.1.0.0
  std::string firmware;            ///< what esp32-v2.1.0.0 does instead; empty: the same
  std::vector<std::string> firmware_tests;
};

/// A row of the document's table of error codes.
struct ErrorCode {
  std::string code;  ///< "0x6001"
  std::string meaning;
  std::string profile;             ///< in which it is produced
  std::vector<std::string> tests;  ///< that produce it
  std::string never;               ///< why no firmware produces it; empty: the tests do
};

/// Throw std::runtime_error when the file cannot be read or an entry lacks something.
std::vector<Statement> read_statements(const std::string& path);
std::vector<ErrorCode> read_error_codes(const std::string& path);

/// What is wrong with the records, each fault a line: numbers out of order, statements without a test, codes that are missing, and tests
/// that are not among `test_names`.
std::vector<std::string> faults(const std::vector<Statement>& statements, const std::vector<ErrorCode>& codes,
                                const std::vector<std::string>& test_names);

}  // namespace espat::document
