// Texts, and running a pattern over one.
#include <algorithm>
#include <cstring>

#include "runtime/objects/bytes.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"
#include "runtime/threads/attach.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

Result<void> ReText::open_any_py(Value string) {
    string_ = string;
    if (auto* text = as_kind<Str>(thread_, string)) {
        const void* data = TRY(text->data(thread_));
        text_ = {data, text->length(), text->kind(), text->is_ascii(), false};
        return {};
    }
    TRY(view_.open_py(string));
    text_ = {view_.data(), view_.size(), 1, false, true};
    return {};
}

Result<void> ReText::open_py(const RePattern* pattern, Value string) {
    bool is_str = as_kind<Str>(thread_, string) != nullptr;
    if (!is_str && !has_buffer(thread_, string))
        return raise(thread_, Exc::TypeError, "expected string or bytes-like object, got '{}'",
                     type_name(thread_, string));
    bool for_bytes = pattern->regex->is_bytes();
    TRY(open_any_py(string));
    if (is_str && for_bytes)
        return raise(thread_, Exc::TypeError, "cannot use a bytes pattern on a string-like object");
    if (!is_str && !for_bytes)
        return raise(thread_, Exc::TypeError, "cannot use a string pattern on a bytes-like object");
    return {};
}

Result<Value> ReText::slice(size_t start, size_t end) const {
    if (auto* text = as_kind<Str>(thread_, string_)) {
        if (start == 0 && end == text->length()) return Value(TRY(exact_str(thread_, text)));
        return Value(TRY(str_slice(thread_, text, start, end)));
    }
    if (string_.is<Bytes>() && start == 0 && end == text_.length) return string_;
    return Value(TRY(make_bytes(thread_, std::string_view(static_cast<const char*>(text_.data) + start, end - start))));
}

Result<void> ReRun::open_py(Value string, regex::MatchKind kind, int64_t position, int64_t end_position) {
    TRY(check_regex_stack(thread_));
    TRY(text_.open_py(pattern_, string));
    int64_t length = static_cast<int64_t>(text_.length());
    position = std::clamp<int64_t>(position, 0, length);
    end_position = std::clamp<int64_t>(end_position, 0, length);
    given_position_ = position;
    request_.kind = kind;
    request_.subject = text_.text();
    request_.position = static_cast<size_t>(position);
    request_.end_position = static_cast<size_t>(end_position);
    request_.poll = {keep_going, this};
    groups_ = pattern_->regex->groups() + 1;
    if (groups_ > kInlineSpans) {
        more_spans_ = std::make_unique<regex::MatchSpan[]>(groups_);
        spans_ = more_spans_.get();
    }
    return {};
}

bool ReRun::keep_going(void* self) {
    auto* run = static_cast<ReRun*>(self);
    Thread& thread = run->thread_;
    if (!run->detached_) return !thread.poll().failed();
    attach(thread);
    bool go_on = !thread.poll().failed();
    detach(thread);
    return go_on;
}

Result<bool> ReRun::next_py() {
    if (request_.position > request_.end_position) return false;
    std::string problem;
    regex::MatchStatus status;
    std::span<regex::MatchSpan> spans{spans_, groups_};
    if (pattern_->regex->may_run_long(request_.subject)) {
        Detached detached(thread_);
        detached_ = true;
        status = pattern_->regex->match(request_, spans, problem);
        detached_ = false;
    } else {
        status = pattern_->regex->match(request_, spans, problem);
    }
    switch (status) {
    case regex::MatchStatus::kMatched: break;
    case regex::MatchStatus::kNoMatch: return false;
    case regex::MatchStatus::kInterrupted: return kFailure;
    case regex::MatchStatus::kError: return raise(thread_, Exc::RuntimeError, "re: {}", problem);
    }
    // Where the search after this one begins.
    request_.position = static_cast<size_t>(spans_[0].end);
    request_.empty = spans_[0].start == spans_[0].end ? regex::EmptyAtStart::kRefused : regex::EmptyAtStart::kAllowed;
    return true;
}

Result<Value> ReRun::group(size_t index, Value otherwise) const {
    const regex::MatchSpan& span = spans_[index];
    if (span.start < 0) return otherwise;
    return text_.slice(static_cast<size_t>(span.start), static_cast<size_t>(span.end));
}

Result<Value> ReRun::make_match() const {
    size_t extra = groups_ * sizeof(regex::MatchSpan);
    auto* match =
        static_cast<ReMatch*>(TRY(allocate_instance_sized(thread_, native_type(thread_, ReMatch::spec), extra)));
    match->string.init(text_.string());
    match->pattern.init(pattern_);
    match->position = given_position_;
    match->end_position = static_cast<int64_t>(request_.end_position);
    match->groups = groups_;
    match->last_index = pattern_->regex->last_index(spans());
    std::memcpy(static_cast<void*>(match->spans), spans_, extra);
    return Value(match);
}

Result<Value> match_group(Thread& thread, ReMatch* match, size_t index, Value otherwise) {
    regex::MatchSpan span = match->spans[index];
    if (span.start < 0) return otherwise;
    ReText text(thread);
    TRY(text.open_any_py(match->string.get()));
    size_t start = std::min(static_cast<size_t>(span.start), text.length());
    return text.slice(start, std::min(static_cast<size_t>(span.end), text.length()));
}

Result<void> check_regex_stack(Thread& thread) {
    constexpr ptrdiff_t kWanted = 1 << 20;
    if (static_cast<char*>(__builtin_frame_address(0)) - thread.stack_limit < kWanted) [[unlikely]]
        return thread.stack_overflow();
    return {};
}

}  // namespace krait::core
