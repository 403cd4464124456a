#include "runtime/primitives/unicode/unicode_3_2.h"

#include <algorithm>
#include <cstdio>

#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/names.h"

namespace krait::unicode::v3_2 {

namespace {

const tables::FormerProperties* former_properties(uint32_t code) {
    auto end = tables::kPropertiesIn3_2 + tables::kPropertiesIn3_2Count;
    auto place =
        std::lower_bound(tables::kPropertiesIn3_2, end, code, [](auto& item, uint32_t c) { return item.code < c; });
    return place != end && place->code == code ? place : nullptr;
}

}  // namespace

bool is_assigned(uint32_t code) {
    auto end = tables::kAssignedIn3_2 + tables::kAssignedIn3_2Count;
    auto place =
        std::lower_bound(tables::kAssignedIn3_2, end, code, [](auto& item, uint32_t c) { return item.last < c; });
    return place != end && place->first <= code;
}

const char* category(uint32_t code) {
    if (!is_assigned(code)) return "Cn";
    auto former = former_properties(code);
    return former ? tables::kCategories[former->category] : unicode::category(code);
}
const char* bidirectional(uint32_t code) {
    if (!is_assigned(code)) return "";
    auto former = former_properties(code);
    return former ? tables::kBidirectionals[former->bidirectional] : unicode::bidirectional(code);
}
const char* east_asian_width(uint32_t code) {
    if (!is_assigned(code)) return "N";
    auto former = former_properties(code);
    return former ? tables::kEastAsianWidths[former->east_asian_width] : unicode::east_asian_width(code);
}
bool is_mirrored(uint32_t code) {
    if (!is_assigned(code)) return false;
    auto former = former_properties(code);
    return former ? former->mirrored : unicode::is_mirrored(code);
}
int combining_class(uint32_t code) { return is_assigned(code) ? unicode::combining_class(code) : 0; }
int decimal_value(uint32_t code) {
    if (!is_assigned(code)) return -1;
    auto former = former_properties(code);
    return former ? former->decimal : unicode::decimal_value(code);
}
int digit_value(uint32_t code) { return is_assigned(code) ? unicode::digit_value(code) : -1; }
bool numeric_value(uint32_t code, double* value) { return is_assigned(code) && unicode::numeric_value(code, value); }

uint32_t former_decomposition(uint32_t code) {
    for (size_t i = 0; i < tables::kDecompositionsIn3_2Count; ++i)
        if (tables::kDecompositionsIn3_2[i].code == code) return tables::kDecompositionsIn3_2[i].decomposed;
    return 0;
}
std::string decomposition(uint32_t code) {
    if (!is_assigned(code)) return {};
    if (uint32_t former = former_decomposition(code)) {
        char buffer[16];
        std::snprintf(buffer, sizeof buffer, "%04X", former);
        return buffer;
    }
    return unicode::decomposition(code);
}
std::string name_of(uint32_t code) { return is_assigned(code) ? unicode::name_of(code) : std::string(); }

}  // namespace krait::unicode::v3_2
