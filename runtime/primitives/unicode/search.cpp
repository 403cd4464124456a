#include "runtime/primitives/unicode/search.h"

#include <algorithm>
#include <bit>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "runtime/primitives/unicode/codecs.h"

namespace krait {

namespace {

// Code units between two polls: about a millisecond.
constexpr size_t kStride = size_t{1} << 20;

uint32_t most_of(uint8_t kind) { return kind == 1 ? 0xff : kind == 2 ? 0xffff : 0xffffffff; }

template <typename T>
size_t find_unit(const T* text, size_t length, T unit) {
    if constexpr (sizeof(T) == 1) {
        auto place = static_cast<const T*>(length ? std::memchr(text, unit, length) : nullptr);
        return place ? static_cast<size_t>(place - text) : kNotFound;
    } else {
        size_t i = 0;
        // Eight at a time without a branch between: vector code.
        for (; i + 8 <= length; i += 8) {
            bool any = false;
            for (size_t k = 0; k < 8; ++k) any |= text[i + k] == unit;
            if (any) break;
        }
        for (; i < length; ++i)
            if (text[i] == unit) return i;
        return kNotFound;
    }
}

template <typename T>
size_t rfind_unit(const T* text, size_t length, T unit) {
    if constexpr (sizeof(T) == 1) {
        auto place = static_cast<const T*>(length ? memrchr(text, unit, length) : nullptr);
        return place ? static_cast<size_t>(place - text) : kNotFound;
    } else {
        while (length > 0)
            if (text[--length] == unit) return length;
        return kNotFound;
    }
}

// Sixteen bytes of units at once, where the compiler has vectors.
template <typename T>
struct Lanes {
    static constexpr size_t kCount = 16 / sizeof(T);
    typedef T Vector __attribute__((vector_size(16)));
    static Vector load(const T* from) {
        Vector lanes;
        std::memcpy(&lanes, from, sizeof lanes);
        return lanes;
    }
    // Of the first lane that is set, whose bits are all ones; some lane is.
    static size_t first(Vector mask) {
#if defined(__SSE2__)
        return static_cast<size_t>(
                   std::countr_zero(static_cast<unsigned>(_mm_movemask_epi8(std::bit_cast<__m128i>(mask))))) /
               sizeof(T);
#else
        size_t i = 0;
        while (!mask[i]) ++i;
        return i;
#endif
    }
    static bool any(Vector mask) {
#if defined(__SSE2__)
        return _mm_movemask_epi8(std::bit_cast<__m128i>(mask)) != 0;
#else
        uint64_t halves[2];
        std::memcpy(halves, &mask, sizeof halves);
        return (halves[0] | halves[1]) != 0;
#endif
    }
};

// The first place in [0, length) where `first` stands, and `last` `apart` units behind it.
template <typename T>
size_t find_pair(const T* text, size_t length, T first, T last, size_t apart) {
    using L = Lanes<T>;
    using Vector = typename L::Vector;
    auto both = [&](const T* at) { return (Vector)((L::load(at) == first) & (L::load(at + apart) == last)); };
    size_t i = 0;
    for (; i + 4 * L::kCount <= length; i += 4 * L::kCount) {
        const T* at = text + i;
        Vector low = both(at) | both(at + L::kCount), high = both(at + 2 * L::kCount) | both(at + 3 * L::kCount);
        if (L::any(low | high)) break;
    }
    for (; i + L::kCount <= length; i += L::kCount)
        if (Vector found = both(text + i); L::any(found)) return i + L::first(found);
    for (; i < length; ++i)
        if (text[i] == first && text[i + apart] == last) return i;
    return kNotFound;
}

// A text read forward, or backward from its end.
template <typename T>
struct Reader {
    const T* base;
    ptrdiff_t step;
    T operator[](size_t i) const { return base[static_cast<ptrdiff_t>(i) * step]; }
};

// The start of the maximal suffix of the needle under one order of the alphabet, and that suffix's period.
template <typename T>
size_t maximal_suffix(Reader<T> needle, size_t length, bool reversed, size_t* period) {
    size_t suffix = 0, candidate = 1, offset = 0;
    *period = 1;
    while (candidate + offset < length) {
        T a = needle[candidate + offset], b = needle[suffix + offset];
        if (a == b) {
            if (++offset == *period) {
                candidate += *period;
                offset = 0;
            }
        } else if ((a < b) != reversed) {
            candidate += offset + 1;
            offset = 0;
            *period = candidate - suffix;
        } else {
            suffix = candidate++;
            offset = 0;
            *period = 1;
        }
    }
    return suffix;
}

}  // namespace

template <typename T>
struct SearchCore {
    static Reader<T> in_order(TextView text, bool backward) {
        auto data = static_cast<const T*>(text.data);
        return backward ? Reader<T>{data + text.length - 1, -1} : Reader<T>{data, 1};
    }

    static void prepare(const Searcher& s, bool backward) {
        if (s.period_) return;
        size_t length = s.needle_.length;
        Reader<T> needle = in_order(s.needle_, backward);
        size_t period_a, period_b;
        size_t a = maximal_suffix(needle, length, false, &period_a);
        size_t b = maximal_suffix(needle, length, true, &period_b);
        s.critical_ = a > b ? a : b;
        s.period_ = a > b ? period_a : period_b;
        s.periodic_ = s.critical_ + s.period_ <= length;
        for (size_t i = 0; s.periodic_ && i < s.critical_; ++i) s.periodic_ = needle[i] == needle[i + s.period_];
        if (!s.periodic_) s.period_ = std::max(s.critical_, length - s.critical_) + 1;
    }

    // The two-way algorithm. Answers the offset in search order. *position and *memory are where it stands.
    static size_t two_way(const Searcher& s, Reader<T> text, Reader<T> needle, size_t length, size_t position,
                          Poll poll) {
        size_t size = s.needle_.length, memory = 0, work = 0;
        while (position + size <= length) {
            if ((work += 1) > kStride) {
                if (poll.stopped()) return kSearchStopped;
                work = 0;
            }
            size_t i = std::max(s.critical_, memory);
            size_t start = i;
            while (i < size && needle[i] == text[position + i]) ++i;
            work += i - start;
            if (i < size) {
                position += i - s.critical_ + 1;
                memory = 0;
                continue;
            }
            size_t j = s.critical_;
            while (j > memory && needle[j - 1] == text[position + j - 1]) --j;
            work += s.critical_ - j;
            if (j <= memory) return position;
            position += s.period_;
            memory = s.periodic_ ? size - s.period_ : 0;
        }
        return kNotFound;
    }

    static size_t forward(const Searcher& s, TextView view, size_t from, Poll poll) {
        auto text = static_cast<const T*>(view.data);
        auto needle = static_cast<const T*>(s.needle_.data);
        size_t size = s.needle_.length, length = view.length;
        if (size > length || from > length - size) return kNotFound;
        if (size == 1) {
            for (; from < length; from += kStride) {
                size_t hit = find_unit(text + from, std::min(length - from, kStride), needle[0]);
                if (hit != kNotFound) return from + hit;
                if (length - from > kStride && poll.stopped()) return kSearchStopped;
            }
            return kNotFound;
        }
        // Look for the first and the last unit of the needle, then compare; give up when that costs more than it should.
        T first = needle[0], last = needle[size - 1];
        size_t wasted = 0;
        while (from + size <= length) {
            size_t stride = std::min(length - from - size + 1, kStride);
            size_t hit = find_pair(text + from, stride, first, last, size - 1);
            if (hit == kNotFound) {
                from += stride;
                if (from + size <= length && poll.stopped()) return kSearchStopped;
                continue;
            }
            from += hit;
            size_t same = 1;
            while (same < size - 1 && text[from + same] == needle[same]) ++same;
            if (same >= size - 1) return from;
            wasted += same + 4;
            ++from;
            if (wasted > 256 + hit * 4) {
                prepare(s, false);
                return two_way(s, {text, 1}, {needle, 1}, length, from, poll);
            }
            wasted -= std::min(wasted, hit);
        }
        return kNotFound;
    }

    static size_t backward(const Searcher& s, TextView view, size_t end, Poll poll) {
        size_t size = s.needle_.length;
        if (size > end) return kNotFound;
        auto text = static_cast<const T*>(view.data);
        if (size == 1) {
            size_t place = rfind_unit(text, end, *static_cast<const T*>(s.needle_.data));
            return place;
        }
        prepare(s, true);
        Reader<T> reversed{text + end - 1, -1};
        size_t offset = two_way(s, reversed, in_order(s.needle_, true), end, 0, poll);
        return offset >= kSearchStopped ? offset : end - offset - size;
    }
};

Searcher::Searcher(TextView needle, uint8_t text_kind) : needle_(needle) {
    if (needle.length == 0) return;
    if (needle.kind != text_kind) {
        if (needle.kind > text_kind) {
            for (size_t i = 0; i < needle.length && !impossible_; ++i) impossible_ = needle[i] > most_of(text_kind);
            if (impossible_) return;
        }
        size_t bytes = needle.length * text_kind;
        if (bytes > sizeof short_) converted_.resize(bytes);
        void* room = bytes > sizeof short_ ? converted_.data() : short_;
        unicode::copy_text(room, text_kind, needle);
        needle_ = {room, needle.length, text_kind};
    }
}

size_t Searcher::next(TextView text, size_t from, Poll poll) const {
    if (impossible_ || from > text.length) return kNotFound;
    if (needle_.length == 0) return from;
    if (text.kind == 1) return SearchCore<uint8_t>::forward(*this, text, from, poll);
    if (text.kind == 2) return SearchCore<uint16_t>::forward(*this, text, from, poll);
    return SearchCore<uint32_t>::forward(*this, text, from, poll);
}

size_t Searcher::previous(TextView text, size_t end, Poll poll) const {
    if (impossible_) return kNotFound;
    if (needle_.length == 0) return end;
    if (text.kind == 1) return SearchCore<uint8_t>::backward(*this, text, end, poll);
    if (text.kind == 2) return SearchCore<uint16_t>::backward(*this, text, end, poll);
    return SearchCore<uint32_t>::backward(*this, text, end, poll);
}

size_t find(TextView text, TextView needle, Poll poll) {
    if (needle.length > text.length) return kNotFound;
    if (needle.length == 1) return find_code(text, needle[0]);
    return Searcher(needle, text.kind).next(text, 0, poll);
}

size_t rfind(TextView text, TextView needle, Poll poll) {
    if (needle.length > text.length) return kNotFound;
    if (needle.length == 1) return rfind_code(text, needle[0], text.length);
    return Searcher(needle, text.kind).previous(text, text.length, poll);
}

size_t count(TextView text, TextView needle, size_t most, Poll poll) {
    if (needle.length == 0) return std::min(text.length + 1, most);
    if (needle.length > text.length) return 0;
    Searcher searcher(needle, text.kind);
    size_t found = 0, looked = 0;
    for (size_t from = 0; found < most; ++found) {
        size_t place = searcher.next(text, from, poll);
        if (place == kSearchStopped) return kSearchStopped;
        if (place == kNotFound) break;
        from = place + needle.length;
        if (from - looked > kStride) {
            if (poll.stopped()) return kSearchStopped;
            looked = from;
        }
    }
    return found;
}

size_t find_code(TextView text, uint32_t code, size_t from) {
    if (code > most_of(text.kind) || from >= text.length) return kNotFound;
    size_t place;
    if (text.kind == 1)
        place =
            find_unit(static_cast<const uint8_t*>(text.data) + from, text.length - from, static_cast<uint8_t>(code));
    else if (text.kind == 2)
        place =
            find_unit(static_cast<const uint16_t*>(text.data) + from, text.length - from, static_cast<uint16_t>(code));
    else place = find_unit(static_cast<const uint32_t*>(text.data) + from, text.length - from, code);
    return place == kNotFound ? kNotFound : place + from;
}

size_t rfind_code(TextView text, uint32_t code, size_t end) {
    if (code > most_of(text.kind)) return kNotFound;
    if (text.kind == 1) return rfind_unit(static_cast<const uint8_t*>(text.data), end, static_cast<uint8_t>(code));
    if (text.kind == 2) return rfind_unit(static_cast<const uint16_t*>(text.data), end, static_cast<uint16_t>(code));
    return rfind_unit(static_cast<const uint32_t*>(text.data), end, code);
}

}  // namespace krait
