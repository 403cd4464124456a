#include "stdlib/re/engine/code_point_set.h"

#include <algorithm>

namespace krait::regex {

void CodePointSet::normalize() {
    std::sort(ranges_.begin(), ranges_.end(), [](auto& a, auto& b) { return a.first < b.first; });
    size_t kept = 0;
    for (auto range : ranges_) {
        if (kept && range.first <= ranges_[kept - 1].last + 1) {
            ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, range.last);
        } else {
            ranges_[kept++] = range;
        }
    }
    ranges_.resize(kept);
}

bool CodePointSet::contains(uint32_t code_point) const {
    auto after = std::upper_bound(ranges_.begin(), ranges_.end(), code_point,
                                  [](uint32_t value, const CodePointRange& range) { return value < range.first; });
    return after != ranges_.begin() && code_point <= std::prev(after)->last;
}

CodePointSet CodePointSet::complement(uint32_t maximum) const {
    CodePointSet result;
    uint32_t next = 0;
    for (auto range : ranges_) {
        if (range.first > maximum) break;
        if (range.first > next) result.add(next, range.first - 1);
        next = range.last + 1;
    }
    if (next <= maximum) result.add(next, maximum);
    return result;
}

CodePointSet CodePointSet::intersection(const CodePointSet& other) const {
    CodePointSet result;
    size_t i = 0, j = 0;
    while (i < ranges_.size() && j < other.ranges_.size()) {
        auto a = ranges_[i], b = other.ranges_[j];
        uint32_t first = std::max(a.first, b.first), last = std::min(a.last, b.last);
        if (first <= last) result.add(first, last);
        if (a.last < b.last) ++i;
        else ++j;
    }
    return result;
}

CodePointSet CodePointSet::up_to(uint32_t maximum) const {
    CodePointSet result;
    for (auto range : ranges_) {
        if (range.first > maximum) break;
        result.add(range.first, std::min(range.last, maximum));
    }
    return result;
}

}  // namespace krait::regex
