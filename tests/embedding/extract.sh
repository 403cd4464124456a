#!/bin/bash
# extract.sh GUIDE FOLDER: the programs of the guide as .cpp files. A comment `<!-- program: NAME` stands before a block of C++ and
# says what goes around it: "before:" main(), at its "begin:", at its "end:"; "prints:" is the expected output (NAME.expected).
# A block with a main() of its own is taken as it stands.
set -eu
mkdir -p "$2"
awk -v folder="$2" '
function finish() {
    file = folder "/" name ".cpp"
    if (block ~ /int main\(/) text = block
    else text = before "#include <cstdio>\n#include <cstdlib>\n" \
        "#define check(...) do { if (!(__VA_ARGS__)) { std::fprintf(stderr, \"line %d: %s\\n\", __LINE__, #__VA_ARGS__); std::exit(1); } } while (0)\n" \
        "int main() {\n" begin block end "}\n"
    printf "%s", text > file
    close(file)
    if (prints != "") { printf "%s", prints > (folder "/" name ".expected"); close(folder "/" name ".expected") }
    print name
    name = ""
}
/^<!-- program: / { name = $3; section = ""; before = begin = end = prints = block = ""; comment = 1; next }
comment && /^-->/ { comment = 0; next }
comment && /^(before|begin|end|prints):$/ { section = $0; next }
comment && section == "before:" { before = before $0 "\n"; next }
comment && section == "begin:" { begin = begin $0 "\n"; next }
comment && section == "end:" { end = end $0 "\n"; next }
comment && section == "prints:" { prints = prints $0 "\n"; next }
/^```cpp$/ { code = 1; next }
/^```$/ { if (code && name != "") finish(); code = 0; next }
code { block = block $0 "\n" }
' "$1"
