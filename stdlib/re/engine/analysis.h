// What the choice of an engine needs to know of a pattern, found in one walk over its tree.
//
// RE2 gives Python's result but for these, which go to PCRE2:
//  1. what it has no word for: back-references, look-around, conditionals, atomic and possessive parts, repeats over
//     1000, and \b that must know letters beyond ASCII;
//  2. groups captured inside a repeated part that can match nothing: RE2 does not report the last, empty, turn;
//  3. a search that must not match the empty string where it starts (after an empty match) when the pattern prefers
//     an empty match to a longer one: RE2 cannot be asked for the next best;
//  4. $ anywhere but at the very end, when the text ends with a newline.
#pragma once

#include <vector>

#include "stdlib/re/engine/syntax.h"

namespace krait::regex {

struct GroupPlace {
    uint32_t last_inside = 0;  // the groups numbered from this one to `last_inside` are within it
    uint32_t loop = 0;         // the outermost repeat around it; 0: none
};

struct Facts {
    bool beyond_re2 = false;  // rule 1, without \b
    bool atomic = false;      // (?>...) or a possessive repeat
    bool unicode_boundary = false;
    bool ascii_boundary = false;
    bool captures_in_nullable_loop = false;
    bool prefers_empty = false;           // rule 3
    bool ends_with_dollar = false;        // the last item of the pattern is $
    bool inner_dollar = false;            // there is a $ elsewhere
    bool unicode_case_reference = false;  // a back-reference that ignores the case of all letters
    bool case_matters = false;            // some part tells upper from lower case
    Width width;
    bool is_literal = false;         // nothing but exact characters
    std::vector<GroupPlace> groups;  // by number; [0] is unused
};

Facts analyze(const Pattern& pattern);

}  // namespace krait::regex
