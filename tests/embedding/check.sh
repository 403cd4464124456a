#!/bin/bash
# check.sh installed|subdirectory BUILD COMPILER WORK: builds the programs of this folder as a host does, and runs them.
set -eu -o pipefail
how=$1 build=$2 compiler=$3 work=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
mkdir -p "$work"
options=(-G Ninja -S "$here" -B "$work/build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG")  # as the release build: what ccache has is not compiled again
if [[ $how == installed ]]; then
    rm -rf "$work/prefix"
    cmake --install "$build" --prefix "$work/prefix" --component library >/dev/null
    archive=$(find "$work/prefix" -name libkrait.a)
    # What is linked into hosts holds no bitcode, and no Readline.
    mapfile -t members < <(ar t "$archive")
    for member in "${members[0]}" "${members[-1]}"; do
        [[ $(ar p "$archive" "$member" | head -c 4 | od -An -tx1 | tr -d ' ') == 7f454c46 ]] || { echo "$member is no ELF object"; exit 1; }
    done
    if nm --undefined-only "$archive" 2>/dev/null | grep -qw 'rl_[a-z_]*\|readline'; then echo "Readline in the library"; exit 1; fi
    # The headers include nothing but each other and the standard library.
    if grep -rhn '^#include' "$work/prefix/include" | grep -v '<krait/[a-z]*.hpp>\|<[a-z_]*>$'; then echo "a header that is not public"; exit 1; fi
    options+=(-DCMAKE_PREFIX_PATH="$work/prefix")
else
    options+=(-DKRAIT_SUBDIRECTORY="$root")
fi
cmake "${options[@]}" >"$work/configure.log" || { cat "$work/configure.log"; exit 1; }
targets=()
[[ $how == installed ]] || targets=(ten_lines)
cmake --build "$work/build" --target "${targets[@]:-all}" >"$work/build.log" || { tail -50 "$work/build.log"; exit 1; }
ctest --test-dir "$work/build" --output-on-failure -R "${targets[0]:-.}"
