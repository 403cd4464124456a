// Slow paths of operators, comparisons, truth and items. A Python method that is the first candidate gets its frame pushed;
// the rest of the protocol runs when it answers NotImplemented (deliver in frames.cpp).
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/events.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"

namespace krait::core {

struct OperatorNames {
    Field<Str*> Names::* method;
    Field<Str*> Names::* reflected;
    const char* symbol;
};
static constexpr OperatorNames kOperators[kBinaryOps] = {
    {&Names::dunder_add, &Names::dunder_radd, "+"},
    {&Names::dunder_sub, &Names::dunder_rsub, "-"},
    {&Names::dunder_mul, &Names::dunder_rmul, "*"},
    {&Names::dunder_matmul, &Names::dunder_rmatmul, "@"},
    {&Names::dunder_truediv, &Names::dunder_rtruediv, "/"},
    {&Names::dunder_floordiv, &Names::dunder_rfloordiv, "//"},
    {&Names::dunder_mod, &Names::dunder_rmod, "%"},
    {&Names::dunder_divmod, &Names::dunder_rdivmod, "divmod()"},
    {&Names::dunder_pow, &Names::dunder_rpow, "** or pow()"},
    {&Names::dunder_lshift, &Names::dunder_rlshift, "<<"},
    {&Names::dunder_rshift, &Names::dunder_rrshift, ">>"},
    {&Names::dunder_and, &Names::dunder_rand, "&"},
    {&Names::dunder_xor, &Names::dunder_rxor, "^"},
    {&Names::dunder_or, &Names::dunder_ror, "|"},
};
static constexpr Field<Str*> Names::* kComparisons[] = {&Names::dunder_lt, &Names::dunder_le, &Names::dunder_eq,
                                                        &Names::dunder_ne, &Names::dunder_gt, &Names::dunder_ge};

// A Python function that is `name` of the value's class; nothing if there is none, or if it is not a plain function.
static Value python_method(Thread& thread, Value value, Str* name) {
    if (!value.is_cell() || value.cell()->layout() != Layout::Instance) return Value::nothing();
    Value method = type_of(thread, value)->lookup(thread, name);
    return method.is<Function>() ? method : Value::nothing();
}

static bool push_method(Thread& thread, Value method, std::initializer_list<Value> arguments, ReturnAction action,
                        uint8_t destination, uint32_t aux = 0) {
    Frame* frame = push_call(thread, method.to<Function>(),
                             CallArguments{arguments.begin(), static_cast<uint32_t>(arguments.size()), nullptr}, action,
                             destination);
    if (!frame) return false;
    frame->aux = aux;
    return true;
}
static Outcome pushed(bool ok) { return ok ? Outcome::Pushed : Outcome::Failed; }

// The right operand goes first when its class is a proper subclass of the left's.
static bool right_has_priority(Thread& thread, Value left, Value right) {
    Type* left_type = type_of(thread, left);
    Type* right_type = type_of(thread, right);
    return left_type != right_type && right_type->is_subtype_of(left_type);
}

// Operands of a frame that waits for a Binary or Compare action are kept with the pushed frame's arguments: aux tells the op,
// the operands are found again in the instruction: words [op a b c] with its aux words, whose number is aux's top byte.
static uint32_t operator_aux(uint32_t op, uint32_t aux_words) { return op | aux_words << 24; }
static void operands_of(Frame* caller, uint32_t aux, Value* left, Value* right) {
    uint32_t word = __atomic_load_n(caller->pc - 1 - (aux >> 24), __ATOMIC_RELAXED);
    *left = caller->registers()[operand_b(word)];
    Op op = generic_op(op_byte(word));
    bool constant = op == Op::add_k || op == Op::sub_k || op == Op::mul_k || op == Op::floor_div_k || op == Op::mod_k ||
                    op == Op::bit_and_k;
    *right =
        constant ? (*caller->code->constants.get_relaxed())[operand_c(word)] : caller->registers()[operand_c(word)];
}

// Of an exact str, with what no reflected method can come before. Nothing and no pending exception: some other operation.
static Result<Value> text_operation_py(Thread& thread, BinaryOp op, Value left, Value right) {
    if (op == BinaryOp::Add && right.is<Str>()) return Value(TRY(str_concat(thread, left.to<Str>(), right.to<Str>())));
    if (op == BinaryOp::Mod &&
        (right.is<Str>() || right.is_small() || right.is_immediate_double() || right.is<Tuple>()))
        return Value(TRY(str_mod_py(thread, left.to<Str>(), right)));
    return Value::unbound();
}

Outcome slow_binary(Thread& thread, Frame* frame, BinaryOp op, Value left, Value right, uint8_t destination) {
    if (left.is<Str>()) {
        Result<Value> made = text_operation_py(thread, op, left, right);
        if (made.failed() || !made.value().is_unbound()) return stored(frame, destination, made);
    }
    Names* names = thread.interpreter->names;
    Value method = python_method(thread, left, (names->*kOperators[static_cast<int>(op)].method).get_relaxed());
    if (!method.is_nothing() && !right_has_priority(thread, left, right)) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        uint32_t aux_words = op == BinaryOp::Pow || op == BinaryOp::MatMul ? 1 : 0;
        return pushed(push_method(thread, method, {left, right}, ReturnAction::Binary, destination,
                                  operator_aux(static_cast<uint32_t>(op), aux_words)));
    }
    return stored(frame, destination, binary_py(thread, op, left, right));
}

Outcome slow_inplace(Thread& thread, Frame* frame, BinaryOp op, Value left, Value right, uint8_t destination) {
    if (left.is<Str>()) {
        Result<Value> made = text_operation_py(thread, op, left, right);
        if (made.failed() || !made.value().is_unbound()) return stored(frame, destination, made);
    }
    return stored(frame, destination, inplace_py(thread, op, left, right));
}

Result<Value> binary_rest_py(Thread& thread, Frame* caller, uint32_t aux) {
    BinaryOp op = static_cast<BinaryOp>(aux & 0xff);
    const OperatorNames& operator_names = kOperators[static_cast<int>(op)];
    Value left, right;
    operands_of(caller, aux, &left, &right);
    Type* right_type = type_of(thread, right);
    if (right_type != type_of(thread, left)) {
        bool found = false;
        Value argument[] = {left};
        Result<Value> result = call_special_py(
            thread, right, (thread.interpreter->names->*operator_names.reflected).get_relaxed(), argument, &found);
        if (found && result.failed()) return kFailure;
        if (found && !result.value().is_not_implemented()) return result;
    }
    return raise(thread, Exc::TypeError, "unsupported operand type(s) for {}: '{}' and '{}'", operator_names.symbol,
                 type_name(thread, left), type_name(thread, right));
}

static constexpr CompareOp kSwapped[] = {CompareOp::Gt, CompareOp::Ge, CompareOp::Eq,
                                         CompareOp::Ne, CompareOp::Lt, CompareOp::Le};
static constexpr const char* kComparisonSymbols[] = {"<", "<=", "==", "!=", ">", ">="};

Result<Value> compare_rest_py(Thread& thread, CompareOp op, Value left, Value right) {
    Type* right_type = type_of(thread, right);
    if (right_type->slots.compare) {
        Value result = TRY(right_type->slots.compare(thread, right, left, kSwapped[static_cast<int>(op)]));
        if (!result.is_not_implemented()) return result;
    }
    if (op == CompareOp::Eq) return Value::boolean(left == right);
    if (op == CompareOp::Ne) return Value::boolean(!(left == right));
    return raise(thread, Exc::TypeError, "'{}' not supported between instances of '{}' and '{}'",
                 kComparisonSymbols[static_cast<int>(op)], type_name(thread, left), type_name(thread, right));
}
Result<Value> compare_rest_op_py(Thread& thread, Frame* caller, uint32_t aux) {
    Value left, right;
    operands_of(caller, aux, &left, &right);
    return compare_rest_py(thread, static_cast<CompareOp>(aux & 0xff), left, right);
}

static Value comparison_method(Thread& thread, CompareOp op, Value left, Value right) {
    Value method =
        python_method(thread, left, (thread.interpreter->names->*kComparisons[static_cast<int>(op)]).get_relaxed());
    if (method.is_nothing() || right_has_priority(thread, left, right)) return Value::nothing();
    return method;
}

// == and != of exact strs.
static bool is_text_equality(CompareOp op, Value left, Value right) {
    return (op == CompareOp::Eq || op == CompareOp::Ne) && left.is<Str>() && right.is<Str>();
}

Outcome slow_compare(Thread& thread, Frame* frame, CompareOp op, Value left, Value right, uint8_t destination) {
    if (is_text_equality(op, left, right)) {
        Result<bool> equal = str_equal(thread, left.to<Str>(), right.to<Str>());
        if (equal.failed()) return Outcome::Failed;
        frame->registers()[destination] = Value::boolean(equal.value() == (op == CompareOp::Eq));
        return Outcome::Stored;
    }
    Value method = comparison_method(thread, op, left, right);
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        return pushed(push_method(thread, method, {left, right}, ReturnAction::Compare, destination,
                                  operator_aux(static_cast<uint32_t>(op), 0)));
    }
    return stored(frame, destination, compare_py(thread, op, left, right));
}

Outcome slow_compare_jump(Thread& thread, Frame* frame, CompareOp op, Value left, Value right, bool sense) {
    if (is_text_equality(op, left, right)) {
        Result<bool> equal = str_equal(thread, left.to<Str>(), right.to<Str>());
        if (equal.failed()) return Outcome::Failed;
        return (equal.value() == (op == CompareOp::Eq)) == sense ? Outcome::Jump : Outcome::Next;
    }
    Value method = comparison_method(thread, op, left, right);
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        Op generic = generic_op(op_byte(__atomic_load_n(frame->pc - 2, __ATOMIC_RELAXED)));
        bool constant = generic == Op::jump_lt_k || generic == Op::jump_gt_k || generic == Op::jump_eq_k;
        return pushed(push_method(thread, method, {left, right}, ReturnAction::CompareJump, 0,
                                  static_cast<uint32_t>(sense) | static_cast<uint32_t>(constant) << 1 |
                                      static_cast<uint32_t>(op) << 2));
    }
    // Not compare_bool_py(): that takes identical values for equal, and a nan is not.
    Result<Value> answer = compare_py(thread, op, left, right);
    if (answer.failed()) return Outcome::Failed;
    Result<bool> truth = truth_py(thread, answer.value());
    if (truth.failed()) return Outcome::Failed;
    return truth.value() == sense ? Outcome::Jump : Outcome::Next;
}

// The truth of exact built-ins that is their size; false: another type.
static bool truth_by_size(Value value, bool* truth) {
    if (value.is_small()) {
        *truth = value.as_small() != 0;
        return true;
    }
    if (!value.is_cell()) return false;
    switch (value.cell()->layout()) {
    case Layout::Str: *truth = value.to<Str>()->length() != 0; return true;
    case Layout::List: *truth = value.to<List>()->size() != 0; return true;
    case Layout::Tuple: *truth = value.to<Tuple>()->size() != 0; return true;
    case Layout::Dict: *truth = value.to<Dict>()->size() != 0; return true;
    case Layout::Set: *truth = value.to<Set>()->size() != 0; return true;
    default: return false;
    }
}

Outcome slow_truth_jump(Thread& thread, Frame* frame, Value value, bool sense) {
    if (bool known; truth_by_size(value, &known)) return known == sense ? Outcome::Jump : Outcome::Next;
    Value method = python_method(thread, value, thread.interpreter->names->dunder_bool.get_relaxed());
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        return pushed(push_method(thread, method, {value}, ReturnAction::TruthJump, 0, sense));
    }
    Result<bool> truth = truth_py(thread, value);
    if (truth.failed()) return Outcome::Failed;
    return truth.value() == sense ? Outcome::Jump : Outcome::Next;
}

Outcome slow_truth(Thread& thread, Frame* frame, Value value, uint8_t destination, bool negate) {
    if (bool known; truth_by_size(value, &known)) {
        frame->registers()[destination] = Value::boolean(known != negate);
        return Outcome::Stored;
    }
    Value method = python_method(thread, value, thread.interpreter->names->dunder_bool.get_relaxed());
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        return pushed(
            push_method(thread, method, {value}, negate ? ReturnAction::NotTruth : ReturnAction::Truth, destination));
    }
    Result<bool> truth = truth_py(thread, value);
    if (truth.failed()) return Outcome::Failed;
    frame->registers()[destination] = Value::boolean(truth.value() != negate);
    return Outcome::Stored;
}

Outcome slow_contains(Thread& thread, Frame* frame, Value container, Value item, uint8_t destination, bool negate) {
    Value method = python_method(thread, container, thread.interpreter->names->dunder_contains.get_relaxed());
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        return pushed(push_method(thread, method, {container, item},
                                  negate ? ReturnAction::NotContains : ReturnAction::Contains, destination));
    }
    Result<bool> found = contains_py(thread, container, item);
    if (found.failed()) return Outcome::Failed;
    frame->registers()[destination] = Value::boolean(found.value() != negate);
    return Outcome::Stored;
}

Outcome slow_load_item(Thread& thread, Frame* frame, Value object, Value key, uint8_t destination) {
    Value method = python_method(thread, object, thread.interpreter->names->dunder_getitem.get_relaxed());
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        return pushed(push_method(thread, method, {object, key}, ReturnAction::Store, destination));
    }
    return stored(frame, destination, get_item_py(thread, object, key));
}

Outcome slow_store_item(Thread& thread, Frame* frame, Value object, Value key, Value value) {
    Value method = python_method(thread, object, thread.interpreter->names->dunder_setitem.get_relaxed());
    if (!method.is_nothing()) {
        if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed()))
            return Outcome::Failed;
        return pushed(push_method(thread, method, {object, key, value}, ReturnAction::Discard, 0));
    }
    return set_item_py(thread, object, key, value).failed() ? Outcome::Failed : Outcome::Stored;
}

bool store_item_locked(Thread& thread, List* list, int64_t index, Value value) {
    ByteLockGuard guard(thread, list);
    auto size = static_cast<int64_t>(list->size_);
    if (index < 0) index += size;
    if (static_cast<uint64_t>(index) >= static_cast<uint64_t>(size)) return false;
    ListItems* items = list->items_.get_relaxed();
    items->items_[index].set(items, value);
    return true;
}

Outcome slow_for_next(Thread& thread, Frame* frame, Value iterator, uint8_t destination) {
    if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed())) return Outcome::Failed;
    if (iterator.is<Generator>()) {
        GeneratorBase* generator = iterator.to<GeneratorBase>();
        if (generator->state.load(std::memory_order_acquire) == GeneratorBase::State::Finished) return Outcome::Jump;
        if (!resume_generator(thread, generator, Value::none())) return Outcome::Failed;
        generator->frame.action = ReturnAction::ForNext;  // not before: it may be the one at work
        generator->frame.destination = destination;
        return Outcome::Pushed;
    }
    Value method = python_method(thread, iterator, thread.interpreter->names->dunder_next.get_relaxed());
    if (!method.is_nothing())
        return pushed(push_method(thread, method, {iterator}, ReturnAction::ForNext, destination));
    Result<Value> value = next_py(thread, iterator);
    if (value.failed()) return Outcome::Failed;
    if (value.value().is_unbound()) return Outcome::Jump;
    frame->registers()[destination] = value.value();
    return Outcome::Stored;
}

}  // namespace krait::core
