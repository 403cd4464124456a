// Python's regular-expression syntax -> Pattern, with the errors CPython 3.14 gives, at the positions where it does.
//
// The text is read through a tokenizer one token ahead, where a token is a character or a backslash with the next one.
// That look-ahead is visible: a lone backslash at the end is reported as soon as it is seen, before an error in the
// token under the cursor. The first error wins; after it the tokenizer answers "end".
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "stdlib/re/engine/compile_error.h"
#include "stdlib/re/engine/flags.h"
#include "stdlib/re/engine/regex_text.h"
#include "stdlib/re/engine/syntax.h"
#include "stdlib/re/engine/unicode_sets.h"

namespace krait::regex {

struct CompileHooks {
    const UnicodeSets* unicode = nullptr;
    void* context = nullptr;
    // A FutureWarning. False aborts the compilation (the warning became an exception). May be null.
    bool (*warn)(void* context, std::string_view message) = nullptr;
    // \N{name}. May be null: then every name is undefined.
    bool (*lookup_name)(void* context, std::string_view name, uint32_t* code_point) = nullptr;
};

// Groups nested deeper than this raise RecursionError. CPython's bound, some 490 levels, depends on its recursion limit;
// PCRE2's is 500 for (?:.
inline constexpr int kMaxNesting = 480;

Result<std::unique_ptr<Pattern>> parse(RegexText text, uint32_t flags, const CompileHooks& hooks, CompileError& error);

Width width_of(const Node& node, const std::vector<Width>& group_widths);

}  // namespace krait::regex
