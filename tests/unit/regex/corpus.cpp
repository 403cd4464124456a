#include "corpus.h"

#include <algorithm>
#include <sstream>

namespace krait::regex {

std::u32string unquote(const std::string& field) {
    std::u32string result;
    if (field == "%-") return result;
    for (size_t i = 0; i < field.size(); ++i) {
        if (field[i] != '%') {
            result += static_cast<char32_t>(static_cast<unsigned char>(field[i]));
            continue;
        }
        size_t end = field.find('}', i);
        result += static_cast<char32_t>(std::stoul(field.substr(i + 2, end - i - 2), nullptr, 16));
        i = end;
    }
    return result;
}

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ' ');) fields.push_back(field);
    return fields;
}

int StoredText::least_kind(const std::u32string& text) {
    uint32_t greatest = 0;
    for (uint32_t c : text) greatest = std::max(greatest, c);
    return greatest < 0x100 ? 1 : greatest < 0x10000 ? 2 : 4;
}

StoredText::StoredText(std::u32string text, int kind, bool is_bytes)
    : length_(text.size()), kind_(kind ? kind : least_kind(text)), is_bytes_(is_bytes) {
    for (uint32_t c : text) {
        ascii_ &= c < 128;
        bytes_.append(reinterpret_cast<const char*>(&c), static_cast<size_t>(kind_));  // little-endian
    }
}

}  // namespace krait::regex
