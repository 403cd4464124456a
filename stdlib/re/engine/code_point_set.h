// A set of code points as sorted, disjoint, non-adjacent ranges.
#pragma once

#include <cstdint>
#include <vector>

namespace krait::regex {

inline constexpr uint32_t kMaxCodePoint = 0x10FFFF;

struct CodePointRange {
    uint32_t first;
    uint32_t last;  // inclusive
    friend bool operator==(const CodePointRange&, const CodePointRange&) = default;
};

class CodePointSet {
public:
    CodePointSet() = default;

    void add(uint32_t code_point) { add(code_point, code_point); }
    void add(uint32_t first, uint32_t last) { ranges_.push_back({first, last}); }
    void add(const CodePointSet& other) { ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end()); }
    // After the last add(), and before anything below.
    void normalize();

    bool contains(uint32_t code_point) const;
    bool empty() const { return ranges_.empty(); }
    bool is_single() const { return ranges_.size() == 1 && ranges_[0].first == ranges_[0].last; }
    const std::vector<CodePointRange>& ranges() const { return ranges_; }
    CodePointSet complement(uint32_t maximum) const;
    CodePointSet intersection(const CodePointSet& other) const;
    CodePointSet up_to(uint32_t maximum) const;

private:
    std::vector<CodePointRange> ranges_;
};

}  // namespace krait::regex
