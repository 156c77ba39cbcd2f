# How everything here is compiled.
add_library(espat_flags INTERFACE)
target_compile_options(espat_flags INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${ESPAT_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlaps and overruns in the inlined parts of std::string that are not there (GCC bugs 105329 and 105651).
  target_compile_options(espat_flags INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
target_include_directories(espat_flags INTERFACE ${PROJECT_SOURCE_DIR})
if(ESPAT_SANITIZE)
  # Not vptr: it opens a pipe for each check, and reports an error when there is no descriptor left.
  target_compile_options(espat_flags INTERFACE
    -fsanitize=${ESPAT_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(espat_flags INTERFACE -fsanitize=${ESPAT_SANITIZE})
endif()
if(ESPAT_SANITIZE STREQUAL thread)
  # It does not see Asio's fences, and says so in every file; it sees the locks around them.
  target_compile_options(espat_flags INTERFACE -Wno-tsan)
endif()

# What every library and program links.
add_library(espat_options INTERFACE)
target_link_libraries(espat_options INTERFACE espat_flags)
if(NOT ESPAT_FUZZ)
  # Boost.Asio compiled once, not in each of the files that include it; where every file agrees on it, because all link this.
  find_package(Boost 1.74 REQUIRED)
  find_package(Threads REQUIRED)
  add_library(espat_asio STATIC cmake/asio.cpp)
  target_compile_definitions(espat_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION)
  target_link_libraries(espat_asio PUBLIC Boost::headers Threads::Threads PRIVATE espat_flags)
  target_link_libraries(espat_options INTERFACE espat_asio)
endif()
