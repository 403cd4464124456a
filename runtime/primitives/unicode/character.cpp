#include "runtime/primitives/unicode/character.h"

#include <algorithm>
#include <cstdio>

namespace krait::unicode {

namespace {

template <typename Item>
const Item* find_code(const Item* items, size_t count, uint32_t code) {
    const Item* place =
        std::lower_bound(items, items + count, code, [](const Item& item, uint32_t c) { return item.code < c; });
    return place != items + count && place->code == code ? place : nullptr;
}

size_t full_mapping(uint32_t code, int32_t delta, uint32_t flags, const uint32_t (tables::SpecialCase::*which)[3],
                    uint32_t out[3]) {
    if (flags & tables::kSpecialCase) {
        if (auto special = find_code(tables::kSpecialCases, tables::kSpecialCaseCount, code)) {
            const uint32_t* list = special->*which;
            size_t count = 0;
            while (count < 3 && list[count]) out[count] = list[count], ++count;
            return count;
        }
    }
    out[0] = code + static_cast<uint32_t>(delta);
    return 1;
}

}  // namespace

bool is_identifier(TextView text) {
    if (text.length == 0 || !is_identifier_start(text[0])) return false;
    for (size_t i = 1; i < text.length; ++i)
        if (!is_identifier_continue(text[i])) return false;
    return true;
}

bool numeric_value(uint32_t code, double* value) {
    if (!is_numeric(code)) return false;
    *value = find_code(tables::kNumericValues, tables::kNumericValueCount, code)->value;
    return true;
}

std::string decomposition(uint32_t code) {
    if (!has(code, tables::kDecomposes)) return {};
    auto mapping = find_code(tables::kDecompositions, tables::kDecompositionCount, code);
    std::string text = tables::kDecompositionTags[mapping->tag];
    for (unsigned i = 0; i < mapping->length; ++i) {
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "%s%04X", text.empty() ? "" : " ",
                      tables::kDecomposed[mapping->start + i]);
        text += buffer;
    }
    return text;
}

size_t full_upper(uint32_t code, uint32_t out[3]) {
    auto& record = tables::record(code);
    return full_mapping(code, record.upper, record.flags, &tables::SpecialCase::upper, out);
}
size_t full_lower(uint32_t code, uint32_t out[3]) {
    auto& record = tables::record(code);
    return full_mapping(code, record.lower, record.flags, &tables::SpecialCase::lower, out);
}
size_t full_title(uint32_t code, uint32_t out[3]) {
    auto& record = tables::record(code);
    return full_mapping(code, record.title, record.flags, &tables::SpecialCase::title, out);
}
size_t full_fold(uint32_t code, uint32_t out[3]) {
    auto& record = tables::record(code);
    return full_mapping(code, record.fold, record.flags, &tables::SpecialCase::fold, out);
}

bool is_final_sigma(TextView text, size_t position) {
    size_t before = position;
    while (before > 0 && is_case_ignorable(text[before - 1])) --before;
    if (before == 0 || !is_cased(text[before - 1])) return false;
    size_t after = position + 1;
    while (after < text.length && is_case_ignorable(text[after])) ++after;
    return after == text.length || !is_cased(text[after]);
}

}  // namespace krait::unicode
