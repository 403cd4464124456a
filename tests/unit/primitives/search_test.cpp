#include <doctest/doctest.h>

#include <chrono>
#include <random>
#include <string>

#include "runtime/primitives/unicode/codecs.h"
#include "runtime/primitives/unicode/search.h"

using namespace krait;

namespace {

// A text in one of the three widths.
struct Stored {
    std::vector<uint8_t> bytes;
    TextView view;
    Stored(const std::u32string& text, uint8_t kind) : bytes(text.size() * kind + 1) {
        unicode::copy_text(bytes.data(), kind, TextView(std::u32string_view(text)));
        view = TextView(bytes.data(), text.size(), kind);
    }
};

size_t expected_count(const std::u32string& text, const std::u32string& needle) {
    size_t n = 0;
    for (size_t at = text.find(needle); at != std::u32string::npos; at = text.find(needle, at + needle.size())) ++n;
    return n;
}

size_t or_not_found(size_t place) { return place == std::u32string::npos ? kNotFound : place; }

}  // namespace

TEST_CASE("searching agrees with the obvious way, in every pair of widths") {
    std::mt19937 random(1);
    for (int round = 0; round < 4000; ++round) {
        unsigned letters = 1 + random() % 3;
        std::u32string text(random() % 60, 0), needle(1 + random() % (round % 5 == 0 ? 30 : 6), 0);
        for (auto& c : text) c = 'a' + random() % letters;
        for (auto& c : needle) c = 'a' + random() % letters;
        if (round % 3 == 0 && needle.size() < text.size())
            needle = text.substr(random() % (text.size() - needle.size()), needle.size());
        if (round % 11 == 0) needle += char32_t{0x20ac};
        for (uint8_t kind : {1, 2, 4})
            for (uint8_t needle_kind : {1, 2, 4}) {
                if (needle_kind == 1 && needle.back() == 0x20ac) continue;
                Stored a(text, kind), b(needle, needle_kind);
                CHECK(find(a.view, b.view) == or_not_found(text.find(needle)));
                CHECK(rfind(a.view, b.view) == or_not_found(text.rfind(needle)));
                CHECK(count(a.view, b.view) == expected_count(text, needle));
            }
    }
}

TEST_CASE("two-way takes over on long repetitive texts and stays exact") {
    std::mt19937 random(2);
    for (int round = 0; round < 60; ++round) {
        std::u32string unit(1 + random() % 7, 0), text, needle;
        for (auto& c : unit) c = 'a' + random() % 2;
        while (text.size() < 3000) text += unit;
        needle = text.substr(random() % 5, 200 + random() % 300);
        if (round % 2) needle[needle.size() / 2] ^= 1;
        size_t hide = random() % 2000;
        text.replace(hide, needle.size(), needle);
        for (uint8_t kind : {1, 2, 4}) {
            Stored a(text, kind), b(needle, 1);
            CHECK(find(a.view, b.view) == text.find(needle));
            CHECK(rfind(a.view, b.view) == text.rfind(needle));
        }
    }
}

TEST_CASE("empty needles, empty texts") {
    TextView abc(std::string_view("abc")), empty(std::string_view(""));
    CHECK(find(abc, empty) == 0);
    CHECK(rfind(abc, empty) == 3);
    CHECK(count(abc, empty) == 4);
    CHECK(find(empty, abc) == kNotFound);
    CHECK(count(empty, empty) == 1);
    CHECK(count(TextView(std::string_view("aaaa")), TextView(std::string_view("a")), 3) == 3);
}

TEST_CASE("the worst case is linear, and polls") {
    std::string text(8'000'000, 'a'), needle(4'000'000, 'a');
    needle[0] = 'b';
    auto start = std::chrono::steady_clock::now();
    int polls = 0;
    Poll counting{[](void* context) { return ++*static_cast<int*>(context) > 0; }, &polls};
    CHECK(find(TextView(std::string_view(text)), TextView(std::string_view(needle)), counting) == kNotFound);
    needle.assign(4'000'000, 'a');
    needle.back() = 'b';
    CHECK(rfind(TextView(std::string_view(text)), TextView(std::string_view(needle)), counting) == kNotFound);
    needle.assign(4'000'000, 'a');
    needle[2'000'000] = 'b';
    CHECK(find(TextView(std::string_view(text)), TextView(std::string_view(needle)), counting) == kNotFound);
    CHECK(polls > 3);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    Poll stopping{[](void*) { return false; }, nullptr};
    CHECK(find(TextView(std::string_view(text)), TextView(std::string_view("aaab")), stopping) == kSearchStopped);
    CHECK(count(TextView(std::string_view(text)), TextView(std::string_view("aa")), SIZE_MAX - 2, stopping) ==
          kSearchStopped);
}
