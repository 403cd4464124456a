#include "lexer/source_text.h"

#include <algorithm>
#include <cstring>

namespace krait {

namespace {

// The encoding named by a comment of the form `coding[:=]\s*([-\w.]+)` in the line, or nothing.
std::string_view declared_encoding(std::string_view line) {
    size_t i = line.find_first_not_of(" \t\f");
    if (i == line.npos || line[i] != '#') return {};
    for (size_t at = line.find("coding", i); at != line.npos; at = line.find("coding", at + 1)) {
        size_t after = at + 6;
        if (after >= line.size() || (line[after] != ':' && line[after] != '=')) continue;
        do ++after;
        while (after < line.size() && (line[after] == ' ' || line[after] == '\t'));
        size_t end = after;
        while (end < line.size() && (isalnum(static_cast<unsigned char>(line[end])) || strchr("-_.", line[end]))) ++end;
        if (end > after) return line.substr(after, end - after);
    }
    return {};
}

std::string normalized_encoding(std::string_view name) {
    std::string text;
    for (char c : name.substr(0, 12))
        text += c == '_' ? '-' : static_cast<char>(tolower(static_cast<unsigned char>(c)));
    auto is = [&](std::string_view known) { return text == known || text.starts_with(std::string(known) + "-"); };
    if (is("utf-8")) return "utf-8";
    if (is("latin-1") || is("iso-8859-1") || is("iso-latin-1")) return "iso-8859-1";
    return std::string(name);
}

bool only_blank_or_comment(std::string_view line) {
    size_t i = line.find_first_not_of(" \t\f\r");
    return i == line.npos || line[i] == '#';
}

std::string hexadecimal(uint8_t byte) {
    char text[8];
    snprintf(text, sizeof text, "%02x", byte);
    return text;
}

}  // namespace

size_t find_invalid_utf8(std::string_view bytes, SourceKind kind) {
    size_t i = 0, size = bytes.size();
    auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes[at]); };
    auto trail = [&](size_t at) { return at < size && (byte(at) & 0xC0) == 0x80; };
    while (i < size) {
        while (i + 8 <= size) {
            uint64_t word;
            memcpy(&word, bytes.data() + i, 8);
            if (word & 0x8080808080808080ull) break;
            i += 8;
        }
        if (i >= size) break;
        uint8_t first = byte(i);
        if (first < 0x80) {
            ++i;
        } else if (first >= 0xC2 && first < 0xE0 && trail(i + 1)) {
            i += 2;
        } else if (first >= 0xE0 && first < 0xF0 && trail(i + 1) && trail(i + 2) &&
                   !(first == 0xE0 && byte(i + 1) < 0xA0) &&
                   !(first == 0xED && byte(i + 1) >= 0xA0 && kind == SourceKind::Bytes)) {
            i += 3;
        } else if (first >= 0xF0 && first < 0xF5 && trail(i + 1) && trail(i + 2) && trail(i + 3) &&
                   !(first == 0xF0 && byte(i + 1) < 0x90) && !(first == 0xF4 && byte(i + 1) >= 0x90)) {
            i += 4;
        } else {
            return i;
        }
    }
    return bytes.npos;
}

Result<void> SourceText::load(std::string_view bytes, SourceKind kind, const SourceDecoder& decoder,
                              SyntaxError* error) {
    auto fail = [&](std::string message) {
        error->message = std::move(message);
        return kFailure;
    };
    if (bytes.size() > UINT32_MAX / 2) return fail("source is too large");
    if (bytes.find('\0') != bytes.npos) return fail("source code string cannot contain null bytes");
    if (kind == SourceKind::Text) {
        normalize_newlines(bytes);
        return ok();
    }
    bool has_mark = bytes.starts_with("\xEF\xBB\xBF");
    if (has_mark) bytes.remove_prefix(3);
    size_t first_end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    std::string_view first = bytes.substr(0, first_end), rest = bytes.substr(std::min(first_end + 1, bytes.size()));
    if (first_end < bytes.size() && bytes[first_end] == '\r' && rest.starts_with('\n')) rest.remove_prefix(1);
    std::string_view declared = declared_encoding(first);
    if (declared.empty() && only_blank_or_comment(first))
        declared = declared_encoding(rest.substr(0, std::min(rest.find_first_of("\r\n"), rest.size())));
    if (!declared.empty()) encoding_ = normalized_encoding(declared);
    if (has_mark && encoding_ != "utf-8") {
        error->line = error->end_line = 1;
        error->end_offset = static_cast<int32_t>(first.size());
        error->text = first;
        return fail("encoding problem: " + encoding_ + " with BOM");
    }
    if (encoding_ == "utf-8") {
        size_t bad = find_invalid_utf8(bytes, kind);
        if (bad != bytes.npos) {
            uint32_t line = 1 + static_cast<uint32_t>(std::count(bytes.begin(), bytes.begin() + bad, '\n'));
            size_t start = bytes.rfind('\n', bad);
            start = start == bytes.npos ? 0 : start + 1;
            uint32_t column = 1;
            for (size_t i = start; i < bad; ++i) column += (static_cast<uint8_t>(bytes[i]) & 0xC0) != 0x80;
            error->line = error->end_line = static_cast<int32_t>(line);
            error->offset = error->end_offset = static_cast<int32_t>(column);
            error->text = bytes.substr(start, std::min(bytes.find('\n', bad), bytes.size()) - start);
            return fail("Non-UTF-8 code starting with '\\x" + hexadecimal(static_cast<uint8_t>(bytes[bad])) +
                        "' on line " + std::to_string(line) +
                        ", but no encoding declared; see https://peps.python.org/pep-0263/ for details");
        }
        normalize_newlines(bytes);
        return ok();
    }
    std::string decoded;
    std::string lower = encoding_;
    for (char& c : lower) c = static_cast<char>(tolower(static_cast<unsigned char>(c)));
    if (lower == "iso-8859-1" || lower == "latin1" || lower == "iso8859-1" || lower == "l1" || lower == "latin") {
        for (char c : bytes) {
            auto byte = static_cast<uint8_t>(c);
            if (byte < 0x80) {
                decoded += c;
            } else {
                decoded += static_cast<char>(0xC0 | byte >> 6);
                decoded += static_cast<char>(0x80 | (byte & 0x3F));
            }
        }
    } else if (lower == "ascii" || lower == "us-ascii") {
        for (size_t i = 0; i < bytes.size(); ++i)
            if (static_cast<uint8_t>(bytes[i]) >= 0x80)
                return fail("'ascii' codec can't decode byte 0x" + hexadecimal(static_cast<uint8_t>(bytes[i])) +
                            " in position " + std::to_string(i) + ": ordinal not in range(128)");
        decoded = bytes;
    } else {
        std::string message = "unknown encoding: " + encoding_;
        if (!decoder || !decoder(encoding_, bytes, &decoded, &message)) return fail(message);
    }
    normalize_newlines(decoded);
    return ok();
}

void SourceText::normalize_newlines(std::string_view bytes) {
    if (bytes.find('\r') == bytes.npos) {
        text_ = bytes;
    } else {
        text_.reserve(bytes.size());
        for (size_t i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == '\r') {
                text_ += '\n';
                if (i + 1 < bytes.size() && bytes[i + 1] == '\n') ++i;
            } else {
                text_ += bytes[i];
            }
        }
    }
    line_starts_.push_back(0);
    for (size_t at = text_.find('\n'); at != text_.npos && at + 1 < text_.size(); at = text_.find('\n', at + 1))
        line_starts_.push_back(static_cast<uint32_t>(at + 1));
}

uint32_t SourceText::line_start(uint32_t line) const {
    if (line == 0) return 0;
    return line <= line_starts_.size() ? line_starts_[line - 1] : static_cast<uint32_t>(text_.size());
}

std::string_view SourceText::line(uint32_t line) const {
    uint32_t start = line_start(line);
    return std::string_view(text_).substr(start, line_start(line + 1) - start);
}

uint32_t SourceText::character_column(uint32_t line, uint32_t offset) const {
    uint32_t column = 0;
    for (uint32_t i = line_start(line); i < offset && i < text_.size(); ++i)
        column += (static_cast<uint8_t>(text_[i]) & 0xC0) != 0x80;
    return column;
}

}  // namespace krait
