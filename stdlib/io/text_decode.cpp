// The decoder and the encoder of a TextIOWrapper.
#include <cstring>

#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"
#include "stdlib/io/text_wrapper.h"

namespace krait::core {

namespace {

bool is_native(Codec codec) { return codec == Codec::Utf8 || codec == Codec::Ascii || codec == Codec::Latin1; }

Result<std::string_view> errors_of(Thread& thread, TextWrapper* self) {
    return str_utf8(thread, self->errors.get().to<Str>());
}

}  // namespace

Result<Value> codec_info_py(Thread& thread, Str* encoding) {
    Value codecs = TRY(thread.interpreter->vm->import_module_py(thread, intern(thread, "codecs")));
    Value info = TRY(call_named_py(thread, codecs, "lookup", {Value(encoding)}));
    Value text = TRY(find_attribute_py(thread, info, "_is_text_encoding"));
    if (!text.is_unbound() && !TRY(truth_py(thread, text)))
        return raise(thread, Exc::LookupError,
                     "'{}' is not a text encoding; use codecs.open() to handle arbitrary codecs", encoding);
    return info;
}

Result<void> make_decoder_py(Thread& thread, TextWrapper* self) {
    self->decoder.set_immediate(Value::nothing());
    self->rest.set_immediate(Value::nothing());
    self->newlines.pending_cr = false;
    self->universal = self->ends.universal;
    self->newlines.translate = self->ends.translate;
    if (is_native(self->codec)) return {};
    Value info = TRY(codec_info_py(thread, self->encoding.get().to<Str>()));
    Value decoder = TRY(call_named_py(thread, info, "incrementaldecoder", {self->errors.get()}));
    self->decoder.set(self, decoder);
    return {};
}

Result<void> make_encoder_py(Thread& thread, TextWrapper* self) {
    self->encoder.set_immediate(Value::nothing());
    self->encoding_at_start = true;
    if (is_native(self->codec)) return {};
    Value info = TRY(codec_info_py(thread, self->encoding.get().to<Str>()));
    Value encoder = TRY(call_named_py(thread, info, "incrementalencoder", {self->errors.get()}));
    self->encoder.set(self, encoder);
    return {};
}

Result<Str*> decode_piece_py(Thread& thread, TextWrapper* self, Value bytes, std::string_view data, MoreInput more) {
    bool ends = more == MoreInput::Ends;
    Str* text;
    Value decoder = self->decoder.get();
    if (!decoder.is_nothing()) {
        if (bytes.is_nothing()) bytes = Value(TRY(make_bytes(thread, data)));
        Value result = TRY(call_named_py(thread, decoder, "decode", {bytes, Value::boolean(ends)}));
        text = as_kind<Str>(thread, result);
        if (!text)
            return raise(thread, Exc::TypeError, "decoder should return a string result, not '{}'",
                         type_name(thread, result));
    } else {
        Value rest = self->rest.get();
        Bytes* joined = nullptr;
        if (!rest.is_nothing()) {
            joined = TRY(make_bytes_buffer(thread, rest.to<Bytes>()->size() + data.size()));
            memcpy(joined->data_, rest.to<Bytes>()->data(), rest.to<Bytes>()->size());
            memcpy(joined->data_ + rest.to<Bytes>()->size(), data.data(), data.size());
            data = joined->view();
        }
        size_t consumed = data.size();
        text = TRY(decode_with_py(thread, data, self->codec, TRY(errors_of(thread, self)),
                                  ends ? unicode::Final::kYes : unicode::Final::kNo, &consumed));
        if (consumed < data.size()) self->rest.set(self, Value(TRY(make_bytes(thread, data.substr(consumed)))));
        else if (!rest.is_nothing()) self->rest.set_immediate(Value::nothing());
    }
    if (!self->universal) {
        TRY(text->data(thread));
        return text;
    }
    text = TRY(decode_newlines(thread, self->newlines, text, more));
    TRY(text->data(thread));
    return text;
}

Result<DecoderState> decoder_state_py(Thread& thread, TextWrapper* self) {
    DecoderState state{Value(empty_bytes(thread)), Value::small(0)};
    Value decoder = self->decoder.get();
    if (!decoder.is_nothing()) {
        Value pair = TRY(call_named_py(thread, decoder, "getstate"));
        auto* tuple = as_kind<Tuple>(thread, pair);
        if (!tuple || tuple->size() != 2) return raise(thread, Exc::TypeError, "illegal decoder state");
        if (!as_kind<Bytes>(thread, (*tuple)[0]))
            return raise(thread, Exc::TypeError,
                         "illegal decoder state: the first item should be a bytes object, not '{}'",
                         type_name(thread, (*tuple)[0]));
        state = {(*tuple)[0], TRY(index_py(thread, (*tuple)[1])) };
    } else if (Value rest = self->rest.get(); !rest.is_nothing()) {
        state.bytes = rest;
    }
    if (self->universal) {
        state.flags = TRY(binary_py(thread, BinaryOp::LShift, state.flags, Value::small(1)));
        if (self->newlines.pending_cr) state.flags = TRY(binary_py(thread, BinaryOp::Or, state.flags, Value::small(1)));
    }
    return state;
}

Result<void> set_decoder_state_py(Thread& thread, TextWrapper* self, Value bytes, Value flags) {
    if (self->universal) {
        self->newlines.pending_cr = TRY(binary_py(thread, BinaryOp::And, flags, Value::small(1)))
        == Value::small(1);
        flags = TRY(binary_py(thread, BinaryOp::RShift, flags, Value::small(1)));
    }
    Value decoder = self->decoder.get();
    if (!decoder.is_nothing()) {
        TRY(call_named_py(thread, decoder, "setstate", {Value(make_tuple(thread, {bytes, flags}))}));
        return {};
    }
    if (bytes.to<Bytes>()->size()) self->rest.set(self, bytes);
    else self->rest.set_immediate(Value::nothing());
    return {};
}

Result<void> reset_decoder_py(Thread& thread, TextWrapper* self) {
    self->rest.set_immediate(Value::nothing());
    self->newlines.pending_cr = false;
    self->newlines.seen = 0;
    if (Value decoder = self->decoder.get(); !decoder.is_nothing()) TRY(call_named_py(thread, decoder, "reset"));
    return {};
}

// UTF-16 and its like write a byte order mark at the start only: in state 0 it is written already.
Result<void> reset_encoder_py(Thread& thread, TextWrapper* self, bool at_start) {
    self->encoding_at_start = at_start;
    Value encoder = self->encoder.get();
    if (encoder.is_nothing()) return {};
    if (at_start) TRY(call_named_py(thread, encoder, "reset"));
    else TRY(call_named_py(thread, encoder, "setstate", {Value::small(0)}));
    return {};
}

}  // namespace krait::core
