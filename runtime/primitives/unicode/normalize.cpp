#include "runtime/primitives/unicode/normalize.h"

#include <algorithm>

#include "runtime/primitives/unicode/tables.h"
#include "runtime/primitives/unicode/unicode_3_2.h"

namespace krait::unicode {

namespace {

// Hangul syllables are made of jamo by arithmetic (Unicode Standard, section 3.12).
constexpr uint32_t kSyllables = 0xac00, kLeading = 0x1100, kVowels = 0x1161, kTrailing = 0x11a7;
constexpr uint32_t kLeadingCount = 19, kVowelCount = 21, kTrailingCount = 28, kSyllableCount = 11172;

// At each character: is the work to stop?
class Pace {
public:
    explicit Pace(Poll poll) : poll_(poll) {}
    bool stopped() { return (++count_ & 0xffff) == 0 && poll_.stopped(); }

private:
    Poll poll_;
    size_t count_ = 0;
};

bool is_compatibility(NormalForm form) { return form == NormalForm::kNfkc || form == NormalForm::kNfkd; }
bool composes(NormalForm form) { return form == NormalForm::kNfc || form == NormalForm::kNfkc; }

void decompose(uint32_t code, bool compatibility, Database database, std::u32string& out) {
    if (code - kSyllables < kSyllableCount) {
        uint32_t index = code - kSyllables;
        out += static_cast<char32_t>(kLeading + index / (kVowelCount * kTrailingCount));
        out += static_cast<char32_t>(kVowels + index / kTrailingCount % kVowelCount);
        if (index % kTrailingCount) out += static_cast<char32_t>(kTrailing + index % kTrailingCount);
        return;
    }
    if (tables::record(code).flags & tables::kDecomposes &&
        (database == Database::kCurrent || v3_2::is_assigned(code))) {
        if (database == Database::k3_2) {
            if (uint32_t former = v3_2::former_decomposition(code))
                return decompose(former, compatibility, database, out);
        }
        auto end = tables::kDecompositions + tables::kDecompositionCount;
        auto mapping =
            std::lower_bound(tables::kDecompositions, end, code, [](auto& item, uint32_t c) { return item.code < c; });
        if (compatibility || mapping->tag == 0) {
            for (unsigned i = 0; i < mapping->length; ++i)
                decompose(tables::kDecomposed[mapping->start + i], compatibility, database, out);
            return;
        }
    }
    out += static_cast<char32_t>(code);
}

// One run of combining characters, stably by class. Insertion for the usual short run, counting for a hostile long one.
void sort_run(char32_t* run, size_t length) {
    auto class_of = [](char32_t c) { return tables::record(c).combining; };
    if (length > 32) {
        size_t places[257] = {};
        for (size_t i = 0; i < length; ++i) ++places[class_of(run[i]) + 1];
        for (size_t i = 1; i < 257; ++i) places[i] += places[i - 1];
        std::u32string sorted(length, 0);
        for (size_t i = 0; i < length; ++i) sorted[places[class_of(run[i])]++] = run[i];
        std::copy(sorted.begin(), sorted.end(), run);
        return;
    }
    for (size_t i = 1; i < length; ++i) {
        char32_t c = run[i];
        size_t place = i;
        for (; place > 0 && class_of(run[place - 1]) > class_of(c); --place) run[place] = run[place - 1];
        run[place] = c;
    }
}

// False: stopped.
bool reorder(std::u32string& text, Pace& pace) {
    for (size_t i = 0; i < text.size(); ++i) {
        if (pace.stopped()) return false;
        size_t start = i;
        while (i < text.size() && tables::record(text[i]).combining != 0) {
            if (pace.stopped()) return false;
            ++i;
        }
        if (i - start > 1) sort_run(text.data() + start, i - start);
    }
    return true;
}

uint32_t composed(uint32_t first, uint32_t second) {
    if (first - kLeading < kLeadingCount && second - kVowels < kVowelCount)
        return kSyllables + ((first - kLeading) * kVowelCount + (second - kVowels)) * kTrailingCount;
    if (first - kSyllables < kSyllableCount && (first - kSyllables) % kTrailingCount == 0 &&
        second - kTrailing - 1 < kTrailingCount - 1)
        return first + (second - kTrailing);
    auto end = tables::kCompositions + tables::kCompositionCount;
    auto place =
        std::lower_bound(tables::kCompositions, end, std::make_pair(first, second),
                         [](auto& item, auto& pair) { return std::make_pair(item.first, item.second) < pair; });
    return place != end && place->first == first && place->second == second ? place->composed : 0;
}

// False: stopped.
bool compose(std::u32string& text, Database database, Pace& pace) {
    size_t written = 0, starter = 0;
    bool have_starter = false;
    int last_class = 0;  // of what stands between the starter and here
    for (size_t i = 0; i < text.size(); ++i) {
        if (pace.stopped()) return false;
        int combining = tables::record(text[i]).combining;
        bool blocked = written > starter + 1 && (last_class == 0 || last_class >= combining);
        if (have_starter && !blocked) {
            uint32_t both = composed(text[starter], text[i]);
            if (both && (database == Database::kCurrent || v3_2::is_assigned(both))) {
                text[starter] = static_cast<char32_t>(both);
                continue;
            }
        }
        if (combining == 0) {
            starter = written;
            have_starter = true;
        }
        last_class = combining;
        text[written++] = text[i];
    }
    text.resize(written);
    return true;
}

}  // namespace

QuickCheck quick_check(TextView text, NormalForm form, Poll poll) {
    Pace pace(poll);
    uint32_t no = 0, maybe = 0;
    switch (form) {
    case NormalForm::kNfc: no = tables::kNfcNo, maybe = tables::kNfcMaybe; break;
    case NormalForm::kNfkc: no = tables::kNfkcNo, maybe = tables::kNfkcMaybe; break;
    case NormalForm::kNfd: no = tables::kNfdNo; break;
    case NormalForm::kNfkd: no = tables::kNfkdNo; break;
    }
    QuickCheck result = QuickCheck::kYes;
    int last_class = 0;
    for (size_t i = 0; i < text.length; ++i) {
        if (pace.stopped()) return QuickCheck::kMaybe;
        uint32_t code = text[i];
        if (code < 0xa0) {
            last_class = 0;
            continue;
        }
        auto& record = tables::record(code);
        if (record.combining != 0 && last_class > record.combining) return QuickCheck::kNo;
        if (record.flags & no) return QuickCheck::kNo;
        if (record.flags & maybe) result = QuickCheck::kMaybe;
        last_class = record.combining;
    }
    return result;
}

std::optional<std::u32string> normalize(TextView text, NormalForm form, Database database, Poll poll) {
    std::u32string result;
    result.reserve(text.length);
    Pace pace(poll);
    if (quick_check(text, form, poll) == QuickCheck::kYes) {
        for (size_t i = 0; i < text.length; ++i) {
            if (pace.stopped()) return std::nullopt;
            result += static_cast<char32_t>(text[i]);
        }
        return result;
    }
    for (size_t i = 0; i < text.length; ++i) {
        if (pace.stopped()) return std::nullopt;
        decompose(text[i], is_compatibility(form), database, result);
    }
    if (!reorder(result, pace)) return std::nullopt;
    if (composes(form) && !compose(result, database, pace)) return std::nullopt;
    return result;
}

std::string normalize_identifier(std::string_view utf8) {
    std::u32string text;
    bool ascii = true;
    for (size_t i = 0; i < utf8.size();) {
        auto lead = static_cast<unsigned char>(utf8[i]);
        size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        uint32_t code = length == 1 ? lead : lead & (0x7fu >> length);
        for (size_t k = 1; k < length && i + k < utf8.size(); ++k)
            code = code << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3f);
        ascii &= length == 1;
        text += static_cast<char32_t>(code);
        i += length;
    }
    if (ascii) return std::string(utf8);
    std::string out;
    const std::u32string normal = *normalize(TextView(std::u32string_view(text)), NormalForm::kNfkc);
    for (char32_t c : normal) {
        if (c < 0x80) out += static_cast<char>(c);
        else if (c < 0x800) out += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
        else if (c < 0x10000)
            out += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
                    static_cast<char>(0x80 | (c & 0x3f))};
        else
            out += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
                    static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
    }
    return out;
}

}  // namespace krait::unicode
