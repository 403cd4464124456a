#include "stdlib/re/engine/translate.h"

#include <algorithm>
#include <cstdio>

namespace krait::regex {

namespace {

constexpr uint32_t kMaxPcre2Repeat = 65535;
constexpr const char* kAsciiWordText = "[0-9A-Z_a-z]";

class Translator {
public:
    Translator(const Pattern& pattern, const UnicodeSets& sets, const TranslateOptions& options, Translation& out)
        : pattern_(pattern), sets_(sets), options_(options), out_(out.text), problem_(out.problem),
          longest_text_(out.longest_text) {}

    Result<void> run() {
        if (options_.callouts) out_ += "(?C1)";
        // The JIT of PCRE2 10.42 remembers where a repeat at the start of the pattern failed, wrongly so in an atomic
        // part: (?>b+?.)a does not match bbba. An assertion before it keeps it from that.
        if (options_.atomic_parts) out_ += "(?=)";
        return write(*pattern_.root, Place::kTail);
    }

private:
    enum class Place { kTail, kInside };
    bool is_re2() const { return options_.dialect == Dialect::kRe2; }

    Result<void> write(const Node& node, Place place) {
        switch (node.type) {
        case NodeType::kLiteral:
            if (node.case_mode == CaseMode::kExact) {
                if (node.code_point > options_.maximum) write_never();
                else write_code_point(node.code_point);
            } else {
                write_set(fold_single(node), "");
            }
            return ok();
        case NodeType::kSet: write_set_node(node); return ok();
        case NodeType::kAny: out_ += '.'; return ok();
        case NodeType::kAnyOrNewline: out_ += "(?s:.)"; return ok();
        case NodeType::kAssertion: write_assertion(node, place); return ok();
        case NodeType::kSequence:
            for (size_t i = 0; i < node.children.size(); ++i) {
                TRY(write(*node.children[i], i + 1 == node.children.size() ? place : Place::kInside));
            }
            return ok();
        case NodeType::kBranch:
            out_ += "(?:";
            TRY(write_branches(node));
            out_ += ')';
            return ok();
        case NodeType::kGroup:
            out_ += node.group ? "(" : "(?:";
            TRY(write_body(*node.children[0]));
            out_ += ')';
            return ok();
        case NodeType::kAtomic:
            out_ += "(?>";
            TRY(write_body(*node.children[0]));
            out_ += ')';
            return ok();
        case NodeType::kRepeat: return write_repeat(node);
        case NodeType::kBackReference: {
            bool exact = node.case_mode == CaseMode::kExact || options_.text_case == TextCase::kLowered;
            out_ += exact ? "\\g{" : "(?i:\\g{";
            out_ += std::to_string(node.group);
            out_ += exact ? "}" : "})";
            return ok();
        }
        case NodeType::kConditional:
            out_ += "(?(" + std::to_string(node.group) + ")";
            TRY(write(*node.children[0], Place::kInside));
            if (node.children[1]) {
                out_ += '|';
                TRY(write(*node.children[1], Place::kInside));
            }
            out_ += ')';
            return ok();
        case NodeType::kLook:
            out_ += node.direction == LookDirection::kAhead ? "(?" : "(?<";
            out_ += node.negated ? '!' : '=';
            TRY(write_body(*node.children[0]));
            out_ += ')';
            return ok();
        case NodeType::kFail: out_ += "(?!)"; return ok();
        }
        return ok();
    }

    // The inside of a parenthesis, where branches need none of their own.
    Result<void> write_body(const Node& node) {
        return node.type == NodeType::kBranch ? write_branches(node) : write(node, Place::kInside);
    }

    Result<void> write_branches(const Node& node) {
        for (size_t i = 0; i < node.children.size(); ++i) {
            if (i) out_ += '|';
            TRY(write(*node.children[i], Place::kInside));
        }
        return ok();
    }

    static bool is_single(const Node& node) {
        return node.type == NodeType::kLiteral || node.type == NodeType::kSet || node.type == NodeType::kAny ||
               node.type == NodeType::kAnyOrNewline;
    }

    static bool captures(const Node& node) {
        if (node.type == NodeType::kGroup && node.group) return true;
        for (const Node* child : node.children) {
            if (child && captures(*child)) return true;
        }
        return false;
    }

    Result<void> write_repeat(const Node& node) {
        // PCRE2 bounds the depth of (?: parentheses: one for each level, not two.
        const Node* inner = node.children[0];
        if (inner->type == NodeType::kGroup && !inner->group) inner = inner->children[0];
        const Node& body = *inner;
        bool bare = is_single(body) || (body.type == NodeType::kGroup && body.group && !options_.callouts &&
                                        node.repeat != RepeatMode::kPossessive);
        std::string text;
        {
            std::string saved = std::move(out_);
            out_.clear();
            // CPython does not go back into a turn of a possessive repeat.
            if (!bare) out_ += node.repeat == RepeatMode::kPossessive ? "(?>" : "(?:";
            if (!bare && options_.callouts) out_ += "(?C1)";
            Result<void> written = write_body_for(body, bare);
            text = std::move(out_);
            out_ = std::move(saved);
            if (written.failed()) return kFailure;
            if (!bare) text += ')';
        }
        const char* suffix = node.repeat == RepeatMode::kLazy ? "?" : node.repeat == RepeatMode::kPossessive ? "+" : "";
        uint32_t minimum = node.minimum, maximum = node.maximum;
        if (maximum != kUnlimited && maximum > kMaxPcre2Repeat && minimum <= kMaxPcre2Repeat && !is_single(body)) {
            // PCRE2 would copy the body. A turn takes a character at least, so short texts do not meet the bound.
            longest_text_ = std::min<uint64_t>(longest_text_, maximum);
            maximum = kUnlimited;
        }
        bool large = minimum > kMaxPcre2Repeat || (maximum != kUnlimited && maximum > kMaxPcre2Repeat);
        if (large && !is_re2()) {
            TRY(write_large_repeat(node, text, suffix));
        } else {
            // x*+ as (?>(?>x)*): PCRE2's JIT leaves what x captured at a starting point that failed.
            bool atomic = node.repeat == RepeatMode::kPossessive && !is_single(body);
            if (atomic) out_ += "(?>";
            out_ += text;
            write_count(minimum, maximum);
            out_ += atomic ? ")" : suffix;
        }
        // Also between two runs of single characters: they can take turns without end.
        if (bare && options_.callouts) out_ += "(?C1)";
        return ok();
    }

    Result<void> write_body_for(const Node& body, bool bare) {
        return bare ? write(body, Place::kInside) : write_body(body);
    }

    void write_count(uint32_t minimum, uint32_t maximum) {
        if (minimum == 0 && maximum == kUnlimited) out_ += '*';
        else if (minimum == 1 && maximum == kUnlimited) out_ += '+';
        else if (minimum == 0 && maximum == 1) out_ += '?';
        else if (maximum == kUnlimited) out_ += "{" + std::to_string(minimum) + ",}";
        else if (minimum == maximum) out_ += "{" + std::to_string(minimum) + "}";
        else out_ += "{" + std::to_string(minimum) + "," + std::to_string(maximum) + "}";
    }

    // x{200000} as (?:x{65535}){3}x{3395}. A possessive one is wrapped as atomic.
    Result<void> write_large_repeat(const Node& node, const std::string& text, const char* suffix) {
        if (captures(*node.children[0])) {
            problem_ = "a group repeated more than 65535 times";
            return kFailure;
        }
        bool possessive = node.repeat == RepeatMode::kPossessive;
        std::string mode = possessive ? "" : suffix;
        out_ += possessive ? "(?>" : "(?:";
        auto exactly = [&](uint32_t count) {
            if (uint32_t whole = count / kMaxPcre2Repeat) {
                out_ += "(?:" + text + "{65535}){" + std::to_string(whole) + "}";
            }
            if (uint32_t rest = count % kMaxPcre2Repeat) out_ += text + "{" + std::to_string(rest) + "}";
        };
        auto up_to = [&](uint32_t count) {
            if (uint32_t whole = count / kMaxPcre2Repeat) {
                out_ += "(?:" + text + "{0,65535}" + mode + "){0," + std::to_string(whole) + "}" + mode;
            }
            if (uint32_t rest = count % kMaxPcre2Repeat) out_ += text + "{0," + std::to_string(rest) + "}" + mode;
        };
        exactly(node.minimum);
        if (node.maximum == kUnlimited) out_ += text + "*" + mode;
        else up_to(node.maximum - node.minimum);
        out_ += ')';
        return ok();
    }

    void write_assertion(const Node& node, Place place) {
        switch (node.assertion) {
        case Assertion::kTextStart: out_ += "\\A"; return;
        case Assertion::kLineStart: out_ += "(?m:^)"; return;
        case Assertion::kTextEnd: out_ += "\\z"; return;
        case Assertion::kLineEnd: out_ += "(?m:$)"; return;
        case Assertion::kLastLineEnd:
            if (options_.dollar == DollarMode::kNative) out_ += is_re2() ? "\\z" : "$";
            else if (options_.dollar == DollarMode::kTrimmed && place == Place::kTail) out_ += "(\\n?)\\z";
            else out_ += "\\z";
            return;
        case Assertion::kWordBoundary:
        case Assertion::kNotWordBoundary: {
            bool negated = node.assertion == Assertion::kNotWordBoundary;
            if (is_re2() || (options_.unicode_mode && native_boundary(sets_, options_.maximum))) {
                out_ += negated ? "\\B" : "\\b";
            } else {
                std::string saved = std::move(out_);
                out_.clear();
                SetItem item{.category = Category::kWord};
                Node word{.type = NodeType::kSet, .items = {&item, 1}};
                write_set_node(word);
                std::string text = std::move(out_);
                out_ = std::move(saved);
                write_boundary(text, negated);
            }
            return;
        }
        case Assertion::kAsciiWordBoundary:
        case Assertion::kNotAsciiWordBoundary: {
            bool negated = node.assertion == Assertion::kNotAsciiWordBoundary;
            if (options_.unicode_mode) write_boundary(kAsciiWordText, negated);
            else out_ += negated ? "\\B" : "\\b";
            return;
        }
        }
    }

    void write_boundary(const std::string& word, bool negated) {
        if (negated) out_ += "(?:(?<=" + word + ")(?=" + word + ")|(?<!" + word + ")(?!" + word + "))";
        else out_ += "(?:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word + "))";
    }

    void write_code_point(uint32_t c) {
        if ((c | 32) - 'a' < 26 || c - '0' < 10 || c == '_' || c == ' ') {
            out_ += static_cast<char>(c);
            return;
        }
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "\\x{%x}", c);
        out_ += buffer;
    }

    // Of width one, for look-behind.
    void write_never() {
        out_ += "[^\\x{0}-";
        write_code_point(options_.maximum);
        out_ += ']';
    }

    CodePointSet fold_single(const Node& node) {
        CodePointSet set;
        set.add(node.code_point);
        return fold(set, node.case_mode).up_to(options_.maximum);
    }

    CodePointSet fold(const CodePointSet& set, CaseMode mode) {
        if (mode == CaseMode::kExact || set.empty()) return set;
        if (mode == CaseMode::kIgnoreAscii) return ignoring_ascii_case(set);
        // ASCII letters are equal to no others up to U+00FF, so the tables can wait.
        if (options_.maximum <= 0xFF && set.ranges().back().last < 0x80) return ignoring_ascii_case(set);
        return sets_.ignoring_case(set);
    }

    const CodePointSet& members(Category category) {
        switch (category) {
        case Category::kWord: return sets_.word();
        case Category::kDigit: return sets_.digit();
        case Category::kSpace: return sets_.space();
        case Category::kAsciiWord: return ascii_word();
        case Category::kAsciiDigit: return ascii_digit();
        default: return ascii_space();
        }
    }

    // PCRE2's name for a category, if it may stay one; adds to `set` what PCRE2 lacks.
    const char* property(const SetItem& item, CodePointSet& set) {
        if (is_re2() || item.negated || options_.maximum <= 0xFF) return nullptr;
        if (item.category != Category::kWord && item.category != Category::kDigit) return nullptr;
        const auto& difference = item.category == Category::kWord ? sets_.word_difference() : sets_.digit_difference();
        if (!difference.only_missing) return nullptr;
        set.add(difference.missing);
        return item.category == Category::kWord ? "\\p{L}\\p{N}_" : "\\p{Nd}";
    }

    void write_set_node(const Node& node) {
        CodePointSet plain, categories;
        std::string properties;
        bool negated = node.negated;
        bool lone = node.items.size() == 1 && node.items[0].category != Category::kNone;
        for (SetItem item : node.items) {
            if (item.category == Category::kNone) {
                plain.add(item.first, item.last);
                continue;
            }
            if (lone && item.negated) {
                item.negated = false;
                negated = !negated;
            }
            if (const char* name = property(item, categories)) {
                properties += name;
            } else if (item.negated) {
                categories.add(members(item.category).complement(kMaxCodePoint));
            } else {
                categories.add(members(item.category));
            }
        }
        plain.normalize();
        CodePointSet set = fold(plain, node.case_mode);
        set.add(categories);
        set.normalize();
        set = set.up_to(options_.maximum);
        if (properties.empty()) {
            write_set(negated ? set.complement(options_.maximum) : set, "");
        } else {
            write_set(set, properties.c_str(), negated);
        }
    }

    void write_set(const CodePointSet& set, const char* properties, bool negated = false) {
        if (!*properties) {
            if (set.empty()) return write_never();
            if (set.is_single()) return write_code_point(set.ranges()[0].first);
        }
        out_ += negated ? "[^" : "[";
        out_ += properties;
        for (auto range : set.ranges()) {
            write_code_point(range.first);
            if (range.last == range.first) continue;
            if (range.last > range.first + 1) out_ += '-';
            write_code_point(range.last);
        }
        out_ += ']';
    }

    const Pattern& pattern_;
    const UnicodeSets& sets_;
    const TranslateOptions& options_;
    std::string& out_;
    std::string& problem_;
    uint64_t& longest_text_;
};

}  // namespace

bool native_boundary(const UnicodeSets& sets, uint32_t maximum) {
    if (maximum <= 0xFF) return true;
    const auto& difference = sets.word_difference();
    return difference.only_missing && difference.missing.up_to(maximum).empty();
}

Result<void> translate(const Pattern& pattern, const UnicodeSets& sets, const TranslateOptions& options,
                       Translation& out) {
    return Translator(pattern, sets, options, out).run();
}

}  // namespace krait::regex
