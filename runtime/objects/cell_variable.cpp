// class cell: a variable shared by nested functions.
#include "runtime/objects/containers.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/native_arguments.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

Result<Value> construct_cell(Thread& thread, Type*, const CallArguments& arguments) {
    TRY(no_keywords(thread, "cell", arguments));
    TRY(between(thread, "cell", arguments, 0, 1));
    auto* cell = allocate_builtin<CellVariable>(thread, BuiltinType::CellVariable);
    if (arguments.positional) cell->value.init(arguments[0]);
    return Value(cell);
}

Result<Value> repr_cell(Thread& thread, Value self) {
    Value value = self.to<CellVariable>()->value.get();
    if (value.is_nothing()) return format_str(thread, "<cell at {}: empty>", address_text(self));
    return format_str(thread, "<cell at {}: {} object at {}>", address_text(self), type_of(thread, value),
                      address_text(value));
}

// An empty cell comes before all others.
Result<Value> compare_cell(Thread& thread, Value left, Value right, CompareOp op) {
    if (!left.is<CellVariable>() || !right.is<CellVariable>()) return Value::not_implemented();
    Value a = left.to<CellVariable>()->value.get(), b = right.to<CellVariable>()->value.get();
    if (!a.is_nothing() && !b.is_nothing()) return compare_py(thread, op, a, b);
    return compare_py(thread, op, Value::small(!a.is_nothing()), Value::small(!b.is_nothing()));
}

Result<Value> get_contents(Thread& thread, Value self) {
    Value value = self.to<CellVariable>()->value.get();
    if (value.is_nothing()) return raise(thread, Exc::ValueError, "cell is empty");
    return value;
}
Result<void> set_contents(Thread&, Value self, Value value) {
    auto* cell = self.to<CellVariable>();
    cell->value.set(cell, value);
    return {};
}
constexpr GetSetSpec kContents = {"cell_contents", nullptr, get_contents, set_contents};

}  // namespace

const TypeSpec CellVariable::spec = {
    .name = "cell",
    .doc = "Create a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be "
           "empty,\n    and "
           "further attempts to access its cell_contents attribute will\n    raise a ValueError.",
    .size = sizeof(CellVariable),
    .layout = Layout::CellVariable,
    .slots = {.repr = repr_cell, .compare = compare_cell, .construct = construct_cell},
    .properties = {&kContents},
};

}  // namespace krait::core
