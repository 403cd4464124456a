// The tables that generator/ writes at build time from Debian's unicode-data. Constants only: nothing runs at start-up.
#pragma once

#include <cstddef>
#include <cstdint>

namespace krait::tables {

enum Flag : uint32_t {
    kAlpha = 1 << 0,
    kDecimal = 1 << 1,
    kDigit = 1 << 2,
    kNumeric = 1 << 3,
    kSpace = 1 << 4,
    kPrintable = 1 << 5,
    kLower = 1 << 6,
    kUpper = 1 << 7,
    kTitle = 1 << 8,
    kCased = 1 << 9,
    kCaseIgnorable = 1 << 10,
    kXidStart = 1 << 11,
    kXidContinue = 1 << 12,
    kMirrored = 1 << 13,
    kSpecialCase = 1 << 14,  // a full case mapping that is not one code point
    kDecomposes = 1 << 15,   // has a decomposition mapping in the data file
    kNfdNo = 1 << 16,
    kNfkdNo = 1 << 17,
    kNfcNo = 1 << 18,
    kNfcMaybe = 1 << 19,
    kNfkcNo = 1 << 20,
    kNfkcMaybe = 1 << 21,
};

// Everything about a code point that many share. Case mappings are differences.
struct Record {
    uint32_t flags;
    int32_t upper, lower, title, fold;
    uint8_t category, bidirectional, combining, east_asian_width;
    int8_t decimal, digit;
};

// Full mappings of code points with kSpecialCase, zero-terminated within three.
struct SpecialCase {
    uint32_t code;
    uint32_t upper[3], lower[3], title[3], fold[3];
};

struct Decomposition {
    uint32_t code;
    uint16_t start;  // in kDecomposed
    uint8_t length;
    uint8_t tag;  // in kDecompositionTags; 0: canonical
};

struct Composition {
    uint32_t first, second, composed;
};

struct NumericValue {
    uint32_t code;
    double value;
};

struct NameRun {
    uint32_t first, count, name;  // code points first .. first + count - 1 have names `name`, `name` + 1, ...
};

struct NameRange {
    uint32_t first, last;
    const char* prefix;  // the name is this and the code point in hexadecimal
};

struct NameAlias {
    const char* name;
    uint32_t codes[4];  // zero-terminated
    uint8_t count;
};

// Of Unicode 3.2, which stringprep and idna are defined over: ranges of what was assigned, all properties of what has
// changed since, and canonical decompositions that were corrected later.
struct CodeRange {
    uint32_t first, last;
};

struct FormerProperties {
    uint32_t code;
    uint8_t category, bidirectional, east_asian_width;
    bool mirrored;
    int8_t decimal;
};

struct FormerDecomposition {
    uint32_t code, decomposed;
};

inline constexpr unsigned kPageBits = 7;
inline constexpr unsigned kNamesPerOffset = 8;

extern const uint16_t kPages[0x110000 >> kPageBits];
extern const uint16_t kRecordIndexes[];
extern const Record kRecords[];
extern const char* const kCategories[];
extern const char* const kBidirectionals[];
extern const char* const kEastAsianWidths[];
extern const char* const kDecompositionTags[];
extern const SpecialCase kSpecialCases[];
extern const size_t kSpecialCaseCount;
extern const Decomposition kDecompositions[];
extern const size_t kDecompositionCount;
extern const uint32_t kDecomposed[];
extern const Composition kCompositions[];
extern const size_t kCompositionCount;
extern const NumericValue kNumericValues[];
extern const size_t kNumericValueCount;

// Names are words: bytes below kShortWords are one word, else with the next byte a further one; 0 ends a name.
extern const NameRun kNameRuns[];
extern const size_t kNameRunCount;
extern const uint32_t kNameOffsets[];  // of every kNamesPerOffset-th name, in kNameBytes
extern const uint8_t kNameBytes[];
extern const uint32_t kWordOffsets[];  // one more than there are words
extern const char kWordText[];
extern const uint16_t kNamesByHash[];
extern const size_t kNameCount;
inline constexpr unsigned kShortWords = 190;
extern const NameRange kNameRanges[];
extern const size_t kNameRangeCount;
extern const NameAlias kNameAliases[];  // sorted by name
extern const size_t kNameAliasCount;

extern const CodeRange kAssignedIn3_2[];
extern const size_t kAssignedIn3_2Count;
extern const FormerProperties kPropertiesIn3_2[];
extern const size_t kPropertiesIn3_2Count;
extern const FormerDecomposition kDecompositionsIn3_2[];
extern const size_t kDecompositionsIn3_2Count;

inline constexpr uint32_t name_hash_step(uint32_t hash, unsigned char c) { return (hash ^ c) * 16777619u; }
inline constexpr uint32_t kNameHashSeed = 2166136261u;

inline const Record& record(uint32_t code) {
    if (code >= 0x110000) code = 0x10ffff;  // unassigned
    return kRecords[kRecordIndexes[(size_t{kPages[code >> kPageBits]} << kPageBits) +
                                   (code & ((1u << kPageBits) - 1))]];
}

}  // namespace krait::tables
