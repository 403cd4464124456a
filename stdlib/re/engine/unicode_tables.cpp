#include "stdlib/re/engine/unicode_tables.h"

#include "runtime/primitives/unicode/character.h"
#include "runtime/primitives/unicode/names.h"

namespace krait::regex {

const UnicodeSets& unicode_sets() {
    static const UnicodeSets sets(UnicodeProperties{
        .is_alpha = unicode::is_alpha,
        .is_alnum = unicode::is_alnum,
        .is_decimal = unicode::is_decimal,
        .is_space = unicode::is_space,
        .is_printable = unicode::is_printable,
        .is_identifier_start = unicode::is_identifier_start,
        .is_identifier_continue = unicode::is_identifier_continue,
        .to_lower = unicode::simple_lower,
        .to_upper = unicode::simple_upper,
    });
    return sets;
}

bool lookup_character_name(void*, std::string_view name, uint32_t* code_point) {
    uint32_t found[4];
    if (unicode::lookup_name(name, unicode::NameKind::kCharacters, found) != 1) return false;
    *code_point = found[0];
    return true;
}

}  // namespace krait::regex
