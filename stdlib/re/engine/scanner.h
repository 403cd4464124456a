// The matches in a text one after another, as finditer(), findall(), sub() and split() see them: each search starts
// where the last match ended, and after an empty match wants one that is not empty there, or is further on.
#pragma once

#include "stdlib/re/engine/regex.h"

namespace krait::regex {

class Scanner {
public:
    Scanner(const Regex& regex, RegexText subject, size_t position = 0, size_t end_position = SIZE_MAX,
            MatchKind kind = MatchKind::kSearch)
        : regex_(regex),
          request_{.kind = kind, .subject = subject, .position = position, .end_position = end_position} {}

    MatchRequest& request() { return request_; }

    // kNoMatch: no more. spans[0] is set for kMatched.
    MatchStatus next(std::span<MatchSpan> spans, std::string& problem) {
        if (done_) return MatchStatus::kNoMatch;
        MatchStatus status = regex_.match(request_, spans, problem);
        if (status != MatchStatus::kMatched) {
            if (status == MatchStatus::kNoMatch) done_ = true;
            return status;
        }
        request_.position = static_cast<size_t>(spans[0].end);
        request_.empty = spans[0].start == spans[0].end ? EmptyAtStart::kRefused : EmptyAtStart::kAllowed;
        return status;
    }

private:
    const Regex& regex_;
    MatchRequest request_;
    bool done_ = false;
};

}  // namespace krait::regex
