// The types of the module _re: Pattern, Match, the scanner, PatternError.
//
//  1. A Pattern owns its engine's Regex, which lies outside of the heap: deleted when the Pattern is collected.
//  2. A Match keeps the string it matched, not a copy; its spans lie behind the fixed part. A bytes-like object may have changed
//     since: groups are cut from what is there now.
//  3. A text is looked at in place. Where the engine may run long without a poll the thread is detached: the text then stays
//     where it is because the string is kept, and a buffer is exported.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "runtime/buffer.h"
#include "runtime/heap/roots.h"
#include "runtime/interpreter.h"
#include "runtime/native.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "stdlib/re/engine/regex.h"

namespace krait::core {

class RePattern : public Object {
public:
    regex::Regex* regex;
    Field<Value> pattern;      // what compile() was given
    Field<Dict*> group_index;  // name -> number
    uint32_t flags;
    static const TypeSpec spec;
};
KRAIT_LAYOUT(RePattern, NativeInstance);

class ReMatch : public Object {
public:
    Field<Value> string;
    Field<RePattern*> pattern;
    int64_t position, end_position;  // as given to match(), clamped
    uint32_t groups;                 // with group 0
    uint32_t last_index;             // 0: none
    regex::MatchSpan spans[0];
    std::span<const regex::MatchSpan> all() const { return {spans, groups}; }
    static const TypeSpec spec;
};
KRAIT_LAYOUT(ReMatch, NativeInstance);

class ReScanner : public Object {
public:
    Field<Value> string;
    Field<RePattern*> pattern;
    Field<Value> held;  // a memoryview that keeps a mutable string as it is until the end; or nothing
    Relaxed<int64_t> position;
    int64_t end_position;
    Relaxed<bool> refuse_empty;  // the last match was empty and ended at `position`
    Relaxed<bool> done;
    static const TypeSpec spec;
    static const TypeSpec iterator_spec;  // finditer()
};
KRAIT_LAYOUT(ReScanner, NativeInstance);

extern const TypeSpec kPatternErrorSpec;

// The text of a str or of a bytes-like object, for a scope.
class ReText {
public:
    explicit ReText(Thread& thread) : thread_(thread), view_(thread) {}
    // TypeError if it is neither, or not what the pattern is for.
    Result<void> open_py(const RePattern* pattern, Value string);
    // The same for any text: a template.
    Result<void> open_any_py(Value string);
    const regex::RegexText& text() const { return text_; }
    size_t length() const { return text_.length; }
    bool is_str() const { return !text_.is_bytes; }
    Value string() const { return string_; }
    // The part as a str or bytes; the string itself when it is all of an exact one.
    Result<Value> slice(size_t start, size_t end) const;

private:
    Thread& thread_;
    ByteView view_;
    Value string_;
    regex::RegexText text_;
};

// The matches of a pattern in a text, one after another. On the native stack only.
class ReRun {
public:
    ReRun(Thread& thread, RePattern* pattern) : thread_(thread), text_(thread), pattern_(pattern) {}
    Result<void> open_py(Value string, regex::MatchKind kind, int64_t position = 0, int64_t end_position = INT64_MAX);
    // Finds the next match: false if there is none. May run Python code (signal handlers).
    Result<bool> next_py();
    // Goes on from a scanner's place.
    void resume(bool refuse_empty) {
        request_.empty = refuse_empty ? regex::EmptyAtStart::kRefused : regex::EmptyAtStart::kAllowed;
    }

    const regex::MatchRequest& request() const { return request_; }
    std::span<const regex::MatchSpan> spans() const { return {spans_, groups_}; }
    const regex::MatchSpan& whole() const { return spans_[0]; }
    const ReText& text() const { return text_; }
    RePattern* pattern() const { return pattern_; }
    // A group's text, or what stands for one that took no part.
    Result<Value> group(size_t index, Value otherwise) const;
    Result<Value> make_match() const;

private:
    static constexpr size_t kInlineSpans = 12;
    static bool keep_going(void* self);

    Thread& thread_;
    ReText text_;
    RePattern* pattern_;
    regex::MatchRequest request_;
    int64_t given_position_ = 0;
    uint32_t groups_ = 0;
    bool detached_ = false;
    regex::MatchSpan* spans_ = inline_spans_;
    regex::MatchSpan inline_spans_[kInlineSpans];
    std::unique_ptr<regex::MatchSpan[]> more_spans_;
};

// A group's text from the match's string as it is now.
Result<Value> match_group(Thread& thread, ReMatch* match, size_t index, Value otherwise);

// A replacement: pieces of literal text and groups. On the native stack only.
class ReTemplate {
public:
    // PatternError or IndexError as re._parser's.
    Result<void> parse_py(Thread& thread, RePattern* pattern, Value source);
    bool is_literal() const { return groups_.empty() || (groups_.size() == 1 && groups_[0] < 0); }
    Value literal(Thread& thread) const;
    size_t size() const { return groups_.size(); }
    int64_t group(size_t index) const { return groups_[index]; }
    Value text(size_t index) const { return texts_[index]; }

private:
    ValueVector texts_;  // of groups: None
    std::vector<int64_t> groups_;
    bool is_str_ = true;
};

// Joins the parts of sub() and expand(): all str or all bytes-like.
class ReJoiner {
public:
    enum class Kind { Str, Bytes };
    ReJoiner(Thread& thread, Kind kind) : thread_(thread), builder_(thread), kind_(kind) {}
    Result<void> add_py(Value part);
    // A part of the text itself.
    Result<void> add_range(const ReText& text, size_t start, size_t end);
    Result<Value> finish();

private:
    Thread& thread_;
    StrBuilder builder_;
    std::string bytes_;
    size_t count_ = 0;
    Kind kind_;
};

Failure raise_compile_error_py(Thread& thread, const regex::CompileError& error, Value pattern);
// Room on the native stack for what the engine's compilers need at worst, else RecursionError.
Result<void> check_regex_stack(Thread& thread);
Result<Value> make_scanner_py(Thread& thread, RePattern* pattern, const TypeSpec& spec, Value string, int64_t position,
                              int64_t end_position);

}  // namespace krait::core
