// Dumping: what is pickled by name, and what __reduce_ex__ says.
#include "runtime/objects/text_codecs.h"
#include "stdlib/_pickle/saver.h"

namespace krait::core::pickling {

namespace {

// The type's name in notes and messages: with its module, unless everybody knows that.
Result<std::string> kind_of_py(Thread& thread, Value object) {
    Value type(type_of(thread, object));
    Value name = TRY(find_attribute_py(thread, type, KRAIT_NAME(dunder_qualname)));
    Value module = TRY(find_attribute_py(thread, type, KRAIT_NAME(dunder_module)));
    std::string shown;
    if (Str* text = as_kind<Str>(thread, module)) shown = str_utf8_lossy(text) + ".";
    if (shown == "builtins." || shown == "__main__.") shown.clear();
    if (Str* text = as_kind<Str>(thread, name)) shown += str_utf8_lossy(text);
    return shown;
}

Result<bool> is_class(Thread& thread, Value value) {
    return value.is_cell() && is_instance(thread, value, BuiltinType::Type);
}

// With the pending exception as its context, and in its place.
Failure replace_pending(Thread& thread, std::string_view text) {
    if (is_terminating(thread)) return kFailure;
    Value cause = take_pending(thread);
    (void)pickling_error(thread, "{}", text);
    if (is_terminating(thread)) return kFailure;
    Value error = take_pending(thread);
    TRY(set_attribute_py(thread, error, "__context__", cause));
    thread.pending = error;
    return kFailure;
}

}  // namespace

Failure Saver::annotate(Value owner, std::string_view what) {
    if (is_terminating(thread_)) return kFailure;
    Value error = take_pending(thread_);
    std::string kind = TRY(kind_of_py(thread_, owner));
    kind.insert(0, "when serializing ");
    kind += ' ';
    kind += what;
    Value note(TRY(make_str(thread_, kind)));
    TRY(call_method_py(thread_, error, intern(thread_, "add_note"), {&note, 1}));
    thread_.pending = error;
    return kFailure;
}

// ---- by name ----
Result<Str*> Saver::module_of(Value object, Str* name) {
    std::string path(TRY(str_utf8(thread_, name)));
    if (("." + path + ".").find(".<locals>.") != std::string::npos)
        return pickling_error(thread_, "Can't pickle local object {}", TRY(repr_py(thread_, object)));
    Value module = TRY(find_attribute_py(thread_, object, thread_.interpreter->names->dunder_module.get_relaxed()));
    if (module.is_unbound() || module.is_none()) {
        // Looked for by value in all modules; a module may be anything.
        module = Value(thread_.interpreter->names->dunder_main.get_relaxed());
        Dict* modules = TRY(dict_copy(thread_, thread_.interpreter->modules.get()));
        size_t position = 0;
        Value key, value;
        while (dict_next(modules, &position, &key, &value)) {
            Str* each = as_kind<Str>(thread_, key);
            if (!each || value.is_none() || str_utf8_lossy(each) == "__main__" || str_utf8_lossy(each) == "__mp_main__")
                continue;
            TRY(thread_.poll());
            Result<Value> found = dotted_attribute_py(thread_, value, path);
            if (found.failed()) {
                if (!clear_pending_if(thread_, Exc::AttributeError)) return kFailure;
                continue;
            }
            if (found.value() == object) {
                module = key;
                break;
            }
        }
    }
    Str* module_name = as_kind<Str>(thread_, module);
    if (!module_name) return raise(thread_, Exc::TypeError, "module name must be a string");
    Result<Value> imported = module_py(thread_, module_name);
    if (imported.failed()) {
        if (is_terminating(thread_)) return kFailure;
        if (!pending_matches(thread_, Exc::ImportError) && !pending_matches(thread_, Exc::ValueError) &&
            !pending_matches(thread_, Exc::KeyError))
            return kFailure;
        Value error = take_pending(thread_);
        std::string text = "Can't pickle " + str_utf8_lossy(TRY(repr_py(thread_, object))) + ": " +
                           str_utf8_lossy(TRY(str_py(thread_, error)));
        thread_.pending = error;
        return replace_pending(thread_, text);
    }
    Result<Value> found = dotted_attribute_py(thread_, imported.value(), path);
    if (found.failed()) {
        if (!pending_matches(thread_, Exc::AttributeError)) return kFailure;
        Value error = take_pending(thread_);
        std::string text = "Can't pickle " + str_utf8_lossy(TRY(repr_py(thread_, object))) + ": it's not found as " +
                           str_utf8_lossy(module_name) + "." + path;
        thread_.pending = error;
        return replace_pending(thread_, text);
    }
    if (found.value() != object)
        return pickling_error(thread_, "Can't pickle {}: it's not the same object as {}.{}",
                              TRY(repr_py(thread_, object)), module_name, path);
    return module_name;
}

Result<void> Saver::save_global(Value object, Value given) {
    if (given.is_nothing())
        given = TRY(find_attribute_py(thread_, object, thread_.interpreter->names->dunder_qualname.get_relaxed()));
    if (given.is_unbound() || given.is_none())
        given = TRY(get_attribute_py(thread_, object, thread_.interpreter->names->dunder_name.get_relaxed()));
    Str* name = as_kind<Str>(thread_, given);
    if (!name) return raise(thread_, Exc::TypeError, "the name of a global must be a string");
    Str* module = TRY(module_of(object, name));
    if (protocol_ >= 2 && state_->extension_registry.get().to<core::Dict>()->size()) {
        Value key(make_tuple(thread_, {Value(module), Value(name)}));
        Value code = TRY(dict_get_py(thread_, state_->extension_registry.get().to<core::Dict>(), key));
        if (!code.is_unbound()) {
            int64_t number = TRY(index_int64_py(thread_, code));
            if (number <= 0 || number > INT32_MAX)
                return raise(thread_, Exc::RuntimeError, "extension code {} is out of range", number);
            op(number <= 0xff ? Op::Ext1 : number <= 0xffff ? Op::Ext2 : Op::Ext4);
            little(static_cast<uint64_t>(number), number <= 0xff ? 1 : number <= 0xffff ? 2 : 4);
            return {};
        }
    }
    if (protocol_ >= 4) {
        TRY(save(Value(module)));
        TRY(save(Value(name)));
        op(Op::StackGlobal);
        return memoize(object);
    }
    std::string path(TRY(str_utf8(thread_, name)));
    size_t dots = static_cast<size_t>(std::count(path.begin(), path.end(), '.'));
    if (dots == 0) {
        TRY(write_global(module, name));
        return memoize(object);
    }
    // Before protocol 4 a name has no dots: the attributes are got one by one.
    for (size_t i = 0; i < dots; ++i) {
        TRY(save(state_->getattr.get()));
        if (protocol_ < 2) op(Op::Mark);
    }
    TRY(write_global(module, TRY(make_str(thread_, path.substr(0, path.find('.'))))));
    for (size_t at = path.find('.'); at != std::string::npos;) {
        size_t next = path.find('.', at + 1);
        TRY(save(Value(intern(thread_, path.substr(at + 1, next == std::string::npos ? next : next - at - 1)))));
        op(protocol_ < 2 ? Op::Tuple : Op::Tuple2);
        op(Op::Reduce);
        at = next;
    }
    return memoize(object);
}

Result<void> Saver::write_global(Str* module, Str* name) {
    if (pickler_->fix_imports) {
        Value key(make_tuple(thread_, {Value(module), Value(name)}));
        Value mapped = TRY(dict_get_py(thread_, TRY(compatibility_table_py(thread_, "REVERSE_NAME_MAPPING")), key));
        Tuple* both = mapped.is_unbound() ? nullptr : as_kind<Tuple>(thread_, mapped);
        if (both && both->size() == 2 && as_kind<Str>(thread_, (*both)[0]) && as_kind<Str>(thread_, (*both)[1])) {
            module = (*both)[0].to<Str>();
            name = (*both)[1].to<Str>();
        } else {
            mapped = TRY(
                dict_get_py(thread_, TRY(compatibility_table_py(thread_, "REVERSE_IMPORT_MAPPING")), Value(module)));
            if (!mapped.is_unbound() && as_kind<Str>(thread_, mapped)) module = mapped.to<Str>();
        }
    }
    if (protocol_ < 3 && !(module->is_ascii() && name->is_ascii()))
        return pickling_error(thread_, "can't pickle global identifier '{}.{}' using pickle protocol {}", module, name,
                              protocol_);
    Bytes* module_bytes = TRY(encode_with_py(thread_, module, Codec::Utf8, "strict"));
    Bytes* name_bytes = TRY(encode_with_py(thread_, name, Codec::Utf8, "strict"));
    op(Op::Global);
    text(module_bytes->view());
    byte('\n');
    text(name_bytes->view());
    byte('\n');
    return {};
}

Result<void> Saver::save_type(Value type) {
    for (Value only : {Value::none(), Value::not_implemented(), Value::ellipsis()}) {
        if (Value(type_of(thread_, only)) != type) continue;
        Value arguments(make_tuple(thread_, {only}));
        return save_reduce(Value(thread_.interpreter->type(BuiltinType::Type)), arguments, none(), none(), none(),
                           none(), type);
    }
    return save_global(type, Value::nothing());
}

// ---- __reduce_ex__ ----
Result<void> Saver::save_other(Value object) {
    Type* type = type_of(thread_, object);
    if (Value(type) == state_->pickle_buffer.get()) return save_buffer(object);
    if (!reducer_override_.is_nothing()) {
        Value reduced = TRY(call_py(thread_, reducer_override_, object));
        if (!reduced.is_not_implemented()) return save_reduced(object, reduced);
    }
    if (type == thread_.interpreter->type(BuiltinType::Type)) return save_type(object);
    if (object.is_cell() && object.cell()->layout() == Layout::Function) return save_global(object, Value::nothing());
    Value reductor = Value::unbound();
    if (dispatch_table_.is_nothing()) {
        reductor = TRY(dict_get_py(thread_, state_->dispatch_table.get().to<core::Dict>(), Value(type)));
    } else {
        Result<Value> found = get_item_py(thread_, dispatch_table_, Value(type));
        if (found.failed() && !clear_pending_if(thread_, Exc::KeyError)) return kFailure;
        if (!found.failed()) reductor = found.value();
    }
    // An entry of None is an error, not the lack of one.
    if (!reductor.is_unbound()) return save_reduced(object, TRY(call_py(thread_, reductor, object)));
    if (TRY(is_class(thread_, object))) return save_global(object, Value::nothing());
    Value protocol = Value::small(protocol_);
    Value method = type->lookup(thread_, thread_.interpreter->names->dunder_reduce_ex.get_relaxed());
    if (type->has(type_flag::kGenericGetAttribute) && method.is<MethodDescriptor>())
        return save_reduced(
            object, TRY(call_method_py(thread_, object, thread_.interpreter->names->dunder_reduce_ex.get_relaxed(),
                                       {&protocol, 1})));
    method = TRY(find_attribute_py(thread_, object, thread_.interpreter->names->dunder_reduce_ex.get_relaxed()));
    if (!method.is_unbound()) return save_reduced(object, TRY(call_py(thread_, method, protocol)));
    method = TRY(find_attribute_py(thread_, object, thread_.interpreter->names->dunder_reduce.get_relaxed()));
    if (method.is_unbound())
        return pickling_error(thread_, "can't pickle '{}' object: {}", TRY(kind_of_py(thread_, object)),
                              TRY(repr_py(thread_, object)));
    return save_reduced(object, TRY(call_py(thread_, method)));
}

Result<void> Saver::save_reduced(Value object, Value reduced) {
    if (as_kind<Str>(thread_, reduced)) return save_global(object, reduced);
    auto save_tuple = [&]() -> Result<void> {
        auto* tuple = as_kind<Tuple>(thread_, reduced);
        if (!tuple)
            return pickling_error(thread_, "__reduce__ must return a string or tuple, not {}",
                                  TRY(kind_of_py(thread_, reduced)));
        if (tuple->size() < 2 || tuple->size() > 6)
            return pickling_error(thread_, "tuple returned by __reduce__ must contain 2 through 6 elements");
        auto part = [&](size_t i) { return i < tuple->size() ? (*tuple)[i] : none(); };
        return save_reduce(part(0), part(1), part(2), part(3), part(4), part(5), object);
    };
    return noted(save_tuple(), object, "object");
}

Result<void> Saver::save_reduce(Value callable, Value arguments, Value state, Value items, Value pairs, Value setter,
                                Value object) {
    if (!is_callable(thread_, callable))
        return pickling_error(thread_, "first item of the tuple returned by __reduce__ must be callable, not {}",
                              TRY(kind_of_py(thread_, callable)));
    auto* tuple = as_kind<Tuple>(thread_, arguments);
    if (!tuple)
        return pickling_error(thread_, "second item of the tuple returned by __reduce__ must be a tuple, not {}",
                              TRY(kind_of_py(thread_, arguments)));
    auto check_iterator = [&](Value value, const char* which) -> Result<void> {
        if (value.is_none() || type_of(thread_, value)->slots.next) return {};
        return pickling_error(thread_, "{} item of the tuple returned by __reduce__ must be an iterator, not {}", which,
                              TRY(kind_of_py(thread_, value)));
    };
    TRY(check_iterator(items, "fourth"));
    TRY(check_iterator(pairs, "fifth"));
    if (!setter.is_none() && !is_callable(thread_, setter))
        return pickling_error(thread_, "sixth item of the tuple returned by __reduce__ must be callable, not {}",
                              TRY(kind_of_py(thread_, setter)));
    Value name = Value::unbound();
    if (protocol_ >= 2)
        name = TRY(find_attribute_py(thread_, callable, thread_.interpreter->names->dunder_name.get_relaxed()));
    bool is_text = !name.is_unbound() && name.is<Str>();
    if (is_text && TRY(str_equal(thread_, name.to<Str>(), state_->new_object.get()))) {
        TRY(save_new_object(tuple, object));
    } else if (is_text && TRY(str_equal(thread_, name.to<Str>(), state_->new_object_ex.get()))) {
        TRY(save_new_object_ex(tuple, object));
    } else {
        TRY(noted(save(callable), object, "reconstructor"));
        TRY(noted(save(arguments), object, "reconstructor arguments"));
        op(Op::Reduce);
    }
    // Its own arguments may have led back to the object: then it stands in the memo already.
    int64_t known = pickler_->find(object);
    if (known != Pickler::kNotFound) {
        op(Op::Pop);
        get_from_memo(known);
    } else {
        TRY(memoize(object));
    }
    if (!items.is_none()) TRY(append_all(items, object));
    if (!pairs.is_none()) TRY(set_all(pairs, object));
    if (state.is_none()) return {};
    if (setter.is_none()) {
        TRY(noted(save(state), object, "state"));
        op(Op::Build);
        return {};
    }
    // Called for its effect: the result goes.
    TRY(noted(save(setter), object, "state setter"));
    TRY(save(object));
    TRY(noted(save(state), object, "state"));
    op(Op::Tuple2);
    op(Op::Reduce);
    op(Op::Pop);
    return {};
}

Result<void> Saver::save_new_object(Tuple* arguments, Value object) {
    if (arguments->size() < 1) return pickling_error(thread_, "__newobj__ expected at least 1 argument, got 0");
    Value cls = (*arguments)[0];
    if (!TRY(is_class(thread_, cls)))
        return pickling_error(thread_, "first argument to __newobj__() must be a class, not {}",
                              TRY(kind_of_py(thread_, cls)));
    Value of = TRY(get_attribute_py(thread_, object, thread_.interpreter->names->dunder_class.get_relaxed()));
    if (of != cls)
        return pickling_error(thread_, "first argument to __newobj__() must be {}, not {}", TRY(repr_py(thread_, of)),
                              TRY(repr_py(thread_, cls)));
    TRY(noted(save(cls), object, "class"));
    Tuple* rest = TRY(make_tuple_sized(thread_, arguments->size() - 1));
    for (size_t i = 0; i < rest->size(); ++i) rest->items_[i].set(rest, (*arguments)[i + 1]);
    TRY(noted(save(Value(rest)), object, "__new__ arguments"));
    op(Op::NewObj);
    return {};
}

Result<void> Saver::save_new_object_ex(Tuple* arguments, Value object) {
    if (arguments->size() != 3)
        return pickling_error(thread_, "__newobj_ex__ expected 3 arguments, got {}", arguments->size());
    Value cls = (*arguments)[0], positional = (*arguments)[1], keywords = (*arguments)[2];
    if (!TRY(is_class(thread_, cls)))
        return pickling_error(thread_, "first argument to __newobj_ex__() must be a class, not {}",
                              TRY(kind_of_py(thread_, cls)));
    if (!as_kind<Tuple>(thread_, positional))
        return pickling_error(thread_, "second argument to __newobj_ex__() must be a tuple, not {}",
                              TRY(kind_of_py(thread_, positional)));
    if (!as_kind<core::Dict>(thread_, keywords))
        return pickling_error(thread_, "third argument to __newobj_ex__() must be a dict, not {}",
                              TRY(kind_of_py(thread_, keywords)));
    if (protocol_ >= 4) {
        TRY(noted(save(cls), object, "class"));
        TRY(noted(save(positional), object, "__new__ arguments"));
        TRY(noted(save(keywords), object, "__new__ arguments"));
        op(Op::NewObjEx);
        return {};
    }
    Value functools = TRY(thread_.interpreter->vm->import_module_py(thread_, intern(thread_, "functools")));
    Value partial = TRY(get_attribute_py(thread_, functools, "partial"));
    Tuple* given = positional.to<Tuple>();
    Tuple* bound = TRY(make_tuple_sized(thread_, given->size() + 2));
    bound->items_[0].set(bound,
                         TRY(get_attribute_py(thread_, cls, thread_.interpreter->names->dunder_new.get_relaxed())));
    bound->items_[1].set(bound, cls);
    for (size_t i = 0; i < given->size(); ++i) bound->items_[i + 2].set(bound, (*given)[i]);
    Value made = TRY(call_with_py(thread_, partial, bound, keywords.to<core::Dict>()));
    TRY(noted(save(made), object, "reconstructor"));
    TRY(save(Value(make_tuple(thread_, {}))));
    op(Op::Reduce);
    return {};
}

}  // namespace krait::core::pickling
