// Constants as the compiler sees them: plain C++ data, so that the emitter needs no heap. materialize.cpp makes values of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "parser/ast.h"

namespace krait::core {

struct CompiledUnit;

struct Constant {
    enum class Tag : uint8_t {
        None,
        True,
        False,
        Ellipsis,
        Int,     // integer
        BigInt,  // text: hexadecimal digits, a minus sign before them
        Float,   // real
        Complex,
        Str,  // text, WTF-8
        Bytes,
        Tuple,
        Frozenset,
        Code
    };
    Tag tag = Tag::None;
    int64_t integer = 0;
    double real = 0, imaginary = 0;
    std::string text;
    std::vector<Constant> items;
    std::shared_ptr<CompiledUnit> code;

    static Constant none() { return {}; }
    static Constant boolean(bool truth) { return of(truth ? Tag::True : Tag::False); }
    static Constant of(Tag tag) {
        Constant constant;
        constant.tag = tag;
        return constant;
    }
    static Constant of_int(int64_t number) {
        Constant constant = of(Tag::Int);
        constant.integer = number;
        return constant;
    }
    static Constant of_float(double number) {
        Constant constant = of(Tag::Float);
        constant.real = number;
        return constant;
    }
    static Constant of_str(std::string_view text) {
        Constant constant = of(Tag::Str);
        constant.text = text;
        return constant;
    }
    static Constant of_tuple(std::vector<Constant> items) {
        Constant constant = of(Tag::Tuple);
        constant.items = std::move(items);
        return constant;
    }
    static Constant of_node(const ast::ConstantValue& value);

    bool truth() const;
    // Equal keys: the same type and value, 0.0 and -0.0 apart, 1 and True apart.
    std::string key() const;
    std::string repr() const;
};

class ConstantPool {
public:
    uint32_t add(const Constant& constant);
    const std::vector<Constant>& items() const { return items_; }
    std::vector<Constant> take() { return std::move(items_); }

private:
    std::vector<Constant> items_;
    std::unordered_map<std::string, uint32_t> index_;
};

}  // namespace krait::core
