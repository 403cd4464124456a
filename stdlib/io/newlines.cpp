#include "stdlib/io/newlines.h"

#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"

namespace krait::core {

Result<Str*> decode_newlines(Thread& thread, NewlineState& state, Str* text, MoreInput more) {
    const void* data = TRY(text->data(thread));
    size_t length = text->length();
    int kind = text->kind();
    if (!state.pending_cr && kind == 1 && !memchr(data, '\r', length)) {  // as a rule
        if (!(state.seen & NewlineState::kLf) && memchr(data, '\n', length)) state.seen |= NewlineState::kLf;
        return text;
    }
    StrBuilder builder(thread);
    bool last_was_cr = state.pending_cr && (length || more == MoreInput::Ends);
    if (last_was_cr) state.pending_cr = false;
    size_t start = 0;  // of what is not in the builder yet
    auto end_cr = [&](bool followed_by_lf) {
        state.seen |= followed_by_lf ? NewlineState::kCrLf : NewlineState::kCr;
        if (!state.translate) builder.add_char('\r');
        else if (!followed_by_lf) builder.add_char('\n');
        last_was_cr = false;
    };
    for (size_t i = 0; i < length; ++i) {
        uint32_t c = Str::at(data, kind, i);
        if (last_was_cr) {
            end_cr(c == '\n');
            if (c == '\n') continue;  // stays where it is; not counted on its own
        }
        if (c == '\n') state.seen |= NewlineState::kLf;
        if (c != '\r') continue;
        TRY(builder.add_range(text, start, i));
        start = i + 1;
        last_was_cr = true;
    }
    if (last_was_cr) {
        if (more == MoreInput::Comes) state.pending_cr = true;
        else end_cr(false);
    }
    TRY(builder.add_range(text, start, length));
    return builder.finish();
}

Value newlines_seen(Thread& thread, uint8_t seen) {
    Value found[3];
    size_t count = 0;
    if (seen & NewlineState::kCr) found[count++] = Value(make_ascii(thread, "\r"));
    if (seen & NewlineState::kLf) found[count++] = Value(make_ascii(thread, "\n"));
    if (seen & NewlineState::kCrLf) found[count++] = Value(make_ascii(thread, "\r\n"));
    if (count == 0) return none();
    return count == 1 ? found[0] : Value(make_tuple(thread, std::span<const Value>(found, count)));
}

namespace {

size_t find_char(const Str* text, size_t from, size_t to, uint32_t wanted) {
    const void* data = text->flat();
    if (text->kind() == 1) {
        auto* begin = static_cast<const char*>(data);
        auto* found =
            static_cast<const char*>(from < to ? memchr(begin + from, static_cast<int>(wanted), to - from) : nullptr);
        return found ? static_cast<size_t>(found - begin) : kNoLineEnd;
    }
    for (size_t i = from; i < to; ++i) {
        if (Str::at(data, text->kind(), i) == wanted) return i;
    }
    return kNoLineEnd;
}

}  // namespace

size_t find_line_end(const Str* text, size_t from, size_t to, const LineEnds& ends) {
    if (ends.translate || ends.own == "\n") {
        size_t found = find_char(text, from, to, '\n');
        return found == kNoLineEnd ? found : found + 1;
    }
    if (ends.universal) {
        size_t lf = find_char(text, from, to, '\n');
        size_t cr = find_char(text, from, lf == kNoLineEnd ? to : lf, '\r');
        if (cr == kNoLineEnd) return lf == kNoLineEnd ? lf : lf + 1;
        return lf == cr + 1 ? cr + 2 : cr + 1;
    }
    for (size_t at = from;;) {
        size_t found = find_char(text, at, to, static_cast<unsigned char>(ends.own[0]));
        if (found == kNoLineEnd || ends.own.size() == 1) return found == kNoLineEnd ? found : found + 1;
        if (found + 1 < to && Str::at(text->flat(), text->kind(), found + 1) == static_cast<unsigned char>(ends.own[1]))
            return found + 2;
        at = found + 1;
    }
}

Result<std::string_view> newline_argument(Thread& thread, Value newline) {
    std::string_view text = TRY(str_utf8(thread, newline.to<Str>()));
    for (std::string_view known :
         {std::string_view(""), std::string_view("\n"), std::string_view("\r"), std::string_view("\r\n")}) {
        if (text == known) return known;
    }
    return raise(thread, Exc::ValueError, "illegal newline value: {}", text);
}

// ---- IncrementalNewlineDecoder ----

namespace {

struct NewlineDecoder : Object {
    Field<Value> decoder;  // None: the input is str; nothing: not initialized
    Field<Value> errors;
    NewlineState state;
};

Result<void> initialize_decoder(Thread& thread, Value self, const CallArguments& arguments) {
    Value bound[3];
    TRY(bind_arguments(thread, "IncrementalNewlineDecoder(decoder, translate, errors='strict')", arguments, bound));
    auto* decoder = self.to<NewlineDecoder>();
    bool translate = TRY(truth_py(thread, bound[1]));
    decoder->decoder.set(decoder, bound[0]);
    decoder->errors.set(decoder, bound[2]);
    decoder->state = NewlineState{};
    decoder->state.translate = translate;
    return {};
}
Result<Value> construct_decoder(Thread& thread, Type* type, const CallArguments&) {
    return Value(allocate_instance(thread, type));
}

Result<Value> inner(Thread& thread, NewlineDecoder* self) {
    Value decoder = self->decoder.get();
    if (decoder.is_nothing()) return raise(thread, Exc::ValueError, "IncrementalNewlineDecoder.__init__() not called");
    return decoder;
}

METHOD(NewlineDecoder, decode, "decode(self, input, final=False)", nullptr) {
    Value decoder = TRY(inner(thread, self));
    bool final = TRY(truth_py(thread, args[1]));
    Value text = args[0];
    if (!decoder.is_none()) text = TRY(call_named_py(thread, decoder, "decode", {args[0], Value::boolean(final)}));
    auto* string = as_kind<Str>(thread, text);
    if (!string)
        return raise(thread, Exc::TypeError, "decoder should return a string result, not '{}'",
                     type_name(thread, text));
    return Value(TRY(decode_newlines(thread, self->state, string, final ? MoreInput::Ends : MoreInput::Comes)));
}
METHOD(NewlineDecoder, getstate, "getstate(self, /)", nullptr) {
    Value decoder = TRY(inner(thread, self));
    Value buffer(empty_bytes(thread)), flags = Value::small(0);
    if (!decoder.is_none()) {
        Value state = TRY(call_named_py(thread, decoder, "getstate"));
        auto* pair = as_kind<Tuple>(thread, state);
        if (!pair) return raise(thread, Exc::TypeError, "illegal decoder state");
        if (pair->size() != 2) return raise(thread, Exc::TypeError, "illegal decoder state");
        buffer = (*pair)[0];
        flags = (*pair)[1];
    }
    flags = TRY(binary_py(thread, BinaryOp::LShift, flags, Value::small(1)));
    if (self->state.pending_cr) flags = TRY(binary_py(thread, BinaryOp::Or, flags, Value::small(1)));
    return Value(make_tuple(thread, {buffer, flags}));
}
METHOD(NewlineDecoder, setstate, "setstate(self, state, /)", nullptr) {
    Value decoder = TRY(inner(thread, self));
    auto* pair = as_kind<Tuple>(thread, args[0]);
    if (!pair) return raise(thread, Exc::TypeError, "state argument must be a tuple");
    if (pair->size() != 2) return raise(thread, Exc::TypeError, "setstate(): illegal state argument");
    Value low = TRY(binary_py(thread, BinaryOp::And, (*pair)[1], Value::small(1)));
    self->state.pending_cr = low == Value::small(1);
    if (decoder.is_none()) return none();
    Value flags = TRY(binary_py(thread, BinaryOp::RShift, (*pair)[1], Value::small(1)));
    return call_named_py(thread, decoder, "setstate", {Value(make_tuple(thread, {(*pair)[0], flags}))});
}
METHOD(NewlineDecoder, reset, "reset(self, /)", nullptr) {
    Value decoder = TRY(inner(thread, self));
    self->state.seen = 0;
    self->state.pending_cr = false;
    if (!decoder.is_none()) return call_named_py(thread, decoder, "reset");
    return none();
}
GETTER(NewlineDecoder, newlines, nullptr) {
    TRY(inner(thread, self.to<NewlineDecoder>()));
    return newlines_seen(thread, self.to<NewlineDecoder>()->state.seen);
}
void trace_decoder(Cell* cell, Tracer& tracer) {
    tracer.visit(static_cast<NewlineDecoder*>(cell)->decoder);
    tracer.visit(static_cast<NewlineDecoder*>(cell)->errors);
}

}  // namespace

const TypeSpec kNewlineDecoderSpec = {
    .name = "_io.IncrementalNewlineDecoder",
    .doc = "Codec used when reading a file in universal newlines mode.",
    .size = sizeof(NewlineDecoder),
    .flags = type_flag::kSubclassable | type_flag::kHasWeakref,
    .slots = {.construct = construct_decoder, .initialize = initialize_decoder},
    .methods = {&NewlineDecoder_decode, &NewlineDecoder_getstate, &NewlineDecoder_setstate, &NewlineDecoder_reset},
    .properties = {&NewlineDecoder_get_newlines},
    .trace = trace_decoder,
    .signature = "IncrementalNewlineDecoder(decoder, translate, errors='strict')",
};

}  // namespace krait::core
