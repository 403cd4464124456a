// str.format and its like (Library Reference, "Format String Syntax"), and format(str, spec).
#include "runtime/objects/str_parts.h"
#include "runtime/primitives/format/field_parser.h"
#include "runtime/primitives/format/format_spec.h"

namespace krait::core {

namespace {

Failure raise_format(Thread& thread, const FormatStatus& status) {
    return raise(thread, status.error == FormatError::kOverflowError ? Exc::OverflowError : Exc::ValueError, "{}",
                 status.message);
}

// Where the fields of one format() call come from.
struct FieldSource {
    const Value* positional = nullptr;
    size_t count = 0;
    Dict* keywords = nullptr;  // of format()
    Value mapping;             // of format_map()
    FieldNumbering numbering;
};

Result<Str*> part_of(Thread& thread, TextView text, TextSpan span) {
    return make_str(thread, text.slice(span.start, span.end));
}

Result<Value> field_value_py(Thread& thread, TextView text, TextSpan name_span, FieldSource& source) {
    FieldName name(text, name_span);
    if (name.error()) return raise(thread, Exc::ValueError, "{}", name.error());
    Value value;
    if (name.number() >= 0 || name.first().empty()) {
        if (!source.mapping.is_nothing())
            return raise(thread, Exc::ValueError, "Format string contains positional fields");
        int64_t index = source.numbering.resolve(name.first(), name.number());
        if (index < 0) return raise(thread, Exc::ValueError, "{}", source.numbering.error());
        if (index >= static_cast<int64_t>(source.count))
            return raise(thread, Exc::IndexError, "Replacement index {} out of range for positional args tuple", index);
        value = source.positional[index];
    } else {
        Str* key = TRY(part_of(thread, text, name.first()));
        if (!source.mapping.is_nothing()) {
            value = TRY(get_item_py(thread, source.mapping, Value(key)));
        } else {
            value = source.keywords ? TRY(dict_get_py(thread, source.keywords, Value(key))) : Value::unbound();
            if (value.is_unbound()) return raise_value(thread, Exc::KeyError, Value(key));
        }
    }
    for (;;) {
        FieldName::Part part;
        switch (name.next(&part)) {
        case FieldName::Step::kEnd: return value;
        case FieldName::Step::kError: return raise(thread, Exc::ValueError, "{}", name.error());
        case FieldName::Step::kPart: break;
        }
        if (part.is_attribute) {
            value = TRY(get_attribute_py(thread, value, intern(thread, TRY(part_of(thread, text, part.name)))));
        } else if (part.number >= 0) {
            value = TRY(get_item_py(thread, value, make_int(thread, part.number)));
        } else {
            value = TRY(get_item_py(thread, value, Value(TRY(part_of(thread, text, part.name)))));
        }
    }
}

Result<Value> convert_py(Thread& thread, Value value, uint32_t conversion) {
    switch (conversion) {
    case 0: return value;
    case 'r': return Value(TRY(repr_py(thread, value)));
    case 's': return Value(TRY(str_py(thread, value)));
    case 'a': return Value(TRY(ascii_py(thread, value)));
    default: break;
    }
    if (conversion > 32 && conversion < 127)
        return raise(thread, Exc::ValueError, "Unknown conversion specifier {}",
                     std::string(1, static_cast<char>(conversion)));
    char hex[16];
    snprintf(hex, sizeof hex, "\\x%x", conversion);
    return raise(thread, Exc::ValueError, "Unknown conversion specifier {}", hex);
}

Result<void> format_into_py(Thread& thread, StrBuilder& out, Str* holder, TextView text, TextSpan range,
                            FieldSource& source, int depth) {
    if (depth < 1) return raise(thread, Exc::ValueError, "Max string recursion exceeded");
    FieldParser parser(text, range);
    for (;;) {
        FieldPiece piece;
        switch (parser.next(&piece)) {
        case FieldParser::Step::kEnd: return {};
        case FieldParser::Step::kError: return raise(thread, Exc::ValueError, "{}", parser.error());
        case FieldParser::Step::kPiece: break;
        }
        TRY(out.add_range(holder, piece.literal.start, piece.literal.end));
        if (!piece.has_field) continue;
        Value value = TRY(field_value_py(thread, text, piece.name, source));
        value = TRY(convert_py(thread, value, piece.conversion));
        Str* spec = empty_str(thread);
        if (piece.spec_is_nested) {
            StrBuilder nested(thread);
            TRY(format_into_py(thread, nested, holder, text, piece.spec, source, depth - 1));
            spec = TRY(nested.finish());
        } else if (!piece.spec.empty()) {
            spec = TRY(part_of(thread, text, piece.spec));
        }
        TRY(out.add(TRY(format_py(thread, value, spec))));
        TRY(thread.poll());
    }
}

Result<Value> format_text_py(Thread& thread, Str* self, FieldSource& source) {
    TextView text = TRY(text_of(thread, self));
    StrBuilder out(thread);
    TRY(format_into_py(thread, out, self, text, {0, text.length}, source, 2));
    return Value(TRY(out.finish()));
}

METHOD(Str, format, "format(self, /, *args, **kwargs)",
       "Return a formatted version of the string, using substitutions from args and kwargs.\n\nThe substitutions are "
       "identified by braces "
       "('{' and '}').") {
    FieldSource source;
    auto* positional = args[0].to<Tuple>();
    source.positional = positional->data();
    source.count = positional->size();
    source.keywords = args[1].is_nothing() ? nullptr : args[1].to<Dict>();
    return format_text_py(thread, self, source);
}
METHOD(Str, format_map, "format_map(self, mapping, /)",
       "Return a formatted version of the string, using substitutions from mapping.\n\nThe substitutions are "
       "identified by braces ('{' and "
       "'}').") {
    FieldSource source;
    source.mapping = args[0];
    return format_text_py(thread, self, source);
}

}  // namespace

Result<Value> str_format_py(Thread& thread, Str* string, Str* spec_text) {
    if (spec_text->length() == 0) {
        if (string->layout() == Layout::Str) return Value(string);
        return Value(TRY(str_py(thread, Value(string))));
    }
    FormatSpec spec;
    TextView spec_view = TRY(text_of(thread, spec_text));
    FormatStatus status = parse_format_spec(spec_view, &spec, 's', '<', type_name(thread, Value(string))->name_view());
    if (!status.ok()) return raise_format(thread, status);
    if (spec.type != 's' && spec.type != 0)
        return raise_format(thread, unknown_format_code(spec.type, type_name(thread, Value(string))->name_view()));
    size_t take = string->length();
    status = check_string_spec(spec, string->length(), &take);
    if (!status.ok()) return raise_format(thread, status);
    Padding padding = padding_for(spec, take);
    if (padding.left == 0 && padding.right == 0) return Value(TRY(str_slice(thread, string, 0, take)));
    TextView text = TRY(text_of(thread, string))
    .slice(0, take);
    uint32_t max = string->is_ascii() ? 0x7f : unicode::max_code(text);
    size_t length = padding.left + take + padding.right;
    Str* result = TRY(make_str_buffer(thread, length, std::max(max, spec.fill)));
    auto kind = static_cast<uint8_t>(result->kind());
    void* out = result->inline_data();
    for (size_t i = 0; i < padding.left; ++i) put_code(out, kind, i, spec.fill);
    unicode::copy_text(advance(out, kind, padding.left), kind, text);
    for (size_t i = padding.left + take; i < length; ++i) put_code(out, kind, i, spec.fill);
    return Value(result);
}

const std::initializer_list<const NativeSpec*> kStrFormatMethods = {&Str_format, &Str_format_map};

}  // namespace krait::core
