#include "vm/compiler/materialize.h"

#include "runtime/objects/bytes.h"
#include "runtime/objects/numbers.h"
#include "vm/objects/code_storage.h"

namespace krait::core {

namespace {

// As CPython: constants that look like identifiers are interned.
bool looks_like_name(std::string_view text) {
    if (text.size() > 4096) return false;
    for (char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return false;
    return true;
}

Result<Tuple*> materialize_items(Thread& thread, const std::vector<Constant>& items, Str* filename) {
    Tuple* tuple = TRY(make_tuple_sized(thread, items.size()));
    for (size_t i = 0; i < items.size(); ++i) {
        Value item = TRY(materialize(thread, items[i], filename));
        tuple->items_[i].set(tuple, item);
    }
    return tuple;
}

}  // namespace

Result<Value> materialize(Thread& thread, const Constant& constant, Str* filename) {
    using Tag = Constant::Tag;
    switch (constant.tag) {
    case Tag::None: return Value::none();
    case Tag::True: return Value::true_();
    case Tag::False: return Value::false_();
    case Tag::Ellipsis: return Value::ellipsis();
    case Tag::Int: return make_int(thread, constant.integer);
    case Tag::BigInt: return int_from_text(thread, constant.text, 16);
    case Tag::Float: return make_float(thread, constant.real);
    case Tag::Complex: return make_complex(thread, constant.real, constant.imaginary);
    case Tag::Str:
        if (looks_like_name(constant.text)) return Value(intern(thread, constant.text));
        return Value(TRY(make_str(thread, constant.text)));
    case Tag::Bytes: return Value(TRY(make_bytes(thread, std::string_view(constant.text))));
    case Tag::Tuple: return Value(TRY(materialize_items(thread, constant.items, filename)));
    case Tag::Frozenset: {
        Tuple* items = TRY(materialize_items(thread, constant.items, filename));
        return Value(TRY(make_frozenset_from_py(thread, Value(items))));
    }
    case Tag::Code: return Value(TRY(materialize(thread, *constant.code, filename)));
    }
    return kFailure;
}

Result<Code*> materialize(Thread& thread, const CompiledUnit& unit, Str* filename) {
    TRY(thread.poll());
    Tuple* constants = TRY(materialize_items(thread, unit.constants, filename));
    Tuple* names = TRY(make_tuple_sized(thread, unit.names.size()));
    for (size_t i = 0; i < unit.names.size(); ++i) {
        Str* name = intern(thread, unit.names[i]);
        names->items_[i].set(names, Value(name));
    }
    Str* name = intern(thread, unit.name);
    Str* qualname = intern(thread, unit.qualname);
    Code* code = TRY(make_code(thread, {unit.words, unit.exceptions, unit.positions, unit.variables, unit.site_names}));
    code->name.set(code, name);
    code->qualname.set(code, qualname);
    code->filename.set(code, filename);
    code->constants.set(code, constants);
    code->names.set(code, names);
    code->flags = unit.flags;
    code->first_line = unit.first_line;
    code->argument_count = unit.argument_count;
    code->positional_only_count = unit.positional_only_count;
    code->keyword_only_count = unit.keyword_only_count;
    code->local_count = unit.local_count;
    code->register_count = unit.register_count;
    code->far_count = unit.far_count;
    code->free_count = unit.free_count;
    code->settle();
    return code;
}

}  // namespace krait::core
