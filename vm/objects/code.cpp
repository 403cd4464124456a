// class code. What inspect, dis and tracebacks ask of it; Data model 3.2.13.1.
#include "vm/objects/code.h"

#include <cstdio>
#include <cstring>
#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "vm/bytecode/verify.h"
#include "vm/objects/code_storage.h"
#include "vm/vm_state.h"

namespace krait::core {

const CodePosition* Code::position_of(uint32_t word) const {
    uint32_t low = 0, high = position_count;  // the last entry that starts at or before the word
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (positions[middle].start_word <= word) low = middle + 1;
        else high = middle;
    }
    return low ? &positions[low - 1] : nullptr;
}

const ExceptionEntry* Code::handler_of(uint32_t word) const {
    for (uint32_t i = 0; i < exception_count; ++i) {
        if (word >= exceptions[i].start && word < exceptions[i].end) return &exceptions[i];
    }
    return nullptr;
}

#define CODE_GETTER(NAME, DOC) GETTER(Code, NAME, DOC)

CODE_GETTER(co_name, "name with which this code object was defined") { return Value(self.to<Code>()->name.get()); }
CODE_GETTER(co_qualname, "fully qualified function name") { return Value(self.to<Code>()->qualname.get()); }
CODE_GETTER(co_filename, "name of file in which this code object was created") {
    return Value(self.to<Code>()->filename.get());
}
CODE_GETTER(co_firstlineno, "number of first line in Python source code") {
    return Value::small(self.to<Code>()->first_line);
}
CODE_GETTER(co_argcount, "number of arguments (not including keyword only arguments, * or ** args)") {
    return Value::small(self.to<Code>()->argument_count);
}
CODE_GETTER(co_posonlyargcount, "number of positional only arguments") {
    return Value::small(self.to<Code>()->positional_only_count);
}
CODE_GETTER(co_kwonlyargcount, "number of keyword only arguments (not including ** arg)") {
    return Value::small(self.to<Code>()->keyword_only_count);
}
CODE_GETTER(co_flags, "bitmap of CO_* flags") {
    return Value::small(self.to<Code>()->flags & ~code_flag::kFarParameters);
}
CODE_GETTER(co_code, "bytecode of Krait, in which nothing is specialised") {
    Code* code = self.to<Code>();
    std::vector<uint32_t> words(code->word_count);
    copy_generic_words(code, words.data());
    return Value(TRY(make_bytes(
        thread, std::string_view(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(uint32_t)))));
}
CODE_GETTER(co_stacksize, "virtual machine stack space required") {
    return Value::small(self.to<Code>()->register_count);
}
CODE_GETTER(co_consts, "tuple of constants used in the bytecode") { return Value(self.to<Code>()->constants.get()); }
CODE_GETTER(co_names, "tuple of names other than arguments and function locals") {
    Code* code = self.to<Code>();
    List* names = make_list(thread);
    Tuple* all = code->names.get();
    for (size_t i = 0; i < all->size(); ++i) {
        bool local = false;
        for (uint32_t v = 0; v < code->variable_count; ++v) local |= code->variables[v].name == i;
        if (!local) TRY(list_append(thread, names, (*all)[i]));
    }
    return Value(TRY(list_to_tuple(thread, names)));
}

static Result<Value> variables_of(Thread& thread, Code* code, uint8_t wanted, uint8_t unwanted) {
    List* names = make_list(thread);
    for (uint32_t i = 0; i < code->variable_count; ++i) {
        const Variable& variable = code->variables[i];
        if (!(variable.kind & wanted) || (variable.kind & unwanted)) continue;
        TRY(list_append(thread, names, (*code->names.get())[variable.name]));
    }
    return Value(TRY(list_to_tuple(thread, names)));
}
static constexpr uint8_t bits(VariableKind kind) { return static_cast<uint8_t>(kind); }

CODE_GETTER(co_varnames, "tuple of names of arguments and local variables") {
    return variables_of(thread, self.to<Code>(), bits(VariableKind::Local) | bits(VariableKind::Argument),
                        bits(VariableKind::Hidden));
}
CODE_GETTER(co_nlocals, "number of local variables") {
    Value names = TRY(Code_get_co_varnames_code(thread, self));
    return Value::small(static_cast<int64_t>(names.to<Tuple>()->size()));
}
CODE_GETTER(co_cellvars, "tuple of names of local variables referenced by containing scopes") {
    return variables_of(thread, self.to<Code>(), bits(VariableKind::Cell), bits(VariableKind::Free));
}
CODE_GETTER(co_freevars, "tuple of names of free variables") {
    return variables_of(thread, self.to<Code>(), bits(VariableKind::Free), 0);
}
METHOD(Code, co_lines, "co_lines(self)", "Return an iterator of (start, end, line) triples, in bytes of code.") {
    Code* code = self;
    List* lines = make_list(thread);
    for (uint32_t i = 0; i < code->position_count;) {
        uint32_t j = i + 1;
        while (j < code->position_count && code->positions[j].line == code->positions[i].line) ++j;
        uint32_t end = j < code->position_count ? code->positions[j].start_word : code->word_count;
        Value line = code->positions[i].line ? Value::small(code->positions[i].line) : Value::none();
        Tuple* entry =
            make_tuple(thread, {Value::small(code->positions[i].start_word * 4), Value::small(end * 4), line});
        TRY(list_append(thread, lines, Value(entry)));
        i = j;
    }
    return iterate_py(thread, Value(lines));
}

METHOD(Code, co_positions, "co_positions(self)",
       "Return an iterator of (line, end line, column, end column), one for each code unit.") {
    Code* code = self;
    List* result = make_list(thread);
    for (uint32_t i = 0; i < code->position_count; ++i) {
        const CodePosition& p = code->positions[i];
        auto number = [](int32_t n, bool known) { return known ? Value::small(n) : Value::none(); };
        Tuple* entry = make_tuple(thread, {number(p.line, p.line), number(p.end_line, p.line),
                                           number(p.column, p.line && p.column >= 0),
                                           number(p.end_column, p.line && p.end_column >= 0)});
        uint32_t end = i + 1 < code->position_count ? code->positions[i + 1].start_word : code->word_count;
        // A code unit is two bytes for its readers (lasti // 2): two entries a word.
        for (uint32_t unit = p.start_word * 2; unit < end * 2; ++unit) TRY(list_append(thread, result, Value(entry)));
    }
    return iterate_py(thread, Value(result));
}

namespace {

// What two code objects must share to be equal: all but the file. Constants count with their types (1 is not 1.0).
Result<Tuple*> identity_of(Thread& thread, Code* code) {
    auto typed = [&](auto& again, Tuple* constants) -> Result<Value> {
        List* parts = make_list(thread);
        for (Value constant : constants->span()) {
            TRY(list_append(thread, parts, Value(type_of(thread, constant))));
            if (constant.is<Tuple>()) constant = TRY(again(again, constant.to<Tuple>()));
            else if (constant.is_cell() && (is_float(constant) || as_kind<Complex>(thread, constant)))
                constant = Value(TRY(repr_py(thread, constant)));  // -0.0 is not 0.0
            TRY(list_append(thread, parts, constant));
        }
        return Value(TRY(list_to_tuple(thread, parts)));
    };
    Value bytecode = TRY(Code_get_co_code_code(thread, Value(code)));
    std::string_view lines(reinterpret_cast<const char*>(code->positions), code->position_count * sizeof(CodePosition));
    std::string_view handlers(reinterpret_cast<const char*>(code->exceptions),
                              code->exception_count * sizeof(ExceptionEntry));
    Value variables = TRY(variables_of(thread, code, 0xff, 0));
    return make_tuple(thread, {
        Value(code->name.get()), Value(code->qualname.get()), Value::small(code->flags), Value::small(code->first_line),
            Value::small(code->argument_count), Value::small(code->positional_only_count),
            Value::small(code->keyword_only_count), bytecode, Value(TRY(make_bytes(thread, lines))),
            Value(TRY(make_bytes(thread, handlers))), Value(code->names.get()), variables,
            TRY(typed(typed, code->constants.get()))
    });
}

Result<Value> compare_code(Thread& thread, Value left, Value right, CompareOp compare) {
    if (!right.is<Code>() || (compare != CompareOp::Eq && compare != CompareOp::Ne)) return Value::not_implemented();
    bool same = left == right;
    if (!same) {
        Tuple* mine = TRY(identity_of(thread, left.to<Code>()));
        Tuple* other = TRY(identity_of(thread, right.to<Code>()));
        same = TRY(equal_py(thread, Value(mine), Value(other)));
    }
    return Value::boolean(same == (compare == CompareOp::Eq));
}
Result<int64_t> hash_code(Thread& thread, Value self) {
    return hash_py(thread, Value(TRY(identity_of(thread, self.to<Code>()))));
}

}  // namespace

RAW_METHOD(Code, __replace__, "__replace__(self, /, **changes)", "The same as replace().") {
    return call_py(thread, TRY(get_attribute_py(thread, self, "replace")), arguments);
}
RAW_METHOD(Code, replace, "replace(self, /, **changes)",
           "Return a copy of the code object with new values for the specified fields.") {
    Code* old = self.to<Code>();
    Code* code = allocate<Code>(thread, shape_of(BuiltinType::Code));
    std::memcpy(reinterpret_cast<char*>(code) + sizeof(Cell), reinterpret_cast<char*>(old) + sizeof(Cell),
                sizeof(Code) - sizeof(Cell));
    code->liveness.store(nullptr, std::memory_order_relaxed);  // each has its own
    write_barrier(code);
    Value kept(code);
    if (arguments.positional) return raise(thread, Exc::TypeError, "replace() takes no positional arguments");
    TRY(renew_caches(thread, code));
    register_code(thread, code);
    for (uint32_t i = 0; i < arguments.total(); ++i) {
        std::string name = str_utf8_lossy((*arguments.names)[i].to<Str>());
        Value value = arguments.values[i];
        if (name == "co_name" || name == "co_qualname" || name == "co_filename") {
            if (!value.is<Str>())
                return raise(thread, Exc::TypeError, "replace() argument '{}' must be str, not {}", name,
                             type_name(thread, value));
            (name == "co_name"       ? code->name
             : name == "co_qualname" ? code->qualname
                                     : code->filename)
                .set(code, value.to<Str>());
        } else if (name == "co_flags") {
            code->flags = (old->flags & code_flag::kFarParameters) |
                          (static_cast<uint32_t>(TRY(index_int64_py(thread, value))) & ~code_flag::kFarParameters);
        } else if (name == "co_firstlineno") {
            code->first_line = static_cast<int32_t>(TRY(index_int64_py(thread, value)));
        } else if (name == "co_consts") {
            if (!value.is<Tuple>())
                return raise(thread, Exc::TypeError, "replace() argument 'co_consts' must be tuple, not {}",
                             type_name(thread, value));
            code->constants.set(code, value.to<Tuple>());
        } else if (name == "co_code" || name == "co_names" || name == "co_varnames" || name == "co_cellvars" ||
                   name == "co_freevars" || name == "co_argcount" || name == "co_posonlyargcount" ||
                   name == "co_kwonlyargcount" || name == "co_nlocals" || name == "co_stacksize" ||
                   name == "co_linetable" || name == "co_exceptiontable") {
            return raise(thread, Exc::NotImplementedError,
                         "code.replace({}=...): Krait's bytecode can be changed in its names, constants and flags only",
                         name);
        } else {
            return raise(thread, Exc::TypeError, "replace() got an unexpected keyword argument '{}'", name);
        }
    }
    std::string wrong = verify(verifier_input(code, {code->words, code->word_count}));
    if (!wrong.empty()) return raise(thread, Exc::ValueError, "code: {}", wrong);
    return kept;
}

static Result<Value> code_repr(Thread& thread, Value self) {
    Code* code = self.to<Code>();
    char address[32];
    std::snprintf(address, sizeof address, "%p", static_cast<void*>(code));
    std::string text = "<code object " + str_utf8_lossy(code->name.get()) + " at " + address + ", file \"" +
                       str_utf8_lossy(code->filename.get()) + "\", line " + std::to_string(code->first_line) + ">";
    return Value(TRY(make_str(thread, text)));
}

const TypeSpec Code::spec = {
    .name = "code",
    .doc = "Create a code object.  Not for mere mortals.",
    .size = sizeof(Code),
    .layout = Layout::Code,
    .flags = type_flag::kNoInstantiate | type_flag::kHasWeakref,
    .slots = {.repr = code_repr, .hash = hash_code, .compare = compare_code},
    .methods = {&Code_co_lines, &Code_co_positions, &Code_replace, &Code___replace__},
    .properties = {&Code_get_co_name, &Code_get_co_qualname, &Code_get_co_filename, &Code_get_co_firstlineno,
                   &Code_get_co_argcount, &Code_get_co_posonlyargcount, &Code_get_co_kwonlyargcount, &Code_get_co_flags,
                   &Code_get_co_stacksize, &Code_get_co_consts, &Code_get_co_names, &Code_get_co_varnames,
                   &Code_get_co_code, &Code_get_co_nlocals, &Code_get_co_cellvars, &Code_get_co_freevars},
};

}  // namespace krait::core
