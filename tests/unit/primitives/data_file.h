// Rows of a file of expected values: fields apart by tabs, backslash escapes \t \n \r \\ \0 undone. '#' starts a comment row.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace krait::test {

inline std::vector<std::vector<std::string>> read_rows(const std::string& name) {
    std::ifstream file(std::string(KRAIT_PRIMITIVES_DATA "/") + name, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), "missing data file " << name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    while (std::getline(file, line)) {
        if (!line.empty() && line[0] == '#') continue;
        std::vector<std::string> row(1);
        for (size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '\t') row.emplace_back();
            else if (line[i] == '\\' && i + 1 < line.size()) {
                char c = line[++i];
                row.back() += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
            } else row.back() += line[i];
        }
        rows.push_back(std::move(row));
    }
    REQUIRE(rows.size() > 0);
    return rows;
}

// Limbs of a magnitude in hexadecimal, normalised.
inline std::vector<uint64_t> limbs_from_hex(const std::string& hex) {
    std::vector<uint64_t> limbs;
    for (size_t end = hex.size(); end > 0;) {
        size_t start = end > 16 ? end - 16 : 0;
        limbs.push_back(std::stoull(hex.substr(start, end - start), nullptr, 16));
        end = start;
    }
    while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
    return limbs;
}

}  // namespace krait::test
