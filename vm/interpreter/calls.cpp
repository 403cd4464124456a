// Calls that are not a plain Python function with plain arguments: classes, bound methods, callable objects, * and **.
#include "runtime/call.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/signature.h"
#include "runtime/operations.h"
#include "runtime/threads/events.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"

namespace krait::core {

// Room for `self` in front of the arguments: the window is copied to the stack, or to a cell when it is long.
static constexpr uint32_t kShortCall = 16;

static Outcome call_bound(Thread& thread, Frame* frame, Value function, Value self, const CallArguments& arguments,
                          uint8_t destination) {
    uint32_t total = arguments.total();
    if (total < kShortCall) {
        Value window[kShortCall + 1];
        window[0] = self;
        for (uint32_t i = 0; i < total; ++i) window[i + 1] = arguments.values[i];
        return slow_call(thread, frame, function, CallArguments{window, arguments.positional + 1, arguments.names},
                         destination);
    }
    Result<ValueArray*> window = make_value_array(thread, total + 1);
    if (window.failed()) return Outcome::Failed;
    window.value()->items_[0].set(window.value(), self);
    for (uint32_t i = 0; i < total; ++i) window.value()->items_[i + 1].set(window.value(), arguments.values[i]);
    return slow_call(thread, frame, function,
                     CallArguments{reinterpret_cast<const Value*>(window.value()->items_), arguments.positional + 1,
                                   arguments.names},
                     destination);
}

// type.__call__ for a class with the default metaclass call: __new__, then __init__ (whose frame is pushed if it is Python's).
static Outcome call_class(Thread& thread, Frame* frame, Type* type, const CallArguments& arguments,
                          uint8_t destination) {
    Type* metatype = type_of(thread, Value(type));
    Type* type_type = thread.interpreter->type(BuiltinType::Type);
    Names* names = thread.interpreter->names;
    Type* object_type = thread.interpreter->type(BuiltinType::Object);
    // A built-in class without an __init__ of its own, as int, str, tuple and float: what it makes is the result. CPython runs no __init__
    // here even when __str__ gave an instance of a subclass that has one.
    if (metatype == type_type && type != type_type && type != object_type && !type->has(type_flag::kHeapType) &&
        !type->has(type_flag::kNoInstantiate) && !type->has(type_flag::kAbstract) && type->slots.construct &&
        type->slots.initialize == object_type->slots.initialize &&
        type->slots.construct != object_type->slots.construct) {
        return stored(frame, destination, type->slots.construct(thread, type, arguments));
    }
    if (metatype->slots.call != type_type->slots.call || type == type_type || type->has(type_flag::kAbstract) ||
        !type->has(type_flag::kHeapType))
        return stored(frame, destination, call_py(thread, Value(type), arguments));
    Value init = type->lookup(thread, names->dunder_init.get_relaxed());
    if (!init.is<Function>() || type->slots.construct != object_type->slots.construct)
        return stored(frame, destination, call_py(thread, Value(type), arguments));
    uint32_t total = arguments.total();
    if (total >= kShortCall) return stored(frame, destination, call_py(thread, Value(type), arguments));  // rare
    Value instance(allocate_instance(thread, type));
    Value window[kShortCall + 1];
    window[0] = instance;
    for (uint32_t i = 0; i < total; ++i) window[i + 1] = arguments.values[i];
    Frame* pushed =
        push_call(thread, init.to<Function>(), CallArguments{window, arguments.positional + 1, arguments.names},
                  ReturnAction::Instance, destination);
    if (!pushed) return Outcome::Failed;
    pushed->action_value = instance;
    return Outcome::Pushed;
}

Outcome slow_call(Thread& thread, Frame* frame, Value callee, const CallArguments& arguments, uint8_t destination) {
    if ((thread.poll_word.load(std::memory_order_relaxed) && poll_event_py(thread).failed())) return Outcome::Failed;
    if (callee.is_cell()) {
        switch (callee.cell()->layout()) {
        case Layout::Function: {
            Frame* pushed = push_call(thread, callee.to<Function>(), arguments, ReturnAction::Store, destination);
            return pushed ? Outcome::Pushed : Outcome::Failed;
        }
        case Layout::BoundMethod: {
            auto* method = callee.to<BoundMethod>();
            if (method->function.get_relaxed().is<BoundMethod>()) break;  // a chain: call_py bounds it
            return call_bound(thread, frame, method->function.get_relaxed(), method->self.get_relaxed(), arguments,
                              destination);
        }
        case Layout::NativeFunction: {
            auto* function = callee.to<NativeFunction>();
            return stored(frame, destination,
                          call_native_of(thread, *function->spec_, function->owner.get_relaxed(),
                                         function->self.get_relaxed(), arguments));
        }
        case Layout::Type: return call_class(thread, frame, callee.to<Type>(), arguments, destination);
        case Layout::Instance: {
            Value method =
                type_of(thread, callee)->lookup(thread, thread.interpreter->names->dunder_call.get_relaxed());
            if (method.is<Function>()) return call_bound(thread, frame, method, callee, arguments, destination);
            break;
        }
        default: break;
        }
    }
    return stored(frame, destination, call_py(thread, callee, arguments));
}

// f(*args, **kwargs). The messages name the callee as CPython does.
static std::string callee_name(Thread& thread, Value callee) {
    Names* names = thread.interpreter->names;
    Result<Value> name = find_attribute_py(thread, callee, names->dunder_qualname.get_relaxed());
    if (name.failed() || !name.value().is<Str>()) {
        thread.pending = Value::nothing();
        Str* shown = str_py(thread, callee).take();
        if (shown) return str_utf8_lossy(shown);
        thread.pending = Value::nothing();
        return std::string(type_of(thread, callee)->name_view()) + " object";
    }
    std::string text = str_utf8_lossy(name.value().to<Str>()) + "()";
    Result<Value> module = find_attribute_py(thread, callee, names->dunder_module.get_relaxed());
    if (module.failed()) thread.pending = Value::nothing();
    else if (module.value().is<Str>()) {
        std::string prefix = str_utf8_lossy(module.value().to<Str>());
        if (prefix != "builtins") return prefix + "." + text;
    }
    return text;
}

Outcome slow_call_native(Thread& thread, Frame* frame, NativeFunction* function, const CallArguments& arguments,
                         uint8_t destination) {
    if (!function->direct_count.load(std::memory_order_relaxed))
        function->direct_count.store(direct_count_of(*function->spec_), std::memory_order_relaxed);
    return stored(frame, destination,
                  call_native_of(thread, *function->spec_, function->owner.get(), function->self.get(), arguments));
}
// A shape belongs to one class for ever, so that the check of one receiver is the check of all of its shape.
Result<Value> slow_call_descriptor(Thread& thread, MethodDescriptor* descriptor, Value self,
                                   const CallArguments& arguments) {
    if (!descriptor->direct_count.load(std::memory_order_relaxed))
        descriptor->direct_count.store(direct_count_of(*descriptor->spec_), std::memory_order_relaxed);
    if (self.is_cell() && !descriptor->self_shape.load(std::memory_order_relaxed))
        descriptor->self_shape.store(self.cell()->shape_id() + 1, std::memory_order_relaxed);
    return call_native_of(thread, *descriptor->spec_, descriptor->owner.get(), self, arguments);
}
Outcome slow_call_ex(Thread& thread, Frame* frame, Value* window, uint8_t destination) {
    Value callee = window[0], args = window[1], kwargs = window[2];
    Tuple* positional = args.as_if<Tuple>();
    if (!positional) {
        if (args.is<List>()) {
            positional = list_to_tuple(thread, args.to<List>()).take();
        } else {
            positional = make_tuple_from_py(thread, args).take();
            if (!positional && !thread.terminating && pending_matches(thread, Exc::TypeError) &&
                !type_of(thread, args)->slots.iterate && !type_of(thread, args)->slots.get_item) {
                take_pending(thread);
                std::string name = callee_name(thread, callee);
                (void)raise(thread, Exc::TypeError, "{} argument after * must be an iterable, not {}", name,
                            type_name(thread, args));
            }
        }
        if (!positional) return Outcome::Failed;
        window[1] = Value(positional);
    }
    if (kwargs.is_nothing()) {
        return slow_call(thread, frame, callee,
                         CallArguments{positional->data(), static_cast<uint32_t>(positional->size()), nullptr},
                         destination);
    }
    if (!kwargs.is<Dict>()) {
        Dict* dict = make_dict(thread);
        Value kept(dict);
        if (merge_dict_for_call(thread, kept, kwargs, callee).failed()) return Outcome::Failed;
        kwargs = kept;
        window[2] = kept;
    }
    Dict* dict = kwargs.to<Dict>();
    size_t count = dict->size();
    if (count == 0) {
        return slow_call(thread, frame, callee,
                         CallArguments{positional->data(), static_cast<uint32_t>(positional->size()), nullptr},
                         destination);
    }
    Result<Tuple*> names = make_tuple_sized(thread, count);
    if (names.failed()) return Outcome::Failed;
    Result<ValueArray*> values = make_value_array(thread, positional->size() + count);
    if (values.failed()) return Outcome::Failed;
    size_t total = positional->size();
    for (size_t i = 0; i < total; ++i) values.value()->items_[i].set(values.value(), (*positional)[i]);
    size_t position = 0, index = 0;
    Value key, value;
    while (index < count && dict_next(dict, &position, &key, &value)) {
        if (!as_kind<Str>(thread, key)) {
            (void)raise(thread, Exc::TypeError, "keywords must be strings");
            return Outcome::Failed;
        }
        if (key.to<Str>()->data(thread).failed()) return Outcome::Failed;
        names.value()->items_[index].set(names.value(), key.is<Str>() ? Value(intern(thread, key.to<Str>())) : key);
        values.value()->items_[total + index].set(values.value(), value);
        ++index;
    }
    return slow_call(thread, frame, callee,
                     CallArguments{reinterpret_cast<const Value*>(values.value()->items_), static_cast<uint32_t>(total),
                                   names.value()},
                     destination);
}

Result<void> merge_dict_for_call(Thread& thread, Value target, Value mapping, Value callee) {
    Dict* dict = target.to<Dict>();
    auto add = [&](Value key, Value value) -> Result<void> {
        Value present = TRY(dict_get_py(thread, dict, key));
        if (present.is_unbound()) return dict_set_py(thread, dict, key, value);
        std::string name = callee_name(thread, callee);
        Str* text = TRY(str_py(thread, key));
        return raise(thread, Exc::TypeError, "{} got multiple values for keyword argument '{}'", name, text);
    };
    if (mapping.is<Dict>()) {
        Dict* source = mapping.to<Dict>();
        size_t position = 0;
        Value key, value;
        while (dict_next(source, &position, &key, &value)) TRY(add(key, value));
        return {};
    }
    // Only what has keys() is a mapping (dict.update would take pairs too).
    Value keys = TRY(find_attribute_py(thread, mapping, thread.interpreter->names->keys.get_relaxed()));
    if (keys.is_unbound()) {
        std::string name = callee_name(thread, callee);
        return raise(thread, Exc::TypeError, "{} argument after ** must be a mapping, not {}", name,
                     type_name(thread, mapping));
    }
    List* names = TRY(make_list_from_py(thread, TRY(call_py(thread, keys))));
    for (size_t i = 0; i < names->size(); ++i)
        TRY(add(names->get(i), TRY(get_item_py(thread, mapping, names->get(i)))));
    return {};
}

}  // namespace krait::core
