# One interface target carries how everything here is compiled.
add_library(espat_options INTERFACE)
target_compile_options(espat_options INTERFACE -Wall -Wextra -Wpedantic $<$<BOOL:${ESPAT_WERROR}>:-Werror>)
target_include_directories(espat_options INTERFACE ${PROJECT_SOURCE_DIR})
if(ESPAT_SANITIZE)
  target_compile_options(espat_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(espat_options INTERFACE -fsanitize=address,undefined)
endif()
