// One RE2 program. It runs in time linear in the text and cannot be interrupted.
//
// Bytes are matched in RE2's Latin-1 mode, so a str of one byte for each code point and a bytes object are read in
// place. Wide text is turned to UTF-8 for the call: only when PCRE2 met its limit.
#pragma once

#include <memory>
#include <string>

#include "stdlib/re/engine/pcre2_program.h"

namespace re2 {
class RE2;
}

namespace krait::regex {

class Re2Program {
public:
    enum class Encoding { kLatin1, kUtf8 };
    ~Re2Program();

    // Null if RE2 refuses: too large, or repeats nested too deep.
    static std::unique_ptr<Re2Program> compile(const std::string& pattern, Encoding encoding);

    // request.empty must be kAllowed. With `trimmed`, the last group of the program is cut from the end of the match.
    enum class Tail { kKept, kTrimmed };
    RunStatus run(MatchKind kind, Tail tail, const RunRequest& request) const;

private:
    explicit Re2Program(std::unique_ptr<re2::RE2> program, Encoding encoding);

    std::unique_ptr<re2::RE2> program_;
    Encoding encoding_;
};

}  // namespace krait::regex
