// The native module _string: what string.Formatter takes apart.
#include "runtime/objects/text.h"
#include "runtime/primitives/format/field_parser.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

extern const ModuleSpec kStringModule;

namespace {

Result<Str*> str_argument(Thread& thread, Value value) {
    if (auto* text = as_kind<Str>(thread, value)) return text;
    return raise(thread, Exc::TypeError, "expected str, got {}", type_name(thread, value));
}
FUNCTION(string, formatter_parser, "formatter_parser(format_string, /)", "Parse the argument as a format string.") {
    Str* format = TRY(str_argument(thread, args[0]));
    TextView view = TRY(text_of(thread, format));
    FieldParser parser(view);
    List* pieces = make_list(thread);
    auto text = [&](TextSpan span) { return str_slice(thread, format, span.start, span.end); };
    for (;;) {
        FieldPiece piece;
        FieldParser::Step step = parser.next(&piece);
        if (step == FieldParser::Step::kEnd) break;
        if (step == FieldParser::Step::kError) return raise(thread, Exc::ValueError, "{}", parser.error());
        // Doubled braces make a piece that ends with the first of them.
        Value name = none(), spec = none(), conversion = none();
        if (piece.has_field) {
            name = Value(TRY(text(piece.name)));
            spec = Value(TRY(text(piece.spec)));
            if (piece.conversion) conversion = Value(make_char(thread, piece.conversion));
        }
        TRY(list_append(thread, pieces,
                        Value(make_tuple(thread, { Value(TRY(text(piece.literal))), name, spec, conversion }))));
    }
    return iterate_py(thread, Value(pieces));
}
FUNCTION(string, formatter_field_name_split, "formatter_field_name_split(field_name, /)",
         "Split the argument as a field name.") {
    Str* field = TRY(str_argument(thread, args[0]));
    TextView view = TRY(text_of(thread, field));
    FieldName name(view, {0, view.length});
    if (name.error()) return raise(thread, Exc::ValueError, "{}", name.error());
    Value first = name.number() >= 0 ? Value::small(name.number())
                                     : Value(TRY(str_slice(thread, field, name.first().start, name.first().end)));
    List* parts = make_list(thread);
    for (;;) {
        FieldName::Part part;
        FieldName::Step step = name.next(&part);
        if (step == FieldName::Step::kEnd) break;
        if (step == FieldName::Step::kError) return raise(thread, Exc::ValueError, "{}", name.error());
        Value key = !part.is_attribute && part.number >= 0
                        ? Value::small(part.number)
                        : Value(TRY(str_slice(thread, field, part.name.start, part.name.end)));
        TRY(list_append(thread, parts, Value(make_tuple(thread, {Value::boolean(part.is_attribute), key}))));
    }
    return Value(make_tuple(thread, { first, TRY(iterate_py(thread, Value(parts))) }));
}

}  // namespace

const ModuleSpec kStringModule = {
    .name = "_string",
    .doc = "string helper module",
    .functions = {&string_formatter_parser, &string_formatter_field_name_split},
};

}  // namespace krait::core
