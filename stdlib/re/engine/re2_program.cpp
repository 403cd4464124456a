#include "stdlib/re/engine/re2_program.h"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "stdlib/re/engine/text.h"

namespace krait::regex {

namespace {

constexpr int64_t kMaxMemory = 64 << 20;
constexpr size_t kInlineGroups = 16;

re2::RE2::Anchor anchor_of(MatchKind kind) {
    switch (kind) {
    case MatchKind::kMatch: return re2::RE2::ANCHOR_START;
    case MatchKind::kFullMatch: return re2::RE2::ANCHOR_BOTH;
    default: return re2::RE2::UNANCHORED;
    }
}

}  // namespace

Re2Program::Re2Program(std::unique_ptr<re2::RE2> program, Encoding encoding)
    : program_(std::move(program)), encoding_(encoding) {}
Re2Program::~Re2Program() = default;

std::unique_ptr<Re2Program> Re2Program::compile(const std::string& pattern, Encoding encoding) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kMaxMemory);
    options.set_encoding(encoding == Encoding::kUtf8 ? re2::RE2::Options::EncodingUTF8
                                                     : re2::RE2::Options::EncodingLatin1);
    auto program = std::make_unique<re2::RE2>(pattern, options);
    if (!program->ok()) return nullptr;
    return std::unique_ptr<Re2Program>(new Re2Program(std::move(program), encoding));
}

RunStatus Re2Program::run(MatchKind kind, Tail tail, const RunRequest& request) const {
    const RegexText& subject = request.subject;
    std::string utf8;
    std::vector<uint32_t> offsets;  // of the code points in utf8
    re2::StringPiece text(static_cast<const char*>(subject.data), subject.length);
    if (!subject.data) text = re2::StringPiece("", 0);
    size_t start = request.start;
    if (encoding_ == Encoding::kUtf8) {
        if (subject.length > UINT32_MAX / 4) return RunStatus::kLimit;
        offsets.reserve(subject.length + 1);
        for (size_t i = 0; i < subject.length; ++i) {
            uint32_t c = subject.at(i);
            if (c >= 0xD800 && c < 0xE000) return RunStatus::kLimit;  // not to be expressed
            offsets.push_back(static_cast<uint32_t>(utf8.size()));
            append_utf8(utf8, c);
        }
        offsets.push_back(static_cast<uint32_t>(utf8.size()));
        text = re2::StringPiece(utf8.data(), utf8.size());
        start = offsets[start];
    }

    size_t count = request.spans.size() + (tail == Tail::kTrimmed ? 1 : 0);
    re2::StringPiece few[kInlineGroups];
    std::vector<re2::StringPiece> many;
    re2::StringPiece* groups = few;
    if (count > kInlineGroups) {
        many.resize(count);
        groups = many.data();
    }
    if (!program_->Match(text, start, text.size(), anchor_of(kind), groups, static_cast<int>(count))) {
        return RunStatus::kNoMatch;
    }
    auto position = [&](const char* at) {
        auto offset = static_cast<size_t>(at - text.data());
        if (encoding_ == Encoding::kUtf8) {
            offset = static_cast<size_t>(std::lower_bound(offsets.begin(), offsets.end(), offset) - offsets.begin());
        }
        return static_cast<int64_t>(offset);
    };
    for (size_t i = 0; i < request.spans.size(); ++i) {
        const re2::StringPiece& group = groups[i];
        request.spans[i] =
            group.data() ? MatchSpan{position(group.data()), position(group.data() + group.size())} : MatchSpan{};
    }
    if (tail == Tail::kTrimmed) request.spans[0].end -= static_cast<int64_t>(groups[count - 1].size());
    return RunStatus::kMatched;
}

}  // namespace krait::regex
