// Constant folding, with CPython's bounds on the size of results.
#include <cmath>

#include "vm/compiler/emitter.h"

namespace krait::core {

using namespace ast;
using core::Constant;
using Tag = Constant::Tag;

namespace {

constexpr size_t kMaxStringSize = 4096, kMaxTupleSize = 256;

bool as_integer(const Constant& constant, int64_t* out) {
    if (constant.tag == Tag::Int) *out = constant.integer;
    else if (constant.tag == Tag::True) *out = 1;
    else if (constant.tag == Tag::False) *out = 0;
    else return false;
    return true;
}

bool as_double(const Constant& constant, double* out) {
    int64_t integer;
    if (constant.tag == Tag::Float) *out = constant.real;
    else if (as_integer(constant, &integer) && integer >= -(int64_t{1} << 53) && integer <= int64_t{1} << 53)
        *out = static_cast<double>(integer);
    else return false;
    return true;
}

bool integer_power(int64_t base, int64_t exponent, int64_t* out) {
    if (exponent < 0 || (exponent > 64 && (base > 1 || base < -1))) return false;
    *out = 1;
    if (exponent > 64) exponent = 64 + (exponent & 1);
    for (int64_t i = 0; i < exponent; ++i)
        if (__builtin_mul_overflow(*out, base, out)) return false;
    return true;
}

bool fold_integers(Operator op, int64_t a, int64_t b, Constant* out) {
    int64_t n = 0;
    switch (op) {
    case Operator::Add:
        if (__builtin_add_overflow(a, b, &n)) return false;
        break;
    case Operator::Sub:
        if (__builtin_sub_overflow(a, b, &n)) return false;
        break;
    case Operator::Mult:
        if (__builtin_mul_overflow(a, b, &n)) return false;
        break;
    case Operator::FloorDiv:
    case Operator::Mod: {
        if (b == 0 || (a == INT64_MIN && b == -1)) return false;
        int64_t quotient = a / b, rest = a % b;
        if (rest != 0 && (rest < 0) != (b < 0)) --quotient, rest += b;
        n = op == Operator::Mod ? rest : quotient;
        break;
    }
    case Operator::Div: {
        constexpr int64_t kExact = int64_t{1} << 53;
        if (b == 0 || a > kExact || a < -kExact || b > kExact || b < -kExact) return false;
        *out = Constant::of_float(static_cast<double>(a) / static_cast<double>(b));
        return true;
    }
    case Operator::Pow:
        if (!integer_power(a, b, &n)) return false;
        break;
    case Operator::LShift:
        if (b < 0 || b > 62 || a > (INT64_MAX >> b) || a < (INT64_MIN >> b)) return false;
        n = static_cast<int64_t>(static_cast<uint64_t>(a) << b);
        break;
    case Operator::RShift:
        if (b < 0) return false;
        n = a >> (b > 63 ? 63 : b);
        break;
    case Operator::BitOr: n = a | b; break;
    case Operator::BitXor: n = a ^ b; break;
    case Operator::BitAnd: n = a & b; break;
    case Operator::MatMult: return false;
    }
    *out = Constant::of_int(n);
    return true;
}

bool fold_doubles(Operator op, double a, double b, Constant* out) {
    double x;
    switch (op) {
    case Operator::Add: x = a + b; break;
    case Operator::Sub: x = a - b; break;
    case Operator::Mult: x = a * b; break;
    case Operator::Div:
        if (b == 0) return false;
        x = a / b;
        break;
    default: return false;  // the rest is the runtime's
    }
    if (std::isnan(x)) return false;
    *out = Constant::of_float(x);
    return true;
}

size_t item_count(const Constant& constant) {
    size_t count = 1;
    for (const Constant& item : constant.items) count += item_count(item);
    return count;
}

bool repeat(const Constant& sequence, int64_t times, Constant* out) {
    if (times < 0) times = 0;
    *out = Constant::of(sequence.tag);
    if (sequence.tag == Tag::Tuple) {
        if (times && item_count(sequence) > kMaxTupleSize / static_cast<size_t>(times)) return false;
        for (int64_t i = 0; i < times; ++i)
            out->items.insert(out->items.end(), sequence.items.begin(), sequence.items.end());
        return true;
    }
    if (times && sequence.text.size() > kMaxStringSize / static_cast<size_t>(times)) return false;
    for (int64_t i = 0; i < times; ++i) out->text += sequence.text;
    return true;
}

bool is_sequence(const Constant& constant) {
    return constant.tag == Tag::Str || constant.tag == Tag::Bytes || constant.tag == Tag::Tuple;
}

}  // namespace

bool Emitter::fold_unary(const ast::UnaryOp* node, Constant* out) {
    Constant operand;
    if (!constant_of(node->operand, &operand)) return false;
    int64_t integer;
    switch (node->op) {
    case UnaryOperator::Not: *out = Constant::boolean(!operand.truth()); return true;
    case UnaryOperator::USub:
        if (operand.tag == Tag::Float) {
            *out = Constant::of_float(-operand.real);
            return true;
        }
        if (operand.tag == Tag::Complex) {
            *out = operand;
            out->real = -operand.real;
            out->imaginary = -operand.imaginary;
            return true;
        }
        if (operand.tag == Tag::BigInt) {
            *out = operand;
            if (operand.text[0] == '-') out->text.erase(0, 1);
            else out->text.insert(0, "-");
            return true;
        }
        if (!as_integer(operand, &integer) || integer == INT64_MIN) return false;
        *out = Constant::of_int(-integer);
        return true;
    case UnaryOperator::UAdd:
        if (operand.tag == Tag::Float || operand.tag == Tag::Complex || operand.tag == Tag::BigInt) {
            *out = operand;
            return true;
        }
        if (!as_integer(operand, &integer)) return false;
        *out = Constant::of_int(integer);
        return true;
    case UnaryOperator::Invert:
        if (operand.tag != Tag::Int) return false;  // ~True warns
        *out = Constant::of_int(~operand.integer);
        return true;
    }
    return false;
}

bool Emitter::fold_binary(const BinOp* node, Constant* out) {
    Constant left, right;
    if (!constant_of(node->right, &right) || !constant_of(node->left, &left)) return false;
    int64_t a, b;
    if (as_integer(left, &a) && as_integer(right, &b)) {
        bool booleans = left.tag != Tag::Int && right.tag != Tag::Int;
        if (booleans && (node->op == Operator::BitAnd || node->op == Operator::BitOr || node->op == Operator::BitXor)) {
            *out = Constant::boolean(node->op == Operator::BitAnd  ? a & b
                                     : node->op == Operator::BitOr ? a | b
                                                                   : a ^ b);
            return true;
        }
        return fold_integers(node->op, a, b, out);
    }
    double x, y;
    if (as_double(left, &x) && as_double(right, &y)) return fold_doubles(node->op, x, y, out);
    // 1 + 2j and the like: literals of complex numbers.
    if (right.tag == Tag::Complex && as_double(left, &x) && (node->op == Operator::Add || node->op == Operator::Sub)) {
        *out = right;
        bool add = node->op == Operator::Add;
        out->real = add ? x + right.real : x - right.real;
        out->imaginary = add ? right.imaginary : -right.imaginary;
        return true;
    }
    if (node->op == Operator::Add && left.tag == right.tag && is_sequence(left)) {
        if (left.text.size() + right.text.size() > kMaxStringSize ||
            item_count(left) + item_count(right) > kMaxTupleSize)
            return false;
        *out = left;
        out->text += right.text;
        out->items.insert(out->items.end(), right.items.begin(), right.items.end());
        return true;
    }
    if (node->op == Operator::Mult) {
        if (is_sequence(left) && as_integer(right, &b)) return repeat(left, b, out);
        if (is_sequence(right) && as_integer(left, &a)) return repeat(right, a, out);
    }
    return false;
}

bool Emitter::fold_subscript(const Subscript* node, Constant* out) {
    Constant value, index;
    if (node->ctx != ExprContext::Load || !constant_of(node->slice, &index) || !constant_of(node->value, &value))
        return false;
    int64_t i;
    if (!as_integer(index, &i)) return false;
    bool ascii = true;
    for (char c : value.text) ascii &= static_cast<unsigned char>(c) < 128;
    auto size = static_cast<int64_t>(value.tag == Tag::Tuple ? value.items.size() : value.text.size());
    if (i < 0) i += size;
    if (i < 0 || i >= size) return false;
    auto at = static_cast<size_t>(i);
    if (value.tag == Tag::Tuple) *out = Constant(value.items[at]);
    else if (value.tag == Tag::Str && ascii) *out = Constant::of_str(std::string_view(value.text).substr(at, 1));
    else if (value.tag == Tag::Bytes) *out = Constant::of_int(static_cast<unsigned char>(value.text[at]));
    else return false;
    return true;
}

bool Emitter::constant_of(const Expr* node, Constant* out) {
    if (!diagnostics_.enter()) return false;
    switch (node->kind) {
    case NodeKind::Constant: *out = Constant::of_node(static_cast<const ast::Constant*>(node)->value); return true;
    case NodeKind::Name:
        if (static_cast<const Name*>(node)->id != "__debug__") return false;
        *out = Constant::boolean(options_.optimize == 0);
        return true;
    case NodeKind::UnaryOp: return fold_unary(static_cast<const ast::UnaryOp*>(node), out);
    case NodeKind::BinOp: return fold_binary(static_cast<const BinOp*>(node), out);
    case NodeKind::Subscript: return fold_subscript(static_cast<const Subscript*>(node), out);
    case NodeKind::Tuple: {
        auto* tuple = static_cast<const ast::Tuple*>(node);
        if (tuple->ctx != ExprContext::Load) return false;
        std::vector<Constant> items(tuple->elts.size());
        for (size_t i = 0; i < items.size(); ++i)
            if (!constant_of(tuple->elts[i], &items[i])) return false;
        *out = Constant::of_tuple(std::move(items));
        return true;
    }
    default: return false;
    }
}

void Emitter::load_constant(const Constant& constant, Reg dst) {
    if (!code().reachable()) return;
    if (constant.tag == Tag::Int && constant.integer >= INT16_MIN && constant.integer <= INT16_MAX)
        return code().emit16(Op::load_small, dst, static_cast<uint16_t>(constant.integer));
    uint32_t index = add_constant(constant);
    if (index <= UINT16_MAX) return code().emit16(Op::load_const, dst, static_cast<uint16_t>(index));
    emit(Op::load_const_far, dst, 0, 0, index);
}

}  // namespace krait::core
