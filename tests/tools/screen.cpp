#include "tests/tools/screen.h"

#include <algorithm>
#include <cstdlib>

namespace krait::test {

void Screen::write(std::string_view bytes) {
    std::string text = pending_ + std::string(bytes);
    pending_.clear();
    for (size_t i = 0; i < text.size();) {
        unsigned char byte = static_cast<unsigned char>(text[i]);
        if (byte == '\033') {
            if (i + 1 >= text.size()) return void(pending_ = text.substr(i));
            if (text[i + 1] != '[') {
                i += 2;
                continue;
            }
            size_t end = i + 2;
            while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
            if (end >= text.size()) return void(pending_ = text.substr(i));
            control(std::string_view(text).substr(i + 2, end - i - 2), text[end]);
            i = end + 1;
            continue;
        }
        size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        if (i + length > text.size()) return void(pending_ = text.substr(i));
        switch (byte) {
        case '\r': column_ = 0; break;
        case '\n':
            if (++row_ == rows_.size()) rows_.emplace_back();
            break;
        case '\b': column_ -= column_ > 0; break;
        case '\t': column_ = (column_ / 8 + 1) * 8; break;
        case '\a': break;
        default: put(text.substr(i, length));
        }
        i += length;
    }
}

void Screen::put(std::string character) {
    if (column_ >= width_) {
        column_ = 0;
        if (++row_ == rows_.size()) rows_.emplace_back();
    }
    if (current().size() <= column_) current().resize(column_ + 1);
    current()[column_++] = {std::move(character), colour_};
}

void Screen::erase(size_t from, size_t to) {
    for (size_t i = from; i < std::min(to, current().size()); ++i) current()[i] = {};
}

void Screen::control(std::string_view parameters, char final) {
    std::string text(parameters);
    size_t count = std::max(1, atoi(text.c_str()));
    auto& row = current();
    switch (final) {
    case 'A': row_ -= std::min(count, row_); break;
    case 'B':
        row_ += count;
        while (row_ >= rows_.size()) rows_.emplace_back();
        break;
    case 'C': column_ += count; break;
    case 'D': column_ -= std::min(count, column_); break;
    case 'G': column_ = count - 1; break;
    case 'K':
        if (text.empty() || text == "0") erase(column_, row.size());
        else if (text == "1") erase(0, column_ + 1);
        else erase(0, row.size());
        break;
    case 'J':
        if (!text.empty() && text != "0") break;
        erase(column_, row.size());
        rows_.resize(row_ + 1);
        break;
    case 'P':
        if (column_ < row.size())
            row.erase(row.begin() + static_cast<std::ptrdiff_t>(column_),
                      row.begin() + static_cast<std::ptrdiff_t>(std::min(row.size(), column_ + count)));
        break;
    case '@':
        if (column_ < row.size()) row.insert(row.begin() + static_cast<std::ptrdiff_t>(column_), count, Cell{});
        break;
    case 'm': colour_ = text == "0" || text == "27" ? "" : text; break;  // 27: the end of pasted text
    default: break;  // modes (bracketed paste), positions that nobody uses here
    }
}

std::string Screen::row(size_t index) const {
    std::string text, colour;
    size_t end = rows_[index].size();
    while (end > 0 && rows_[index][end - 1].character == " ") --end;
    for (size_t i = 0; i < end; ++i) {
        const Cell& cell = rows_[index][i];
        if (cell.colour != colour) text += "{" + (cell.colour.empty() ? std::string("0") : cell.colour) + "}";
        colour = cell.colour;
        text += cell.character;
    }
    return colour.empty() ? text : text + "{0}";
}

std::string Screen::row_without_colours(size_t index) const {
    std::string text;
    for (const Cell& cell : rows_[index]) text += cell.character;
    return text;
}

std::vector<std::string> Screen::rows() const {
    std::vector<std::string> result;
    for (size_t i = 0; i < rows_.size(); ++i) result.push_back(row(i));
    while (!result.empty() && result.back().empty()) result.pop_back();
    return result;
}

}  // namespace krait::test
