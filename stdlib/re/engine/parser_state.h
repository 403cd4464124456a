// The parser's class, shared by parser.cpp (structure), parser_groups.cpp ("(?...") and parser_escapes.cpp.
#pragma once

#include <map>
#include <vector>

#include "stdlib/re/engine/parser.h"
#include "stdlib/re/engine/tokenizer.h"

namespace krait::regex {

class Parser {
public:
    Parser(RegexText text, uint32_t flags, const CompileHooks& hooks, CompileError& error, Pattern& pattern)
        : text_(text), hooks_(hooks), properties_(hooks.unicode->properties()), source_(text, error), pattern_(pattern),
          arena_(pattern.arena), flags_(flags) {}

    Result<void> run();

private:
    struct Escape {
        SetItem item;          // a category, or the character in item.first
        Node* node = nullptr;  // outside of sets: an assertion or a back-reference
    };
    struct FlagChange {
        uint32_t added = 0, removed = 0;
        bool global = false;
    };

    // structure
    Result<Node*> parse_alternatives(uint32_t flags, int nesting);
    enum class Place { kPatternStart, kElsewhere };
    Result<Node*> parse_sequence(uint32_t flags, int nesting, Place place);
    Result<Node*> parse_set(uint32_t flags);
    Result<Escape> parse_set_member(const Token& token, uint32_t flags);
    // True if a quantifier was read, false if the brace was literal.
    Result<bool> parse_repeat(const Token& token, std::vector<Node*>& items);
    bool skip_verbose(const Token& token);

    // groups
    // Null items: nothing to add (a comment, global flags).
    Result<bool> parse_group(uint32_t& flags, int nesting, Place place, std::vector<Node*>& items);
    Result<Node*> parse_named_reference(uint32_t flags);
    Result<Node*> parse_look(Token kind, size_t start, uint32_t flags, int nesting);
    Result<Node*> parse_conditional(size_t start, uint32_t flags, int nesting);
    Result<FlagChange> parse_flags(Token token);
    Result<uint32_t> open_group(const std::u32string& name);
    Result<void> check_group_name(const std::u32string& name);
    Result<void> check_look_behind_group(uint32_t group);
    Result<void> expect_group_end(size_t start);
    const uint32_t* find_group(const std::u32string& name) const;
    std::string quoted(const std::u32string& name) const { return python_repr(name, properties_); }

    // escapes
    Result<Escape> parse_escape(const Token& token, uint32_t flags);
    Result<Escape> parse_set_escape(const Token& token, uint32_t flags);
    // \x \u \U \N; `found` tells whether it was one of them.
    Result<uint32_t> parse_numeric_escape(const Token& token, bool& found);
    bool category_escape(uint32_t letter, uint32_t flags, SetItem& item) const;

    // nodes
    Node* make(NodeType type) { return arena_.make<Node>(type); }
    Node* with_children(NodeType type, const std::vector<Node*>& children);
    Node* literal(uint32_t code_point, uint32_t flags);
    Node* assertion(Assertion assertion);
    Node* set_of(const SetItem& item, uint32_t flags);
    CaseMode case_mode(uint32_t flags) const;
    bool is_unicode(uint32_t flags) const { return !text_.is_bytes && !(flags & kAscii); }
    Result<void> warn(const char* what, size_t position);
    Result<void> check_look_behinds(const Node& node);

    RegexText text_;
    const CompileHooks& hooks_;
    const UnicodeProperties& properties_;
    Tokenizer source_;
    Pattern& pattern_;
    Arena& arena_;
    uint32_t flags_;  // global
    // By group number; 0 is the whole pattern.
    std::vector<bool> group_open_{true};
    std::vector<Width> group_widths_{Width{}};
    std::map<std::u32string, uint32_t> group_numbers_;
    std::vector<std::pair<std::u32string, size_t>> conditional_groups_;  // the digits, and where
    int64_t look_behind_groups_ = -1;  // groups defined before the look-behind that is open
};

}  // namespace krait::regex
