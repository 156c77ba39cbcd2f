# One interface target carries how everything here is compiled.
add_library(espat_options INTERFACE)
target_compile_options(espat_options INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${ESPAT_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlaps and overruns in the inlined parts of std::string that are not there (GCC bugs 105329 and 105651).
  target_compile_options(espat_options INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
target_include_directories(espat_options INTERFACE ${PROJECT_SOURCE_DIR})
if(ESPAT_SANITIZE)
  target_compile_options(espat_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(espat_options INTERFACE -fsanitize=address,undefined)
endif()
