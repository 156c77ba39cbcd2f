# For projects with a host firmware to test: find_package(espat), then espat_add_firmware_test.
find_program(ESPAT_PROGRAM espat REQUIRED DOC "The program that is the module")

# espat_add_firmware_test(NAME name COMMAND program [argument...] [SCENARIO file] [OPTIONS option...] [TIMEOUT seconds])
#
# Adds a CTest test in which COMMAND, the host firmware, runs against a module of its own, whose port is in its environment as ESPAT_PORT.
# The test passes when COMMAND ends with 0 and, if there is a SCENARIO, that passes too; it is skipped when espat lacks what it needs.
# OPTIONS are device options of espat, such as --profile or --broker. TIMEOUT: 300 s by default.
function(espat_add_firmware_test)
  cmake_parse_arguments(PARSE_ARGV 0 test "" "NAME;SCENARIO;TIMEOUT" "COMMAND;OPTIONS")
  foreach(needed NAME COMMAND)
    if(NOT test_${needed})
      message(FATAL_ERROR "espat_add_firmware_test needs ${needed}")
    endif()
  endforeach()
  if(test_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "espat_add_firmware_test does not know ${test_UNPARSED_ARGUMENTS}")
  endif()
  if(test_SCENARIO)
    cmake_path(ABSOLUTE_PATH test_SCENARIO)
    add_test(NAME ${test_NAME} COMMAND ${ESPAT_PROGRAM} ${test_OPTIONS} run ${test_SCENARIO} -- ${test_COMMAND})
  else()
    list(TRANSFORM test_COMMAND REPLACE "'" "'\\\\''" OUTPUT_VARIABLE words)
    list(JOIN words "' '" words)
    add_test(NAME ${test_NAME} COMMAND ${ESPAT_PROGRAM} --link ${CMAKE_CURRENT_BINARY_DIR}/${test_NAME}.port ${test_OPTIONS} --exec "'${words}'")
  endif()
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 300)
  endif()
  set_tests_properties(${test_NAME} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT ${test_TIMEOUT})
endfunction()
