// Positions in a text stream: see text_wrapper.h, rule 4.
#include "runtime/names.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/operations.h"
#include "stdlib/io/text_wrapper.h"

namespace krait::core {

namespace {

struct Cookie {
    uint64_t position = 0, flags = 0, feed = 0, skip = 0, at_end = 0;
};

Result<Value> make_cookie(Thread& thread, const Cookie& cookie) {
    uint64_t limbs[] = {cookie.position, cookie.flags, cookie.feed, cookie.skip, cookie.at_end};
    size_t size = 5;
    while (size && !limbs[size - 1]) --size;
    if (size <= 1) return make_int_unsigned(thread, limbs[0]);
    return make_int_from_limbs(thread, limbs, size, false);
}

Result<Cookie> parse_cookie(Thread& thread, Value value) {
    Cookie cookie;
    uint64_t* parts[] = {&cookie.position, &cookie.flags, &cookie.feed, &cookie.skip, &cookie.at_end};
    if (value.is_small()) {
        cookie.position = static_cast<uint64_t>(value.as_small());
        return cookie;
    }
    auto* number = value.to<Int>();
    if (number->size() > 5) return raise(thread, Exc::OverflowError, "int too big to convert");
    for (size_t i = 0; i < number->size(); ++i) *parts[i] = number->limbs_[i];
    return cookie;
}

// How many of the chunk's bytes make its first `wanted` code points, counted without decoding: for clean UTF-8, ASCII and
// Latin-1 from the decoder's initial state. False where that cannot be told.
bool count_bytes(const TextWrapper* self, std::string_view chunk, size_t text_length, size_t wanted, size_t* bytes) {
    size_t seen = 0, i = 0, at_wanted = wanted == 0 ? 0 : SIZE_MAX;
    bool merge = self->universal && self->newlines.translate;
    for (; i < chunk.size(); ++seen) {
        auto c = static_cast<unsigned char>(chunk[i]);
        if (seen == wanted) at_wanted = i;
        if (c == '\r' && self->universal && i + 1 == chunk.size()) return false;  // waits for what follows
        if (c == '\r' && merge && chunk[i + 1] == '\n') i += 2;
        else if (c < 0x80 || self->codec == Codec::Latin1) ++i;
        else if (self->codec == Codec::Utf8) i += c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
        else return false;
    }
    if (i != chunk.size() || seen != text_length) return false;  // something was replaced, or cut off
    if (wanted == seen) at_wanted = i;
    *bytes = at_wanted;
    return at_wanted != SIZE_MAX;
}

}  // namespace

Result<Value> text_tell_py(Thread& thread, TextWrapper* self) {
    if (!self->seekable) return raise_unsupported(thread, "underlying stream is not seekable");
    if (!self->telling) return raise(thread, Exc::OSError, "telling position disabled by next() call");
    TRY(write_pending_py(thread, self));
    TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
    Value position = TRY(call_method_py(thread, self->buffer.get(), KRAIT_NAME(tell)));
    int64_t end = TRY(index_int64_py(thread, position));
    // Decoders in Python may call other methods from here on.
    Value flags = self->snapshot_flags.get();
    if (!self->readable || flags.is_nothing()) return position;
    Cookie cookie;
    Bytes* chunk = self->snapshot_bytes.get().to<Bytes>();
    cookie.position = static_cast<uint64_t>(end) - chunk->size();
    int overflow = 0;
    cookie.flags = static_cast<uint64_t>(int_to_int64(flags, &overflow));
    if (overflow) return raise(thread, Exc::OverflowError, "the decoder's state is too big for a position");
    Value decoded = self->decoded.get();
    size_t wanted = self->used;
    if (decoded.is_nothing() || wanted == 0) return make_cookie(thread, cookie);
    size_t bytes = 0;
    if (self->decoder.get().is_nothing() && !cookie.flags && self->rest.get().is_nothing() &&
        count_bytes(self, chunk->view(), decoded.to<Str>()->length(), wanted, &bytes)) {
        cookie.position += bytes;
        return make_cookie(thread, cookie);
    }
    // Decode again, byte by byte, and remember the last place where the decoder held nothing back.
    DecoderState now = TRY(decoder_state_py(thread, self));
    NewlineState newlines = self->newlines;
    auto again = [&]() -> Result<Cookie> {
        Cookie safe = cookie;
        size_t made = 0, made_safely = 0, fed = 0, fed_safely = 0;
        TRY(set_decoder_state_py(thread, self, Value(empty_bytes(thread)), flags));
        auto result = [&](uint64_t at_end) {
            safe.feed = fed - fed_safely;
            safe.skip = wanted - made_safely;
            safe.at_end = at_end;
            if (!safe.skip) safe.feed = 0;
            return safe;
        };
        while (fed < chunk->size()) {
            Str* text =
                TRY(decode_piece_py(thread, self, Value::nothing(), chunk->view().substr(fed, 1), MoreInput::Comes));
            ++fed;
            made += text->length();
            DecoderState state = TRY(decoder_state_py(thread, self));
            if (!state.bytes.to<Bytes>()->size() && made <= wanted) {
                int too_big = 0;
                safe.position += fed - fed_safely;
                safe.flags = static_cast<uint64_t>(int_to_int64(state.flags, &too_big));
                if (too_big) return raise(thread, Exc::OverflowError, "the decoder's state is too big for a position");
                made_safely = made;
                fed_safely = fed;
            }
            if (made >= wanted) return result(0);
        }
        Str* text = TRY(decode_piece_py(thread, self, Value::nothing(), "", MoreInput::Ends));
        made += text->length();
        if (made < wanted) return raise(thread, Exc::OSError, "can't reconstruct logical file position");
        return result(1);
    };
    Result<Cookie> found = again();
    if (thread.terminating) return kFailure;
    Value error = found.failed() ? take_pending(thread) : Value::nothing();
    TRY(set_decoder_state_py(thread, self, now.bytes, now.flags));
    self->newlines.seen = newlines.seen;
    if (!error.is_nothing()) return raise_instance(thread, error);
    return make_cookie(thread, found.value());
}

Result<Value> text_seek_py(Thread& thread, TextWrapper* self, Value cookie_value, int whence) {
    if (!self->seekable) return raise_unsupported(thread, "underlying stream is not seekable");
    Value buffer = self->buffer.get();
    bool zero = cookie_value == Value::small(0);
    if (whence == 1) {
        if (!zero) return raise_unsupported(thread, "can't do nonzero cur-relative seeks");
        cookie_value = TRY(call_method_py(thread, Value(self), KRAIT_NAME(tell)));
    } else if (whence == 2) {
        if (!zero) return raise_unsupported(thread, "can't do nonzero end-relative seeks");
        TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
        forget_decoded(self);
        self->snapshot_flags.set_immediate(Value::nothing());
        if (self->readable) TRY(reset_decoder_py(thread, self));
        Value arguments[] = {Value::small(0), Value::small(2)};
        Value end = TRY(call_method_py(thread, buffer, KRAIT_NAME(seek), arguments));
        if (self->writable) TRY(reset_encoder_py(thread, self, TRY(equal_py(thread, end, Value::small(0)))));
        return end;
    }
    if (int_sign(cookie_value) < 0)
        return raise(thread, Exc::ValueError, "negative seek position {}", TRY(repr_py(thread, cookie_value)));
    TRY(call_method_py(thread, Value(self), KRAIT_NAME(flush)));
    Cookie cookie = TRY(parse_cookie(thread, cookie_value));
    Value position = make_int_unsigned(thread, cookie.position);
    TRY(call_method_py(thread, buffer, KRAIT_NAME(seek), std::span<const Value>(&position, 1)));
    forget_decoded(self);
    self->snapshot_flags.set_immediate(Value::nothing());
    if (self->readable) {
        if (!cookie.position && !cookie.flags) TRY(reset_decoder_py(thread, self));
        else
            TRY(set_decoder_state_py(thread, self, Value(empty_bytes(thread)),
                                     make_int_unsigned(thread, cookie.flags)));
    }
    if (cookie.skip) {
        Value size = make_int_unsigned(thread, cookie.feed);
        Value data = TRY(call_method_py(thread, buffer, KRAIT_NAME(read), std::span<const Value>(&size, 1)));
        auto* bytes = as_kind<Bytes>(thread, data);
        if (!bytes)
            return raise(thread, Exc::TypeError, "underlying read() should have returned a bytes object, not '{}'",
                         type_name(thread, data));
        self->snapshot_bytes.set(self, data);
        self->snapshot_flags.set(self, make_int_unsigned(thread, cookie.flags));
        Str* text =
            TRY(decode_piece_py(thread, self, data, bytes->view(), cookie.at_end ? MoreInput::Ends : MoreInput::Comes));
        self->decoded.set(self, Value(text));
        if (text->length() < cookie.skip) return raise(thread, Exc::OSError, "can't restore logical file position");
        self->used = cookie.skip;
    }
    if (self->writable) TRY(reset_encoder_py(thread, self, !cookie.position && !cookie.flags));
    return cookie_value;
}

}  // namespace krait::core
