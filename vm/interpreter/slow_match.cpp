// Pattern matching (PEP 634), imports by statement, and the rare intrinsics.
#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/slow.h"

namespace krait::core {

bool match_length(Thread& thread, Value subject, int64_t* length) {
    Result<int64_t> result = length_py(thread, subject);
    if (result.failed()) return false;
    *length = result.value();
    return true;
}

// The values for `keys`, each looked up with get(key, sentinel) so that __missing__ does not run; None if one is missing.
Result<Value> match_keys(Thread& thread, Value subject, Value keys) {
    Tuple* wanted = keys.to<Tuple>();
    Set* seen = make_set(thread);
    Tuple* values = TRY(make_tuple_sized(thread, wanted->size()));
    Value get = Value::nothing();
    Value sentinel(make_list(thread));
    for (size_t i = 0; i < wanted->size(); ++i) {
        Value key = (*wanted)[i];
        if (!TRY(set_add_py(thread, seen, key))) {
            Str* text = TRY(repr_py(thread, key));
            return raise(thread, Exc::ValueError, "mapping pattern checks duplicate key ({})", text);
        }
        Value value;
        if (subject.is<Dict>()) {
            value = TRY(dict_get_py(thread, subject.to<Dict>(), key));
            if (value.is_unbound()) return Value::none();
        } else {
            if (get.is_nothing()) get = TRY(get_attribute_py(thread, subject, "get"));
            value = TRY(call_py(thread, get, key, sentinel));
            if (value == sentinel) return Value::none();
        }
        values->items_[i].set(values, value);
    }
    return Value(values);
}

Result<Value> match_class(Thread& thread, Value subject, Value cls, uint32_t positional, Value names_value) {
    if (!cls.is_cell() || !is_instance(thread, cls, BuiltinType::Type))
        return raise(thread, Exc::TypeError, "called match pattern must be a class");
    if (!TRY(isinstance_py(thread, subject, cls))) return Value::none();
    Type* type = cls.to<Type>();
    Tuple* names = names_value.to<Tuple>();
    Tuple* result = TRY(make_tuple_sized(thread, positional + names->size()));
    Set* seen = make_set(thread);
    if (positional) {
        Value match_args =
            TRY(find_attribute_py(thread, cls, thread.interpreter->names->dunder_match_args.get_relaxed()));
        bool match_self = false;
        Tuple* accepted = nullptr;
        if (match_args.is_unbound()) {
            match_self = type->has(type_flag::kMatchSelf);
        } else if (match_args.is<Tuple>()) {
            accepted = match_args.to<Tuple>();
        } else {
            return raise(thread, Exc::TypeError, "{}.__match_args__ must be a tuple (got {})", type,
                         type_name(thread, match_args));
        }
        size_t allowed = match_self ? 1 : accepted ? accepted->size() : 0;
        if (allowed < positional) {
            return raise(thread, Exc::TypeError, "{}() accepts {} positional sub-pattern{} ({} given)", type, allowed,
                         allowed == 1 ? "" : "s", positional);
        }
        if (match_self) {
            result->items_[0].set(result, subject);
        } else {
            for (uint32_t i = 0; i < positional; ++i) {
                Value name = (*accepted)[i];
                if (!name.is<Str>())
                    return raise(thread, Exc::TypeError, "__match_args__ elements must be strings (got {})",
                                 type_name(thread, name));
                if (!TRY(set_add_py(thread, seen, name)))
                    return raise(thread, Exc::TypeError, "{}() got multiple sub-patterns for attribute {}", type,
                                 TRY(repr_py(thread, name)));
                Value value = TRY(find_attribute_py(thread, subject, intern(thread, name.to<Str>())));
                if (value.is_unbound()) return Value::none();
                result->items_[i].set(result, value);
            }
        }
    }
    for (size_t i = 0; i < names->size(); ++i) {
        Value name = (*names)[i];
        if (!TRY(set_add_py(thread, seen, name)))
            return raise(thread, Exc::TypeError, "{}() got multiple sub-patterns for attribute {}", type,
                         TRY(repr_py(thread, name)));
        Value value = TRY(find_attribute_py(thread, subject, name.to<Str>()));
        if (value.is_unbound()) return Value::none();
        result->items_[positional + i].set(result, value);
    }
    return Value(result);
}

// ---- imports (Language Reference 7.11) ----

Result<Value> import_name(Thread& thread, Frame* frame, Str* name, Value fromlist, Value level) {
    Value import = TRY(load_from_mapping(thread, frame, Value(frame->function->builtins.get_relaxed()),
                                         thread.interpreter->names->dunder_import.get_relaxed()));
    if (import.is_unbound()) return raise(thread, Exc::ImportError, "__import__ not found");
    Value locals = frame->flags & frame_flag::kNamespace ? frame->namespace_ : Value::none();
    Value arguments[] = {Value(name), Value(frame->globals()), locals, fromlist, level};
    return call_py(thread, import, std::span<const Value>(arguments, 5));
}

Result<Value> import_from(Thread& thread, Value module, Str* name) {
    Value value = TRY(find_attribute_py(thread, module, name));
    if (!value.is_unbound()) return value;
    Names* names = thread.interpreter->names;
    Value module_name = TRY(find_attribute_py(thread, module, names->dunder_name.get_relaxed()));
    if (module_name.is<Str>()) {
        // A submodule whose import is under way is in sys.modules before it is an attribute.
        Str* dotted = TRY(str_concat(thread, module_name.to<Str>(), make_ascii(thread, ".")));
        dotted = TRY(str_concat(thread, dotted, name));
        TRY(dotted->data(thread));
        Value found = TRY(dict_get_py(thread, thread.interpreter->modules.get_relaxed(), Value(dotted)));
        if (!found.is_unbound()) return found;
    }
    Value file = TRY(find_attribute_py(thread, module, names->dunder_file.get_relaxed()));
    bool initializing = false;
    Value spec = TRY(find_attribute_py(thread, module, names->dunder_spec.get_relaxed()));
    if (!spec.is_unbound() && !spec.is_none()) {
        Value flag = TRY(find_attribute_py(thread, spec, "_initializing"));
        initializing = !flag.is_unbound() && TRY(truth_py(thread, flag));
    }
    Str* shown = module_name.is<Str>() ? module_name.to<Str>() : make_ascii(thread, "<unknown module name>");
    std::string where = file.is<Str>() ? str_utf8_lossy(file.to<Str>()) : "unknown location";
    if (initializing) {
        (void)raise(thread, Exc::ImportError,
                    "cannot import name '{}' from partially initialized module '{}' (most likely due to a circular "
                    "import) ({})",
                    name, shown, where);
    } else {
        (void)raise(thread, Exc::ImportError, "cannot import name '{}' from '{}' ({})", name, shown, where);
    }
    if (!thread.terminating) {
        auto* error = static_cast<ImportError*>(thread.pending.to<BaseException>());
        error->name.set(error, module_name.is<Str>() ? module_name : Value::none());
        error->path.set(error, file.is<Str>() ? file : Value::none());
        error->name_from.set(error, Value(name));
    }
    return kFailure;
}

Result<void> import_star(Thread& thread, Frame* frame, Value module) {
    Names* names = thread.interpreter->names;
    Value all = TRY(find_attribute_py(thread, module, names->dunder_all.get_relaxed()));
    bool skip_private = all.is_unbound();
    if (skip_private) {
        Value dict = TRY(find_attribute_py(thread, module, names->dunder_dict.get_relaxed()));
        if (dict.is_unbound())
            return raise(thread, Exc::ImportError, "from-import-* object has no __dict__ and no __all__");
        all = Value(TRY(make_list_from_py(thread, dict)));
    }
    return for_each_py(thread, all, [&](Value name) -> Result<bool> {
        if (!name.is<Str>()) {
            Value module_name = TRY(get_attribute_py(thread, module, names->dunder_name.get_relaxed()));
            return raise(thread, Exc::TypeError, "Item in {}.__all__ must be str, not {}",
                         TRY(str_py(thread, module_name)), type_name(thread, name));
        }
        TRY(name.to<Str>()->data(thread));
        Str* key = intern(thread, name.to<Str>());
        if (skip_private && key->length() && Str::at(key->flat(), key->kind(), 0) == '_') return true;
        Value value = TRY(get_attribute_py(thread, module, key));
        TRY(store_name(thread, frame, key, value));
        return true;
    });
}

}  // namespace krait::core
