// BaseExceptionGroup and ExceptionGroup (PEP 654): split, subgroup, derive, and what except* does with them.
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exception_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

ExceptionGroup* as_group(Thread& thread, Value value) {
    return is_instance(thread, value, BuiltinType::BaseExceptionGroup) ? value.to<ExceptionGroup>() : nullptr;
}
Tuple* members(ExceptionGroup* group) { return group->exceptions.get().to<Tuple>(); }

Result<Value> group_construct(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional != 2 || (arguments.names && arguments.keyword_count()))
        return raise(thread, Exc::TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
                     arguments.positional);
    if (!as_kind<Str>(thread, arguments[0]))
        return raise(thread, Exc::TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not {}",
                     type_of(thread, arguments[0]));
    const Slots& slots = type_of(thread, arguments[1])->slots;
    if (!slots.get_item || !slots.length || as_kind<Dict>(thread, arguments[1]))
        return raise(thread, Exc::TypeError, "second argument (exceptions) must be a sequence");
    Tuple* exceptions = TRY(make_tuple_from_py(thread, arguments[1]));
    if (exceptions->size() == 0)
        return raise(thread, Exc::ValueError, "second argument (exceptions) must be a non-empty sequence");
    bool all_plain = true;
    for (size_t i = 0; i < exceptions->size(); ++i) {
        if (!as_exception(thread, (*exceptions)[i]))
            return raise(thread, Exc::ValueError, "Item {} of second argument (exceptions) is not an exception", i);
        all_plain = all_plain && is_instance(thread, (*exceptions)[i], BuiltinType::Exception);
    }
    Type* plain_group = thread.interpreter->type(BuiltinType::ExceptionGroup);
    if (type == thread.interpreter->type(BuiltinType::BaseExceptionGroup)) {
        if (all_plain) type = plain_group;
    } else if (type == plain_group) {
        if (!all_plain) return raise(thread, Exc::TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    } else if (!all_plain && type->is_subtype_of(thread.interpreter->type(BuiltinType::Exception))) {
        return raise(thread, Exc::TypeError, "Cannot nest BaseExceptions in '{}'", type);
    }
    Value made = TRY(exception_construct(thread, type, arguments));
    made.to<ExceptionGroup>()->message.set(made.cell(), arguments[0]);
    made.to<ExceptionGroup>()->exceptions.set(made.cell(), Value(exceptions));
    return made;
}
Result<Value> group_str(Thread& thread, Value self) {
    auto* group = self.to<ExceptionGroup>();
    size_t count = members(group)->size();
    return format_str(thread, "{} ({} sub-exception{})", TRY(str_py(thread, group->message.get())), count,
                      count == 1 ? "" : "s");
}

// ---- splitting ----

// By class, tuple of classes, or a callable that is asked; Groups: by which exceptions are in a list (identity).
struct Condition {
    enum class Kind { Classes, Callable, Identity } kind;
    Value value;
};

Result<Condition> read_condition(Thread& thread, Value value) {
    Type* base = thread.interpreter->type(BuiltinType::BaseException);
    auto is_exception_class = [&](Value each) { return each.is<Type>() && each.to<Type>()->is_subtype_of(base); };
    if (is_exception_class(value)) return Condition{Condition::Kind::Classes, value};
    if (auto* tuple = as_kind<Tuple>(thread, value)) {
        bool all = true;
        for (Value each : tuple->span()) all = all && is_exception_class(each);
        if (all) return Condition{Condition::Kind::Classes, value};
    } else if (is_callable(thread, value) && !value.is<Type>()) {
        return Condition{Condition::Kind::Callable, value};
    }
    return raise(thread, Exc::TypeError,
                 "expected an exception type, a tuple of exception types, or a callable (other than a class)");
}

Result<bool> matches(Thread& thread, const Condition& condition, Value exception) {
    switch (condition.kind) {
    case Condition::Kind::Classes: return exception_matches_py(thread, exception, condition.value);
    case Condition::Kind::Callable: return truth_py(thread, TRY(call_py(thread, condition.value, exception)));
    case Condition::Kind::Identity:
        if (as_group(thread, exception)) return false;
        List* list = condition.value.to<List>();
        for (size_t i = 0; i < list->size(); ++i) {
            if (list->get(i) == exception) return true;
        }
        return false;
    }
    return false;
}

// A group of the same kind with these exceptions, and the original's traceback, cause, context and notes.
Result<Value> subset(Thread& thread, ExceptionGroup* group, List* exceptions) {
    if (exceptions->size() == 0) return none();
    Value argument(exceptions);
    Value made = TRY(call_method_py(thread, Value(group), intern(thread, "derive"), {&argument, 1}));
    auto* derived = as_group(thread, made);
    if (!derived) return raise(thread, Exc::TypeError, "derive must return an instance of BaseExceptionGroup");
    derived->traceback.set(derived, group->traceback.get());
    derived->context.set(derived, group->context.get());
    derived->cause.set(derived, group->cause.get());
    derived->suppress_context = group->suppress_context;
    Value notes = TRY(find_attribute_py(thread, Value(group), KRAIT_NAME(dunder_notes)));
    if (!notes.is_unbound() && type_of(thread, notes)->slots.iterate && !as_kind<Str>(thread, notes))
        TRY(set_attribute_py(thread, made, KRAIT_NAME(dunder_notes), Value(TRY(make_list_from_py(thread, notes)))));
    return made;
}

Result<void> split(Thread& thread, Value exception, const Condition& condition, Value* matched, Value* rest) {
    *matched = none();
    *rest = none();
    if (TRY(matches(thread, condition, exception))) {
        *matched = exception;
        return {};
    }
    auto* group = as_group(thread, exception);
    if (!group) {
        *rest = exception;
        return {};
    }
    TRY(thread.check_stack());
    List *match_list = make_list(thread), *rest_list = make_list(thread);
    Tuple* all = members(group);
    for (Value each : all->span()) {
        Value one, other;
        TRY(split(thread, each, condition, &one, &other));
        if (!one.is_none()) TRY(list_append(thread, match_list, one));
        if (!other.is_none()) TRY(list_append(thread, rest_list, other));
    }
    *matched = TRY(subset(thread, group, match_list));
    *rest = TRY(subset(thread, group, rest_list));
    return {};
}

METHOD(ExceptionGroup, derive, "derive(self, excs, /)", nullptr) {
    Type* type = thread.interpreter->type(BuiltinType::BaseExceptionGroup);
    return call_py(thread, Value(type), self->message.get(), args[0]);
}
METHOD(ExceptionGroup, split, "split(self, matcher_value, /)", nullptr) {
    Condition condition = TRY(read_condition(thread, args[0]));
    Value matched, rest;
    TRY(split(thread, Value(self), condition, &matched, &rest));
    return Value(make_tuple(thread, {matched, rest}));
}
METHOD(ExceptionGroup, subgroup, "subgroup(self, matcher_value, /)", nullptr) {
    Condition condition = TRY(read_condition(thread, args[0]));
    Value matched, rest;
    TRY(split(thread, Value(self), condition, &matched, &rest));
    return matched;
}
CLASS_METHOD(ExceptionGroup, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}
constexpr GetSetSpec kMessage = {"message", "exception message",
                                 get_exception_field<ExceptionGroup, &ExceptionGroup::message>};
constexpr GetSetSpec kExceptions = {"exceptions", "nested exceptions",
                                    get_exception_field<ExceptionGroup, &ExceptionGroup::exceptions>};
void trace_group(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<ExceptionGroup*>(cell)->message);
    tracer.visit(static_cast<ExceptionGroup*>(cell)->exceptions);
}

// Do they come from one raise: the same traceback, context, cause and notes?
Result<bool> same_origin(Thread& thread, BaseException* a, BaseException* b) {
    if (!(a->traceback.get() == b->traceback.get() && a->context.get() == b->context.get() &&
          a->cause.get() == b->cause.get()))
        return false;
    Value notes_a = TRY(find_attribute_py(thread, Value(a), KRAIT_NAME(dunder_notes)));
    Value notes_b = TRY(find_attribute_py(thread, Value(b), KRAIT_NAME(dunder_notes)));
    return notes_a == notes_b || notes_a.is_unbound() == notes_b.is_unbound();
}

Result<void> collect_leaves(Thread& thread, Value exception, List* leaves) {
    auto* group = as_group(thread, exception);
    if (!group) return list_append(thread, leaves, exception);
    TRY(thread.check_stack());
    for (Value each : members(group)->span()) TRY(collect_leaves(thread, each, leaves));
    return {};
}

}  // namespace

// Reference 8.4.2: an exception that is no group is wrapped when an except* takes it.
Result<void> split_exception_py(Thread& thread, Value exception, Value class_or_tuple, Value* matched, Value* rest) {
    Type* group_type = thread.interpreter->type(BuiltinType::BaseExceptionGroup);
    auto is_group_class = [&](Value each) { return each.is<Type>() && each.to<Type>()->is_subtype_of(group_type); };
    bool groups = is_group_class(class_or_tuple);
    if (auto* tuple = as_kind<Tuple>(thread, class_or_tuple)) {
        for (Value each : tuple->span()) groups = groups || is_group_class(each);
    }
    (void)TRY(exception_matches_py(thread, exception, class_or_tuple));
    if (groups)
        return raise(thread, Exc::TypeError,
                     "catching ExceptionGroup with except* is not allowed. Use except instead.");
    if (!as_group(thread, exception)) {
        *matched = none();
        *rest = exception;
        if (!TRY(exception_matches_py(thread, exception, class_or_tuple))) return {};
        Value pair[] = {Value(empty_str(thread)), Value(make_tuple(thread, {exception}))};
        Value wrapped = TRY(call_py(thread, Value(group_type), std::span<const Value>(pair)));
        wrapped.to<BaseException>()->traceback.set(wrapped.cell(), exception.to<BaseException>()->traceback.get());
        *matched = wrapped;
        *rest = none();
        return {};
    }
    return split(thread, exception, Condition{Condition::Kind::Classes, class_or_tuple}, matched, rest);
}

Result<Value> prepare_reraise_star_py(Thread& thread, Value original, Value raised_list) {
    List* list = raised_list.to<List>();
    List *raised = make_list(thread), *leaves = make_list(thread);
    size_t live = 0;
    Value only;
    for (size_t i = 0; i < list->size(); ++i) {
        Value each = list->get(i);
        if (each.is_none() || each.is_nothing()) continue;
        ++live;
        only = each;
    }
    if (live == 0) return none();
    if (!as_group(thread, original)) return only;
    for (size_t i = 0; i < list->size(); ++i) {
        Value each = list->get(i);
        if (each.is_none() || each.is_nothing()) continue;
        if (TRY(same_origin(thread, each.to<BaseException>(), original.to<BaseException>())))
            TRY(collect_leaves(thread, each, leaves));
        else TRY(list_append(thread, raised, each));
    }
    Value reraised, rest;
    TRY(split(thread, original, Condition{Condition::Kind::Identity, Value(leaves)}, &reraised, &rest));
    if (raised->size() == 0) return reraised;
    if (!reraised.is_none()) TRY(list_append(thread, raised, reraised));
    if (raised->size() == 1) return raised->get(0);
    return call_py(thread, Value(thread.interpreter->type(BuiltinType::BaseExceptionGroup)), Value(empty_str(thread)),
                   Value(raised));
}

const TypeSpec kBaseExceptionGroupSpec = {
    .name = "BaseExceptionGroup",
    .doc = "A combination of multiple unrelated exceptions.",
    .base = BuiltinType::BaseException,
    .size = sizeof(ExceptionGroup),
    .flags = type_flag::kSubclassable,
    .slots = {.str = group_str, .construct = group_construct},
    .methods = {&ExceptionGroup_derive, &ExceptionGroup_split, &ExceptionGroup_subgroup,
                &ExceptionGroup___class_getitem__},
    .properties = {&kMessage, &kExceptions},
    .trace = trace_group,
};
// Its second base, Exception, is added by init_objects.
const TypeSpec kExceptionGroupSpec = {
    .name = "ExceptionGroup",
    .base = BuiltinType::BaseExceptionGroup,
    .flags = type_flag::kSubclassable,
};

}  // namespace krait::core
