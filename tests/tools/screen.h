// A terminal's screen, as far as line editing uses it: text, the cursor, erasing, colours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace krait::test {

class Screen {
public:
    explicit Screen(size_t width) : width_(width), rows_(1) {}

    // What a program wrote to the terminal.
    void write(std::string_view bytes);

    size_t cursor_row() const { return row_; }
    size_t cursor_column() const { return column_; }
    // The text of a row, without blanks at its end; a change of colour is shown as {1;35}, its end as {0}.
    std::string row(size_t index) const;
    std::string row_without_colours(size_t index) const;
    std::vector<std::string> rows() const;

private:
    struct Cell {
        std::string character = " ";
        std::string colour;
    };
    void put(std::string character);
    void control(std::string_view parameters, char final);
    std::vector<Cell>& current() { return rows_[row_]; }
    void erase(size_t from, size_t to);

    size_t width_;
    std::vector<std::vector<Cell>> rows_;  // all that was ever shown: nothing scrolls away
    size_t row_ = 0, column_ = 0;
    std::string colour_;
    std::string pending_;  // the beginning of an escape sequence or of a character
};

}  // namespace krait::test
