# Shared settings of every target, and the function by which a folder declares itself.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What lets ccache store compiles with a precompiled header, and share them between worktrees: it hashes the header's
  # .sum file (below), since the header itself holds absolute paths.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${CCACHE})
endif()

add_library(krait_settings INTERFACE)
target_include_directories(krait_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_link_options(krait_settings INTERFACE -pthread)
target_compile_options(krait_settings INTERFACE -pthread -Wall -Wextra -Werror -fno-strict-aliasing -fno-omit-frame-pointer
  -Wno-unused-parameter -Wno-missing-field-initializers -Wno-invalid-offsetof)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(krait_settings INTERFACE -Wno-gnu-statement-expression -Wno-c99-designator -Wno-missing-braces -Wno-nullability-completeness)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++-12 sees overlaps and uninitialised bytes in std::string's own code where there are none (GCC's bug 105651 and its like).
  target_compile_options(krait_settings INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(KRAIT_SANITIZE)
  target_compile_options(krait_settings INTERFACE -fsanitize=${KRAIT_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(krait_settings INTERFACE -fsanitize=${KRAIT_SANITIZE})
  if(KRAIT_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # The collector scans stacks conservatively: locals must be on the real stack.
    target_compile_options(krait_settings INTERFACE -fsanitize-address-use-after-return=never)
  endif()
endif()
if(KRAIT_GC_STRESS)
  target_compile_definitions(krait_settings INTERFACE KRAIT_GC_STRESS=1)
endif()
if(KRAIT_FUZZ)
  target_compile_options(krait_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(KRAIT_PROFILE STREQUAL "generate")
  target_compile_options(krait_settings INTERFACE -fprofile-generate)
  target_link_options(krait_settings INTERFACE -fprofile-generate)
elseif(KRAIT_PROFILE)
  target_compile_options(krait_settings INTERFACE -fprofile-use=${KRAIT_PROFILE} -Wno-profile-instr-unprofiled -Wno-profile-instr-out-of-date)
endif()
find_program(MOLD mold)
if(KRAIT_LTO)
  target_compile_options(krait_settings INTERFACE -flto=thin)
  target_link_options(krait_settings INTERFACE -flto=thin -fuse-ld=lld)
elseif(MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_link_options(krait_settings INTERFACE -fuse-ld=mold)
endif()

# One precompiled header for the whole build. CMake's own would give each target one, and name it by absolute paths that
# keep ccache from sharing results between worktrees: so it is an object file that happens to be a header.
if(KRAIT_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(KRAIT_PCH_SOURCE ${PROJECT_SOURCE_DIR}/cmake/standard_headers.cpp)
  set_source_files_properties(${KRAIT_PCH_SOURCE} PROPERTIES COMPILE_OPTIONS "-xc++-header;-Xclang;-fno-pch-timestamp;-fpch-instantiate-templates")
  add_library(krait_pch OBJECT ${KRAIT_PCH_SOURCE})
  target_link_libraries(krait_pch PRIVATE krait_settings)
  # A precompiled header names its sources by absolute path: one made elsewhere and taken from ccache is corrupt here.
  set_target_properties(krait_pch PROPERTIES CXX_COMPILER_LAUNCHER "")
  set(KRAIT_PCH_FILE ${PROJECT_BINARY_DIR}/CMakeFiles/krait_pch.dir/cmake/standard_headers.cpp.o)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -std=gnu++20 -pthread -E -P ${KRAIT_PCH_SOURCE}
    OUTPUT_VARIABLE preprocessed COMMAND_ERROR_IS_FATAL ANY)
  string(SHA256 pch_sum "${preprocessed}")
  file(WRITE ${KRAIT_PCH_FILE}.sum "${pch_sum}\n")
endif()

# krait_use_pch(TARGET): the target's sources see the standard headers ready made.
function(krait_use_pch target)
  if(TARGET krait_pch)
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include-pch ${KRAIT_PCH_FILE}>")
    get_target_property(sources ${target} SOURCES)
    set_property(SOURCE ${sources} APPEND PROPERTY OBJECT_DEPENDS ${KRAIT_PCH_FILE})
  endif()
endfunction()

# krait_folder(NAME DEPENDS targets... [SOURCES files...]): static library krait_NAME from this folder's .cpp files.
function(krait_folder name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;SOURCES" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB_RECURSE ARG_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  endif()
  add_library(krait_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(krait_${name} PUBLIC krait_settings ${ARG_DEPENDS})
  krait_use_pch(krait_${name})
endfunction()
