// Loading: containers, globals, and objects.
#include "runtime/objects/attributes.h"
#include "runtime/objects/shape.h"
#include "runtime/objects/text_codecs.h"
#include "stdlib/_pickle/loader.h"

namespace krait::core::pickling {

// ---- containers: their items lie on the stack from `from` on, the container below them ----
Result<void> Loader::append(size_t from) {
    size_t end = stack_.size();
    if (from > end || from <= fence()) return underflow();
    if (from == end) return {};
    Value target = stack_[from - 1];
    if (target.is<core::List>()) {
        for (size_t i = from; i < end; ++i) TRY(list_append(thread_, target.to<core::List>(), stack_[i]));
        stack_.resize_down(from);
        return {};
    }
    if (end - from > 1) {
        Value extend = TRY(find_attribute_py(thread_, target, intern(thread_, "extend")));
        if (!extend.is_unbound()) {
            Value items(TRY(make_list_from(thread_, above(from))));
            TRY(call_py(thread_, extend, items));
            stack_.resize_down(from);
            return {};
        }
    }
    Value append = TRY(get_attribute_py(thread_, target, thread_.interpreter->names->append.get_relaxed()));
    for (size_t i = from; i < end; ++i) {
        TRY(call_py(thread_, append, stack_[i]));
        TRY(thread_.poll());
    }
    stack_.resize_down(from);
    return {};
}

Result<void> Loader::set_items(size_t from) {
    size_t end = stack_.size();
    if (from > end || from <= fence()) return underflow();
    if (from == end) return {};
    if ((end - from) % 2) return unpickling_error(thread_, "odd number of items for SETITEMS");
    Value target = stack_[from - 1];
    for (size_t i = from; i < end; i += 2) {
        if (target.is<core::Dict>()) TRY(dict_set_py(thread_, target.to<core::Dict>(), stack_[i], stack_[i + 1]));
        else TRY(set_item_py(thread_, target, stack_[i], stack_[i + 1]));
        TRY(thread_.poll());
    }
    stack_.resize_down(from);
    return {};
}

Result<void> Loader::make_dict_from(size_t from) {
    if ((stack_.size() - from) % 2) return unpickling_error(thread_, "odd number of items for DICT");
    core::Dict* dict = make_dict(thread_);
    for (size_t i = from; i < stack_.size(); i += 2) {
        TRY(dict_set_py(thread_, dict, stack_[i], stack_[i + 1]));
        TRY(thread_.poll());
    }
    stack_.resize_down(from);
    return push(Value(dict));
}

Result<void> Loader::add_items() {
    size_t from = TRY(pop_mark())
    , end = stack_.size();
    if (from > end || from <= fence()) return underflow();
    if (from == end) return {};
    Value target = stack_[from - 1];
    bool exact = target.is<core::Set>();
    Value add;
    if (!exact) add = TRY(get_attribute_py(thread_, target, thread_.interpreter->names->add.get_relaxed()));
    for (size_t i = from; i < end; ++i) {
        if (exact) TRY(set_add_py(thread_, target.to<core::Set>(), stack_[i]));
        else TRY(call_py(thread_, add, stack_[i]));
        TRY(thread_.poll());
    }
    stack_.resize_down(from);
    return {};
}

// ---- globals ----
Result<Value> Loader::line_str(bool ascii_only) {
    std::string_view line = TRY(input_.line_py());
    return Value(TRY(decode_with_py(thread_, line, ascii_only ? Codec::Ascii : Codec::Utf8, "strict")));
}
Result<void> Loader::global(Value module, Value name) {
    if (!find_class_.is_nothing()) return push(TRY(call_py(thread_, find_class_, module, name)));
    return push(TRY(find_class_py(thread_, unpickler_, module, name)));
}

Result<void> Loader::extension(int64_t code) {
    if (code <= 0) return unpickling_error(thread_, "EXT specifies code <= 0");
    core::Dict* cache = state_->extension_cache.get().to<core::Dict>();
    Value key = Value::small(code);
    Value known = TRY(dict_get_py(thread_, cache, key));
    if (!known.is_unbound()) return push(known);
    Value pair = TRY(dict_get_py(thread_, state_->inverted_registry.get().to<core::Dict>(), key));
    if (pair.is_unbound()) return raise(thread_, Exc::ValueError, "unregistered extension code {}", code);
    auto* both = as_kind<core::Tuple>(thread_, pair);
    if (!both || both->size() != 2 || !as_kind<Str>(thread_, (*both)[0]) || !as_kind<Str>(thread_, (*both)[1]))
        return raise(thread_, Exc::ValueError, "_inverted_registry[{}] isn't a 2-tuple of strings", code);
    TRY(global((*both)[0], (*both)[1]));
    return dict_set_py(thread_, cache, key, stack_.back());
}

Result<void> Loader::persistent(Value id) {
    if (persistent_load_.is_nothing())
        return unpickling_error(
            thread_,
            "A load persistent id instruction was encountered, but no persistent_load function was specified.");
    return push(TRY(call_py(thread_, persistent_load_, id)));
}

// ---- buffers that came apart from the pickle: PEP 574 ----
Result<void> Loader::next_buffer() {
    Value buffers = unpickler_->buffers.get();
    if (buffers.is_nothing())
        return unpickling_error(thread_,
                                "pickle stream refers to out-of-band data but no *buffers* argument was given");
    Value buffer = TRY(next_py(thread_, buffers));
    if (buffer.is_unbound()) return unpickling_error(thread_, "not enough out-of-band buffers");
    return push(buffer);
}
Result<void> Loader::read_only_buffer() {
    Value buffer = TRY(top());
    Memoryview* view = TRY(make_memoryview_py(thread_, buffer));
    if (view->view.read_only) return release_memoryview(thread_, view);
    Value read_only = TRY(call_method_py(thread_, Value(view), intern(thread_, "toreadonly")));
    TRY(release_memoryview(thread_, view));
    stack_.set(stack_.size() - 1, read_only);
    return {};
}

// ---- objects ----
Result<void> Loader::reduce() {
    Value arguments = TRY(pop());
    Value callable = TRY(pop());
    auto* tuple = as_kind<core::Tuple>(thread_, arguments);
    if (!tuple) return raise(thread_, Exc::TypeError, "argument list must be a tuple");
    return push(TRY(call_with_py(thread_, callable, tuple, nullptr)));
}

Result<void> Loader::new_object(bool with_keywords) {
    const char* name = with_keywords ? "NEWOBJ_EX" : "NEWOBJ";
    Value keywords = with_keywords ? TRY(pop()) : Value::nothing();
    Value arguments = TRY(pop());
    Value cls = TRY(pop());
    if (!cls.is_cell() || !is_instance(thread_, cls, BuiltinType::Type))
        return unpickling_error(thread_, "{} class argument must be a type, not {}", name, type_name(thread_, cls));
    auto* tuple = as_kind<core::Tuple>(thread_, arguments);
    if (!tuple)
        return unpickling_error(thread_, "{} args argument must be a tuple, not {}", name,
                                type_name(thread_, arguments));
    auto* dict = with_keywords ? as_kind<core::Dict>(thread_, keywords) : nullptr;
    if (with_keywords && !dict)
        return unpickling_error(thread_, "{} kwargs argument must be a dict, not {}", name,
                                type_name(thread_, keywords));
    auto* type = cls.to<Type>();
    if (!dict && type->slots.construct && !type->has(type_flag::kNoInstantiate))
        return push(TRY(type->slots.construct(
            thread_, type, {.values = tuple->data(), .positional = static_cast<uint32_t>(tuple->size())})));
    Value make = TRY(get_attribute_py(thread_, cls, thread_.interpreter->names->dunder_new.get_relaxed()));
    core::Tuple* all = TRY(make_tuple_sized(thread_, tuple->size() + 1));
    all->items_[0].set(all, cls);
    for (size_t i = 0; i < tuple->size(); ++i) all->items_[i + 1].set(all, (*tuple)[i]);
    return push(TRY(call_with_py(thread_, make, all, dict)));
}

// An instance of old: its class is called, but if there are no arguments and no __getinitargs__.
Result<void> Loader::instantiate(Value cls, size_t from) {
    core::Tuple* arguments = TRY(tuple_above(from));
    stack_.resize_down(from);
    bool call = arguments->size() > 0 || !cls.is_cell() || !is_instance(thread_, cls, BuiltinType::Type);
    if (!call) call = !TRY(find_attribute_py(thread_, cls, intern(thread_, "__getinitargs__")))
    .is_unbound();
    if (call) return push(TRY(call_with_py(thread_, cls, arguments, nullptr)));
    return push(TRY(call_method_py(thread_, cls, thread_.interpreter->names->dunder_new.get_relaxed(), {&cls, 1})));
}

Result<void> Loader::build() {
    if (stack_.size() < fence() + 2) return underflow();
    Value state = stack_.pop();
    Value target = stack_.back();
    Value method = TRY(find_attribute_py(thread_, target, thread_.interpreter->names->dunder_setstate.get_relaxed()));
    if (!method.is_unbound()) {
        TRY(call_py(thread_, method, state));
        return {};
    }
    Value slots = none();
    if (auto* both = as_kind<core::Tuple>(thread_, state); both && both->size() == 2) {
        state = (*both)[0];
        slots = (*both)[1];
    }
    if (!state.is_none()) TRY(set_state(target, state));
    if (slots.is_none()) return {};
    auto* dict = as_kind<core::Dict>(thread_, slots);
    if (!dict) return unpickling_error(thread_, "slot state is not a dictionary");
    size_t position = 0;
    Value key, value;
    while (dict_next(dict, &position, &key, &value)) {
        Str* name = as_kind<Str>(thread_, key);
        if (!name)
            return raise(thread_, Exc::TypeError, "attribute name must be string, not '{}'", type_name(thread_, key));
        TRY(set_attribute_py(thread_, target, intern(thread_, name), value));
        TRY(thread_.poll());
    }
    return {};
}

// target.__dict__ takes the items of `state`; the names are interned, as those of attributes that were assigned.
Result<void> Loader::set_state(Value target, Value state) {
    auto* items = as_kind<core::Dict>(thread_, state);
    if (!items) return unpickling_error(thread_, "state is not a dictionary");
    Str* dict_name = thread_.interpreter->names->dunder_dict.get_relaxed();
    Type* type = type_of(thread_, target);
    Value descriptor = type->lookup(thread_, dict_name);
    // An ordinary object needs no dict for that.
    bool plain = target.is_cell() && target.cell()->layout() == Layout::Instance && type->attributes_offset &&
                 type->has(type_flag::kGenericGetAttribute) && descriptor.is<GetSetDescriptor>();
    Value namespace_;
    size_t position = 0;
    Value key, value;
    while (dict_next(items, &position, &key, &value)) {
        if (key.is<Str>()) key = Value(intern(thread_, key.to<Str>()));
        if (plain && key.is<Str>()) {
            TRY(set_instance_attribute(thread_, target.to<Object>(), key.to<Str>(), value));
        } else {
            if (namespace_.is_nothing()) namespace_ = TRY(get_attribute_py(thread_, target, dict_name));
            TRY(set_item_py(thread_, namespace_, key, value));
        }
        TRY(thread_.poll());
    }
    if (items->size() == 0 && !plain) TRY(get_attribute_py(thread_, target, dict_name));
    return {};
}

}  // namespace krait::core::pickling
