// Finding text in text, for str and bytes alike.
//
// Linear in the worst case: a quick filter on one character runs under a budget of wasted comparisons, after which the
// two-way algorithm of Crochemore and Perrin takes over. Single bytes go through memchr. Huge texts poll.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "runtime/primitives/poll.h"
#include "runtime/primitives/unicode/text_view.h"

namespace krait {

inline constexpr size_t kNotFound = SIZE_MAX;
inline constexpr size_t kSearchStopped = SIZE_MAX - 1;  // the poll said so

// One needle for many searches in texts of one kind and in one direction: find, count, replace, split. The needle must outlive it.
class Searcher {
public:
    Searcher(TextView needle, uint8_t text_kind);

    Searcher(const Searcher&) = delete;
    Searcher& operator=(const Searcher&) = delete;

    // The first occurrence that starts at or after `from`; backward: the last one that ends at or before `end`.
    size_t next(TextView text, size_t from, Poll poll = {}) const;
    size_t previous(TextView text, size_t end, Poll poll = {}) const;

private:
    template <typename T>
    friend struct SearchCore;
    TextView needle_;  // in the kind of the texts
    std::vector<uint8_t> converted_;
    bool impossible_ = false;  // has a character no such text can hold
    alignas(4) uint8_t short_[64];
    // Two-way's factorisation, in search order: made when it is first needed, period 0 until then.
    mutable size_t critical_ = 0;
    mutable size_t period_ = 0;
    mutable bool periodic_ = false;
};

// str.find, rfind and count on whole texts (slice first). Empty needles match everywhere.
size_t find(TextView text, TextView needle, Poll poll = {});
size_t rfind(TextView text, TextView needle, Poll poll = {});
size_t count(TextView text, TextView needle, size_t most = SIZE_MAX - 2, Poll poll = {});  // or kSearchStopped
size_t find_code(TextView text, uint32_t code, size_t from = 0);
size_t rfind_code(TextView text, uint32_t code, size_t end);

}  // namespace krait
