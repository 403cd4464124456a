// class frame and FrameLocalsProxy. Data model 3.2.13.2; PEP 667 (f_locals writes through).
#include "vm/objects/frame.h"

#include <cstdio>
#include <optional>
#include <string>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "runtime/threads/registry.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"
#include "vm/objects/generator_parts.h"

namespace krait::core {

FrameObject* frame_object(Thread& thread, Frame* frame) {
    if (frame->object) return frame->object;
    auto* object = allocate_builtin<FrameObject>(thread, BuiltinType::Frame);
    // While the allocation waited, a thread that looks at this one's frames may have made it.
    if (frame->object) return frame->object;
    object->frame.store(frame, std::memory_order_relaxed);
    object->code.init(frame->code);
    object->function.init(frame->function);
    object->globals.init(frame->globals());
    object->builtins.init(frame->function->builtins.get());
    object->closure.init(frame->function->closure.get());
    object->trace.init(Value::none());
    object->trace_lines = true;
    if (frame->flags & frame_flag::kNamespace) object->namespace_.init(frame->namespace_);
    if (frame->flags & frame_flag::kGenerator) {
        object->generator.init(Value(frame->generator()));
        write_barrier(frame->generator());
    }
    write_barrier(object);
    frame->object = object;
    return object;
}

void detach_frame_object(Thread& thread, Frame* frame) {
    FrameObject* object = frame->object;
    object->last_word = static_cast<uint32_t>(frame->pc - 1 - frame->code->words);
    uint32_t count = frame->code->register_count + frame->code->far_count;
    Result<Tuple*> values = make_tuple_sized(thread, count);
    if (values.failed()) {
        thread.pending = Value::nothing();  // over the memory limit: the dead frame's variables are lost, nothing else
    } else {
        for (uint32_t i = 0; i < count; ++i) {
            bool named = i < frame->code->local_count || i >= frame->code->register_count;
            values.value()->items_[i].set(values.value(), named ? frame->registers()[i] : Value::nothing());
        }
        object->values.set(object, values.value());
    }
    if (frame->caller) object->back.set(object, frame_object(thread, frame->caller));
    object->frame.store(nullptr, std::memory_order_release);
}

// The activation behind a Frame object, or null when it has ended. While this lives it goes neither on nor away (rule 6).
class Activation {
public:
    Activation(Thread& thread, const FrameObject* object) : frame_(object->frame.load(std::memory_order_acquire)) {
        if (thread.gil_on || !frame_ || is_own(thread)) return;
        others_.emplace(thread, *thread.interpreter->threads);
        frame_ = object->frame.load(std::memory_order_acquire);
    }
    Frame* operator*() const { return frame_; }

private:
    bool is_own(Thread& thread) const {
        const char* place = reinterpret_cast<const char*>(frame_);
        if (place >= thread.vm_stack && place < thread.vm_end) return true;
        for (const Frame* each = thread.frame; each; each = each->caller) {
            if (each == frame_) return true;
        }
        return false;
    }
    std::optional<OthersStandStill> others_;
    Frame* frame_;
};

// ---- variables by name ----

// The variables of a frame, by number. `frame`: its activation, or null when it has ended.
class FrameVariables {
public:
    explicit FrameVariables(FrameObject* object) : object_(object), code_(object->code.get()) {}
    uint32_t count() const { return code_->variable_count; }
    Str* name(uint32_t i) const { return (*code_->names.get())[code_->variables[i].name].to<Str>(); }
    bool hidden(uint32_t i) const { return code_->variables[i].kind & static_cast<uint8_t>(VariableKind::Hidden); }

    Value get(Frame* frame, uint32_t i) const {
        const Variable& variable = code_->variables[i];
        Value value = raw(frame, variable);
        return is_cell(variable) && value.is<CellVariable>() ? value.to<CellVariable>()->value.get() : value;
    }
    void set(Frame* frame, uint32_t i, Value value) {
        const Variable& variable = code_->variables[i];
        Value old = raw(frame, variable);
        if (is_cell(variable) && old.is<CellVariable>()) {
            old.to<CellVariable>()->value.set(old.cell(), value);
        } else if (frame) {
            frame->registers()[variable.index] = value;
            if (frame->flags & frame_flag::kGenerator) write_barrier(frame->generator());
        } else if (Tuple* values = object_->values.get()) {
            values->items_[variable.index].set(values, value);
        }
    }

private:
    static bool is_cell(const Variable& variable) {
        return variable.kind & (static_cast<uint8_t>(VariableKind::Cell) | static_cast<uint8_t>(VariableKind::Free));
    }
    Value raw(Frame* frame, const Variable& variable) const {
        if (variable.kind & static_cast<uint8_t>(VariableKind::Free)) {
            Tuple* closure = object_->closure.get();
            return closure ? (*closure)[variable.index] : Value::nothing();
        }
        if (frame) return frame->registers()[variable.index];
        Tuple* values = object_->values.get();
        return values ? (*values)[variable.index] : Value::nothing();
    }
    FrameObject* object_;
    Code* code_;
};

static Result<Dict*> snapshot(Thread& thread, FrameObject* object) {
    FrameVariables variables(object);
    ValueArray* values = TRY(make_value_array(thread, variables.count()));
    {
        Activation activation(thread, object);
        for (uint32_t i = 0; i < variables.count(); ++i) values->items_[i].set(values, variables.get(*activation, i));
    }
    Dict* dict = make_dict(thread);
    for (uint32_t i = 0; i < variables.count(); ++i) {
        Value value = values->items_[i].get();
        if (!value.is_nothing() && !variables.hidden(i)) TRY(dict_set_str(thread, dict, variables.name(i), value));
    }
    Value extra = object->extra_locals.get();
    if (extra.is<Dict>()) TRY(dict_update_py(thread, dict, extra));
    return dict;
}

Result<Value> frame_locals_snapshot(Thread& thread, Frame* frame) {
    return Value(TRY(snapshot(thread, frame_object(thread, frame))));
}

// ---- FrameLocalsProxy ----

class FrameLocals : public Object {
public:
    Field<FrameObject*> frame;
    static const TypeSpec spec;
};

static int64_t find_variable(FrameObject* object, Value key) {
    if (!key.is<Str>() || !key.to<Str>()->flat()) return -1;
    FrameVariables variables(object);
    for (uint32_t i = 0; i < variables.count(); ++i) {
        if (str_equal(variables.name(i), key.to<Str>()) && !variables.hidden(i)) return i;
    }
    return -1;
}

static Result<Value> proxy_find(Thread& thread, Value self, Value key) {  // Unbound if absent
    FrameObject* object = self.to<FrameLocals>()->frame.get();
    int64_t index = find_variable(object, key);
    if (index >= 0) {
        Activation activation(thread, object);
        Value value = FrameVariables(object).get(*activation, static_cast<uint32_t>(index));
        if (!value.is_nothing()) return value;
        return Value::unbound();
    }
    Value extra = object->extra_locals.get();
    return extra.is<Dict>() ? dict_get_py(thread, extra.to<Dict>(), key) : Value::unbound();
}
static Result<Value> proxy_get_item(Thread& thread, Value self, Value key) {
    Value value = TRY(proxy_find(thread, self, key));
    if (value.is_unbound()) return raise_value(thread, Exc::KeyError, key);
    return value;
}
static Result<void> proxy_set_item(Thread& thread, Value self, Value key, Value value) {
    FrameObject* object = self.to<FrameLocals>()->frame.get();
    if (key.is<Str>()) TRY(key.to<Str>()->data(thread));
    int64_t index = find_variable(object, key);
    if (index >= 0) {
        if (value.is_nothing())
            return raise(thread, Exc::ValueError, "cannot remove local variables from FrameLocalsProxy");
        Activation activation(thread, object);
        FrameVariables(object).set(*activation, static_cast<uint32_t>(index), value);
        return {};
    }
    Value extra = object->extra_locals.get();
    if (value.is_nothing()) {
        if (extra.is<Dict>() && TRY(dict_delete_py(thread, extra.to<Dict>(), key))) return {};
        return raise_value(thread, Exc::KeyError, key);
    }
    if (!extra.is<Dict>()) {
        extra = Value(make_dict(thread));
        object->extra_locals.set(object, extra);
    }
    return dict_set_py(thread, extra.to<Dict>(), key, value);
}
static Result<Dict*> proxy_dict(Thread& thread, Value self) {
    return snapshot(thread, self.to<FrameLocals>()->frame.get());
}
static Result<int64_t> proxy_length(Thread& thread, Value self) {
    return static_cast<int64_t>(TRY(proxy_dict(thread, self))->size());
}
static Result<bool> proxy_contains(Thread& thread, Value self, Value key) {
    return !TRY(proxy_find(thread, self, key))
    .is_unbound();
}
static Result<Value> proxy_iterate(Thread& thread, Value self) {
    return iterate_py(thread, Value(TRY(proxy_dict(thread, self))));
}
static Result<Value> proxy_repr(Thread& thread, Value self) {
    ReprGuard guard(thread, self);
    if (guard.recursive()) return Value(make_ascii(thread, "{...}"));
    return Value(TRY(repr_py(thread, Value(TRY(proxy_dict(thread, self))))));
}
static Result<Value> proxy_compare(Thread& thread, Value left, Value right, CompareOp op) {
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Value::not_implemented();
    Dict* mine = TRY(proxy_dict(thread, left));
    Value other = right;
    if (type_of(thread, right) == thread.interpreter->type(BuiltinType::FrameLocals))
        other = Value(TRY(proxy_dict(thread, right)));
    else if (!as_kind<Dict>(thread, right)) return Value::not_implemented();
    return compare_py(thread, op, Value(mine), other);
}
// keys(), values(), items(), copy(): those of a snapshot.
static Result<Value> on_snapshot(Thread& thread, Value self, std::string_view method) {
    Dict* dict = TRY(proxy_dict(thread, self));
    return call_method_py(thread, Value(dict), intern(thread, method));
}
VALUE_METHOD(FrameLocals, keys, "keys(self, /)", "a set-like object providing a view on the keys") {
    return on_snapshot(thread, self, "keys");
}
VALUE_METHOD(FrameLocals, values, "values(self, /)", "an object providing a view on the values") {
    return on_snapshot(thread, self, "values");
}
VALUE_METHOD(FrameLocals, items, "items(self, /)", "a set-like object providing a view on the items") {
    return on_snapshot(thread, self, "items");
}
VALUE_METHOD(FrameLocals, copy, "copy(self, /)", "a new dict with the current variables") {
    return on_snapshot(thread, self, "copy");
}
VALUE_METHOD(FrameLocals, get, "get(self, key, default=None, /)",
             "Return the value for key if key is in the mapping, else default.") {
    Value value = TRY(proxy_find(thread, self, args[0]));
    return value.is_unbound() ? args[1] : value;
}
VALUE_METHOD(FrameLocals, setdefault, "setdefault(self, key, default=None, /)",
             "Insert key with a value of default if key is not in the mapping.") {
    Value value = TRY(proxy_find(thread, self, args[0]));
    if (!value.is_unbound()) return value;
    TRY(proxy_set_item(thread, self, args[0], args[1]));
    return args[1];
}
VALUE_METHOD(FrameLocals, update, "update(self, other, /)", "Update the variables from a mapping.") {
    Dict* dict = make_dict(thread);
    TRY(dict_update_py(thread, dict, args[0]));
    size_t position = 0;
    Value key, value;
    while (dict_next(dict, &position, &key, &value)) TRY(proxy_set_item(thread, self, key, value));
    return none();
}
VALUE_METHOD(FrameLocals, pop, "pop(self, key, default=?, /)",
             "Remove an extra key; local variables cannot be removed.") {
    FrameObject* object = self.to<FrameLocals>()->frame.get();
    if (find_variable(object, args[0]) >= 0)
        return raise(thread, Exc::ValueError, "cannot remove local variables from FrameLocalsProxy");
    Value extra = object->extra_locals.get();
    Value value = extra.is<Dict>() ? TRY(dict_pop_py(thread, extra.to<Dict>(), args[0])) : Value::unbound();
    if (!value.is_unbound()) return value;
    if (!args[1].is_nothing()) return args[1];
    return raise_value(thread, Exc::KeyError, args[0]);
}
VALUE_METHOD(FrameLocals, reversed, "__reversed__(self, /)", "Return a reverse iterator over the keys.") {
    Dict* dict = TRY(proxy_dict(thread, self));
    return call_method_py(thread, Value(dict), intern(thread, "__reversed__"));
}
static Result<Value> proxy_or(Thread& thread, Value left, Value right) {
    auto plain = [&](Value v) -> Result<Value> {
        if (type_of(thread, v) == thread.interpreter->type(BuiltinType::FrameLocals))
            return Value(TRY(proxy_dict(thread, v)));
        return v;
    };
    return binary_py(thread, BinaryOp::Or, TRY(plain(left)), TRY(plain(right)));
}
static Result<Value> proxy_inplace_or(Thread& thread, Value left, Value right) {
    Value args[] = {right};
    TRY(FrameLocals_update_code(thread, left, args));
    return left;
}
static void trace_proxy(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<FrameLocals*>(cell)->frame); }

static constexpr Slots proxy_slots() {
    Slots slots{.repr = proxy_repr,
                .compare = proxy_compare,
                .length = proxy_length,
                .get_item = proxy_get_item,
                .set_item = proxy_set_item,
                .contains = proxy_contains,
                .iterate = proxy_iterate};
    slots.binary[static_cast<int>(BinaryOp::Or)] = proxy_or;
    slots.inplace[static_cast<int>(BinaryOp::Or)] = proxy_inplace_or;
    return slots;
}
const TypeSpec FrameLocals::spec = {
    .name = "FrameLocalsProxy",
    .size = sizeof(FrameLocals),
    .flags = type_flag::kNoInstantiate | type_flag::kMappingPattern,
    .slots = proxy_slots(),
    .methods = {&FrameLocals_keys, &FrameLocals_values, &FrameLocals_items, &FrameLocals_copy, &FrameLocals_get,
                &FrameLocals_setdefault, &FrameLocals_update, &FrameLocals_pop, &FrameLocals_reversed},
    .trace = trace_proxy,
};
const TypeSpec& frame_locals_spec() { return FrameLocals::spec; }

// ---- frame ----

// The instruction that is under way; none: it has not begun.
static std::optional<uint32_t> current_word(Thread& thread, const FrameObject* object) {
    Activation activation(thread, object);
    Frame* frame = *activation;
    if (!frame) return object->last_word;
    if (frame->pc == frame->code->words) return {};
    return static_cast<uint32_t>(frame->pc - 1 - frame->code->words);
}
int32_t line_of_word(const Code* code, uint32_t word) {
    const CodePosition* position = code->position_of(word);
    return position && position->line ? position->line : code->first_line;
}

Result<Value> coroutine_origin(Thread& thread, int64_t depth) {
    List* places = make_list(thread);
    for (Frame* frame = thread.frame; frame && depth > 0; frame = frame->caller, --depth) {
        Code* code = frame->code;
        uint32_t word = frame->pc == code->words ? 0 : static_cast<uint32_t>(frame->pc - 1 - code->words);
        TRY(list_append(thread, places,
                        Value(make_tuple(thread, {Value(code->filename.get()), Value::small(line_of_word(code, word)),
                                                  Value(code->name.get())}))));
    }
    return Value(TRY(list_to_tuple(thread, places)));
}

static Result<Value> get_f_back(Thread& thread, Value self) {
    auto* object = self.to<FrameObject>();
    {
        Activation activation(thread, object);
        if (Frame* frame = *activation)
            return frame->caller ? Value(frame_object(thread, frame->caller)) : Value::none();
    }
    FrameObject* back = object->back.get();
    return back ? Value(back) : Value::none();
}
static Result<Value> get_f_code(Thread&, Value self) { return Value(self.to<FrameObject>()->code.get()); }
static Result<Value> get_f_globals(Thread&, Value self) { return Value(self.to<FrameObject>()->globals.get()); }
static Result<Value> get_f_builtins(Thread&, Value self) { return Value(self.to<FrameObject>()->builtins.get()); }
static Result<Value> get_f_lineno(Thread& thread, Value self) {
    auto* object = self.to<FrameObject>();
    if (int32_t line = object->shown_line) return Value::small(line);
    return Value::small(line_of_word(object->code.get(), current_word(thread, object).value_or(0)));
}
static Result<Value> get_f_lasti(Thread& thread, Value self) {
    std::optional<uint32_t> word = current_word(thread, self.to<FrameObject>());
    return Value::small(word ? static_cast<int64_t>(*word) * 4 : -1);
}
static Result<Value> get_f_locals(Thread& thread, Value self) {
    auto* object = self.to<FrameObject>();
    if (object->code.get()->flags & code_flag::kOptimized) {
        auto* proxy = static_cast<FrameLocals*>(
            allocate_cell(thread, sizeof(FrameLocals), shape_of(BuiltinType::FrameLocals), Layout::NativeInstance));
        proxy->frame.init(object);
        return Value(proxy);
    }
    Value names = object->namespace_.get();
    return names.is_nothing() ? Value(object->globals.get()) : names;
}
static Result<Value> get_f_trace(Thread&, Value self) { return self.to<FrameObject>()->trace.get(); }
static Result<void> set_f_trace(Thread&, Value self, Value value) {
    self.to<FrameObject>()->trace.set(self.cell(), value.is_nothing() ? Value::none() : value);
    return {};
}
static Result<Value> get_f_trace_lines(Thread&, Value self) {
    return Value::boolean(self.to<FrameObject>()->trace_lines);
}
static Result<void> set_f_trace_lines(Thread& thread, Value self, Value value) {
    if (!value.is_bool()) return raise(thread, Exc::TypeError, "attribute value type must be bool");
    self.to<FrameObject>()->trace_lines = value.is_true();
    return {};
}
static Result<Value> get_f_trace_opcodes(Thread&, Value self) {
    return Value::boolean(self.to<FrameObject>()->trace_opcodes);
}
static Result<void> set_f_trace_opcodes(Thread& thread, Value self, Value value) {
    if (!value.is_bool()) return raise(thread, Exc::TypeError, "attribute value type must be bool");
    self.to<FrameObject>()->trace_opcodes = value.is_true();
    return {};
}
static Result<Value> get_f_generator(Thread&, Value self) {
    Value generator = self.to<FrameObject>()->generator.get();
    return generator.is_nothing() ? Value::none() : generator;
}
static constexpr GetSetSpec kBack = {"f_back", nullptr, get_f_back};
static constexpr GetSetSpec kCode = {"f_code", nullptr, get_f_code};
static constexpr GetSetSpec kGlobals = {"f_globals", nullptr, get_f_globals};
static constexpr GetSetSpec kBuiltins = {"f_builtins", nullptr, get_f_builtins};
static constexpr GetSetSpec kLine = {"f_lineno", nullptr, get_f_lineno};
static constexpr GetSetSpec kLasti = {"f_lasti", nullptr, get_f_lasti};
static constexpr GetSetSpec kLocals = {"f_locals", nullptr, get_f_locals};
static constexpr GetSetSpec kTrace = {"f_trace", nullptr, get_f_trace, set_f_trace};
static constexpr GetSetSpec kTraceLines = {"f_trace_lines", nullptr, get_f_trace_lines, set_f_trace_lines};
static constexpr GetSetSpec kTraceOpcodes = {"f_trace_opcodes", nullptr, get_f_trace_opcodes, set_f_trace_opcodes};
static constexpr GetSetSpec kGenerator = {"f_generator", nullptr, get_f_generator};

METHOD(FrameObject, clear, "clear(self, /)", "Clear all references held by the frame.") {
    bool alive = false;
    GeneratorBase* generator = nullptr;
    {
        Activation activation(thread, self);
        if (Frame* frame = *activation) {
            alive = true;
            if (frame->flags & frame_flag::kGenerator) generator = frame->generator();
        }
    }
    if (alive && !generator) return raise(thread, Exc::RuntimeError, "cannot clear an executing frame");
    if (generator) {
        if (generator_running(generator)) return raise(thread, Exc::RuntimeError, "cannot clear an executing frame");
        if (generator->state.load(std::memory_order_relaxed) == GeneratorBase::State::Suspended)
            return raise(thread, Exc::RuntimeError, "cannot clear a suspended frame");
        if (generator->layout() == Layout::Coroutine) TRY(finalize_generator(thread, Value(generator)));
        else TRY(generator_close_py(thread, generator));
        return none();
    }
    self->values.set(self, nullptr);
    self->extra_locals.set(self, Value::nothing());
    return none();
}

static Result<Value> frame_repr(Thread& thread, Value self) {
    auto* object = self.to<FrameObject>();
    char address[32];
    std::snprintf(address, sizeof address, "%p", static_cast<void*>(object));
    Code* code = object->code.get();
    return Value(TRY(make_str(thread, std::string("<frame at ") + address + ", file '" +
                                          str_utf8_lossy(code->filename.get()) + "', line " +
                                          std::to_string(line_of_word(code, current_word(thread, object).value_or(0))) +
                                          ", code " + str_utf8_lossy(code->name.get()) + ">")));
}

const TypeSpec FrameObject::spec = {
    .name = "frame",
    .size = sizeof(FrameObject),
    .layout = Layout::Frame,
    .flags = type_flag::kNoInstantiate,
    .slots = {.repr = frame_repr},
    .methods = {&FrameObject_clear},
    .properties = {&kBack, &kCode, &kGlobals, &kBuiltins, &kLine, &kLasti, &kLocals, &kTrace, &kTraceLines,
                   &kTraceOpcodes, &kGenerator},
};

}  // namespace krait::core
