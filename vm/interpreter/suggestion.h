// "Did you mean": the candidate nearest to a misspelt name.
//
// The distance is an edit distance in which a wrong letter costs twice what a wrong case does, over UTF-8 bytes; a candidate
// counts only if less than about a third of the letters differ. So 'alph' finds 'alpha', and 'x' finds nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace krait::core {

// Empty: none is near enough. Of equally near ones the first.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& candidates);

}  // namespace krait::core
