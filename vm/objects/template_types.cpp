#include "vm/objects/template_types.h"

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/spec_table.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"
#include "vm/interpreter/slow.h"

namespace krait::core {

namespace {

Value new_template(Thread& thread, Tuple* strings, Tuple* interpolations) {
    auto* made = allocate_builtin<Template>(thread, BuiltinType::Template);
    made->strings.init(strings);
    made->interpolations.init(interpolations);
    return Value(made);
}

bool is_template(Thread& thread, Value value) { return is_instance(thread, value, BuiltinType::Template); }

// ---- Template ----

// Adjacent strings are joined, and between two interpolations stands an empty one.
Result<Value> template_construct(Thread& thread, Type*, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count() > 0)
        return raise(thread, Exc::TypeError, "Template.__new__ only accepts *args arguments");
    List* strings = make_list(thread);
    List* interpolations = make_list(thread);
    Str* text = empty_str(thread);
    for (uint32_t i = 0; i < arguments.positional; ++i) {
        if (auto* part = as_kind<Str>(thread, arguments[i])) {
            text = TRY(str_concat(thread, text, part));
        } else if (is_instance(thread, arguments[i], BuiltinType::Interpolation)) {
            TRY(list_append(thread, strings, Value(text)));
            TRY(list_append(thread, interpolations, arguments[i]));
            text = empty_str(thread);
        } else {
            return raise(thread, Exc::TypeError,
                         "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}",
                         type_name(thread, arguments[i]));
        }
    }
    TRY(list_append(thread, strings, Value(text)));
    Tuple* fixed_strings = TRY(list_to_tuple(thread, strings));
    return new_template(thread, fixed_strings, TRY(list_to_tuple(thread, interpolations)));
}

Result<Value> template_repr(Thread& thread, Value self) {
    auto* each = self.to<Template>();
    StrBuilder builder(thread);
    builder.add_ascii("Template(strings=");
    TRY(builder.add(TRY(repr_py(thread, Value(each->strings.get())))));
    builder.add_ascii(", interpolations=");
    TRY(builder.add(TRY(repr_py(thread, Value(each->interpolations.get())))));
    builder.add_ascii(")");
    return Value(TRY(builder.finish()));
}

Result<Value> template_concat(Thread& thread, Value left, Value right) {
    if (!is_template(thread, left) || !is_template(thread, right)) {
        return raise(thread, Exc::TypeError,
                     "can only concatenate string.templatelib.Template (not \"{}\") to string.templatelib.Template",
                     type_name(thread, is_template(thread, left) ? right : left));
    }
    Tuple *a = left.to<Template>()->strings.get(), *b = right.to<Template>()->strings.get();
    Str* middle = TRY(str_concat(thread, (*a)[a->size() - 1].to<Str>(), (*b)[0].to<Str>()));
    List* strings = TRY(make_list_from(thread, a->span().first(a->size() - 1)));
    TRY(list_append(thread, strings, Value(middle)));
    for (Value each : b->span().subspan(1)) TRY(list_append(thread, strings, each));
    List* interpolations = TRY(make_list_from(thread, left.to<Template>()->interpolations.get()->span()));
    for (Value each : right.to<Template>()->interpolations.get()->span())
        TRY(list_append(thread, interpolations, each));
    Tuple* fixed_strings = TRY(list_to_tuple(thread, strings));
    return new_template(thread, fixed_strings, TRY(list_to_tuple(thread, interpolations)));
}

Result<Value> template_iterate(Thread& thread, Value self) {
    auto* iterator = allocate_builtin<TemplateIterator>(thread, BuiltinType::TemplateIterator);
    iterator->source.init(self);
    iterator->position = 0;
    return Value(iterator);
}

GETTER(Template, strings, "Strings") { return Value(self.to<Template>()->strings.get()); }
GETTER(Template, interpolations, "Interpolations") { return Value(self.to<Template>()->interpolations.get()); }
GETTER(Template, values, "Values of interpolations") {
    Tuple* interpolations = self.to<Template>()->interpolations.get();
    List* values = make_list(thread, interpolations->size());
    for (Value each : interpolations->span()) TRY(list_append(thread, values, each.to<Interpolation>()->value.get()));
    return Value(TRY(list_to_tuple(thread, values)));
}
METHOD(Template, __reduce__, "__reduce__(self, /)", nullptr) {
    Value module = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "string.templatelib")));
    Value unpickle = TRY(get_attribute_py(thread, module, "_template_unpickle"));
    Value parts(make_tuple(thread, {Value(self->strings.get()), Value(self->interpolations.get())}));
    return Value(make_tuple(thread, {unpickle, parts}));
}
CLASS_METHOD(Template, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}

void trace_template(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<Template*>(cell)->strings);
    tracer.visit(static_cast<Template*>(cell)->interpolations);
}

// ---- its iterator ----

Result<Value> iterator_next(Thread&, Value self) {
    auto* iterator = self.to<TemplateIterator>();
    auto* source = iterator->source.get().to<Template>();
    Tuple *strings = source->strings.get(), *interpolations = source->interpolations.get();
    for (;;) {
        uint64_t position = iterator->position, index = position / 2;
        if (position % 2 == 0) {
            if (index >= strings->size()) return Value::unbound();
            iterator->position = position + 1;
            if ((*strings)[index].to<Str>()->length() > 0) return (*strings)[index];
        } else {
            if (index >= interpolations->size()) return Value::unbound();
            iterator->position = position + 1;
            return (*interpolations)[index];
        }
    }
}
Result<Value> itself(Thread&, Value self) { return self; }
void trace_iterator(Cell* cell, Tracer& tracer) { tracer.visit(static_cast<TemplateIterator*>(cell)->source); }

// ---- Interpolation ----

constexpr const char* kInterpolationSignature = "Interpolation(value, expression='', conversion=None, format_spec='')";

Result<Value> interpolation_construct(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[4];
    TRY(bind_arguments(thread, kInterpolationSignature, arguments, bound));
    const char* const names[] = {"value", "expression", "conversion", "format_spec"};
    for (int i : {1, 3}) {
        if (!as_kind<Str>(thread, bound[i]))
            return raise(thread, Exc::TypeError, "Interpolation() argument '{}' must be str, not {}", names[i],
                         type_name(thread, bound[i]));
    }
    if (!bound[2].is_none()) {
        auto* conversion = as_kind<Str>(thread, bound[2]);
        if (!conversion)
            return raise(thread, Exc::TypeError, "Interpolation() argument 'conversion' must be str, not {}",
                         type_name(thread, bound[2]));
        std::string letter = str_utf8_lossy(conversion);
        if (letter != "s" && letter != "r" && letter != "a")
            return raise(thread, Exc::ValueError,
                         "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'");
    }
    auto* made = allocate_builtin<Interpolation>(thread, BuiltinType::Interpolation);
    made->value.init(bound[0]);
    made->expression.init(bound[1]);
    made->conversion.init(bound[2]);
    made->format_spec.init(bound[3]);
    return Value(made);
}

Result<Value> interpolation_repr(Thread& thread, Value self) {
    auto* each = self.to<Interpolation>();
    StrBuilder builder(thread);
    builder.add_ascii("Interpolation(");
    const Field<Value>* fields[] = {&each->value, &each->expression, &each->conversion, &each->format_spec};
    for (int i = 0; i < 4; ++i) {
        if (i) builder.add_ascii(", ");
        TRY(builder.add(TRY(repr_py(thread, fields[i]->get()))));
    }
    builder.add_ascii(")");
    return Value(TRY(builder.finish()));
}

GETTER(Interpolation, value, "Value") { return self.to<Interpolation>()->value.get(); }
GETTER(Interpolation, expression, "Expression") { return self.to<Interpolation>()->expression.get(); }
GETTER(Interpolation, conversion, "Conversion") { return self.to<Interpolation>()->conversion.get(); }
GETTER(Interpolation, format_spec, "Format specification") { return self.to<Interpolation>()->format_spec.get(); }
METHOD(Interpolation, __reduce__, "__reduce__(self, /)", nullptr) {
    Value parts(make_tuple(
        thread, {self->value.get(), self->expression.get(), self->conversion.get(), self->format_spec.get()}));
    return Value(make_tuple(thread, {Value(thread.interpreter->type(BuiltinType::Interpolation)), parts}));
}
CLASS_METHOD(Interpolation, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}
void trace_interpolation(Cell* cell, Tracer& tracer) {
    auto* each = static_cast<Interpolation*>(cell);
    tracer.visit(each->value);
    tracer.visit(each->expression);
    tracer.visit(each->conversion);
    tracer.visit(each->format_spec);
}

}  // namespace

const TypeSpec Template::spec = {
    .name = "string.templatelib.Template",
    .doc = "Template object",
    .size = sizeof(Template),
    .slots = {.repr = template_repr,
              .iterate = template_iterate,
              .concat = template_concat,
              .construct = template_construct},
    .methods = {&Template___reduce__, &Template___class_getitem__},
    .properties = {&Template_get_strings, &Template_get_interpolations, &Template_get_values},
    .trace = trace_template,
    .signature = "Template(*args)",
};
const TypeSpec TemplateIterator::spec = {
    .name = "string.templatelib.TemplateIter",
    .doc = "Template iterator object",
    .size = sizeof(TemplateIterator),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = itself, .next = iterator_next},
    .trace = trace_iterator,
};
const TypeSpec Interpolation::spec = {
    .name = "string.templatelib.Interpolation",
    .doc = "Interpolation object",
    .size = sizeof(Interpolation),
    .slots = {.repr = interpolation_repr, .construct = interpolation_construct},
    .methods = {&Interpolation___reduce__, &Interpolation___class_getitem__},
    .properties = {&Interpolation_get_value, &Interpolation_get_expression, &Interpolation_get_conversion,
                   &Interpolation_get_format_spec},
    .trace = trace_interpolation,
    .signature = kInterpolationSignature,
};

void complete_template_types(Thread& thread) {
    complete_builtin_type(thread, BuiltinType::Template, Template::spec);
    complete_builtin_type(thread, BuiltinType::TemplateIterator, TemplateIterator::spec);
    complete_builtin_type(thread, BuiltinType::Interpolation, Interpolation::spec);
    Dict* dict = thread.interpreter->type(BuiltinType::Interpolation)->own_dict(thread);
    Value names(make_tuple(thread, {Value(intern(thread, "value")), Value(intern(thread, "expression")),
                                    Value(intern(thread, "conversion")), Value(intern(thread, "format_spec"))}));
    (void)dict_set_str(thread, dict, KRAIT_NAME(dunder_match_args), names);
}

// ---- what the ops make ----

Result<Value> make_template_object(Thread& thread, Value strings, Value interpolations) {
    Tuple *texts = strings.to<Tuple>(), *values = interpolations.to<Tuple>();
    bool right = texts->size() == values->size() + 1;
    for (Value text : texts->span()) right &= text.is<Str>();
    for (Value value : values->span())
        right &= value.is_cell() && is_instance(thread, value, BuiltinType::Interpolation);
    if (!right) return raise(thread, Exc::SystemError, "a template's parts do not fit together");
    return new_template(thread, texts, values);
}

// window: value, text, then the format spec.
Result<Value> make_interpolation_object(Thread& thread, const Value* window, int conversion) {
    Value letter = conversion ? Value(make_char(thread, static_cast<uint32_t>(conversion))) : Value::none();
    auto* made = allocate_builtin<Interpolation>(thread, BuiltinType::Interpolation);
    made->value.init(window[0]);
    made->expression.init(window[1]);
    made->conversion.init(letter);
    made->format_spec.init(window[2]);
    return Value(made);
}

}  // namespace krait::core
