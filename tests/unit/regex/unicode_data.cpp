#include "unicode_data.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace krait::regex {

namespace {

struct Character {
    bool assigned = false, alpha = false, alnum = false, decimal = false, space = false, printable = false;
    uint32_t lower = 0, upper = 0;
};

std::vector<Character> read_table() {
    std::vector<Character> table(kMaxCodePoint + 1);
    for (uint32_t c = 0; c <= kMaxCodePoint; ++c) table[c].lower = table[c].upper = c;
    std::ifstream file("/usr/share/unicode/UnicodeData.txt");
    if (!file) {
        std::fprintf(stderr, "/usr/share/unicode/UnicodeData.txt is missing: apt-get install unicode-data\n");
        std::exit(1);
    }
    uint32_t range_start = 0;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, ';');) fields.push_back(field);
        fields.resize(15);
        auto number = [](const std::string& text) { return static_cast<uint32_t>(std::stoul(text, nullptr, 16)); };
        uint32_t last = number(fields[0]);
        uint32_t first = fields[1].ends_with("Last>") ? range_start : last;
        range_start = last;
        for (uint32_t c = first; c <= last; ++c) {
            Character& character = table[c];
            const std::string &category = fields[2], &bidirectional = fields[4];
            character.assigned = true;
            character.alpha = category[0] == 'L';
            character.alnum = category[0] == 'L' || !fields[8].empty();
            character.decimal = category == "Nd";
            character.space = category == "Zs" || bidirectional == "WS" || bidirectional == "B" || bidirectional == "S";
            character.printable = category[0] != 'C' && (category[0] != 'Z' || c == ' ');
            if (!fields[13].empty()) character.lower = number(fields[13]);
            if (!fields[12].empty()) character.upper = number(fields[12]);
        }
    }
    return table;
}

const std::vector<Character>& table() {
    static const std::vector<Character> characters = read_table();
    return characters;
}

}  // namespace

bool is_assigned(uint32_t c) { return table()[c].assigned; }

const UnicodeSets& test_unicode() {
    static const UnicodeSets sets(UnicodeProperties{
        .is_alpha = [](uint32_t c) { return table()[c].alpha; },
        .is_alnum = [](uint32_t c) { return table()[c].alnum; },
        .is_decimal = [](uint32_t c) { return table()[c].decimal; },
        .is_space = [](uint32_t c) { return table()[c].space; },
        .is_printable = [](uint32_t c) { return table()[c].printable; },
        .is_identifier_start = [](uint32_t c) { return table()[c].alpha || c == '_'; },
        .is_identifier_continue = [](uint32_t c) { return table()[c].alpha || table()[c].decimal || c == '_'; },
        .to_lower = [](uint32_t c) { return table()[c].lower; },
        .to_upper = [](uint32_t c) { return table()[c].upper; },
    });
    return sets;
}

bool lookup_test_name(void*, std::string_view name, uint32_t* code_point) {
    constexpr std::pair<std::string_view, uint32_t> kNames[] = {
        {"DIGIT ONE", '1'}, {"DIGIT THREE", '3'}, {"BULLET", 0x2022}, {"LATIN SMALL LETTER A", 'a'}};
    for (auto [known, value] : kNames) {
        if (known != name) continue;
        *code_point = value;
        return true;
    }
    return false;
}

}  // namespace krait::regex
