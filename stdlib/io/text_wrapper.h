// TextIOWrapper: text over a buffered binary stream.
//
//  1. UTF-8, ASCII and Latin-1 are decoded and encoded here; for others the codec's incremental classes are.
//  2. Reading: chunks of bytes come from the buffer and are decoded whole; `decoded` is the text of the last one, of which
//     `used` code points are given out. With a seekable buffer the snapshot (the decoder's state before that chunk, and its
//     bytes) says which position in the file belongs to a place in the text.
//  3. Writing: encoded bytes collect in `pending` until there is a chunk of them, or a newline with line buffering.
//  4. A position is an int, the cookie: the place in the buffer in the low 64 bits; if the decoder is not in its initial state
//     there, its flags, how many bytes to feed it then, how many code points of the result to skip, and whether it needs to be
//     told the end, 64 bits each.
#pragma once

#include "runtime/objects/text_codecs.h"
#include "stdlib/io/newlines.h"

namespace krait::core {

class TextWrapper : public IOBase {
public:
    static constexpr int64_t kChunk = 8192;
    Field<Value> buffer;  // nothing: not initialized, or detached
    Field<Value> encoding, errors;
    Field<Value> encoder, decoder;  // of codecs that are not native; nothing: none
    Field<Value> rest;              // bytes the native decoder could not decode yet; nothing: none
    Field<Value> decoded;           // str; nothing: none
    Field<Value> snapshot_flags;    // int; nothing: no snapshot
    Field<Value> snapshot_bytes;
    Field<Bytearray*> pending;
    size_t used;
    int64_t chunk_size;
    Codec codec;
    LineEnds ends;
    NewlineState newlines;
    std::string_view write_newline;  // what '\n' becomes; empty: itself
    bool universal;                  // the decoder looks at newlines
    bool seekable, has_read1;
    Relaxed<bool> detached, telling;  // read and written outside of the stream's lock too
    Relaxed<bool> line_buffering, write_through;
    bool readable, writable;
    bool encoding_at_start;  // the next thing the encoder makes is at the start of the stream
    bool buffer_is_native;
};

// text_decode.cpp
Result<void> make_decoder_py(Thread& thread, TextWrapper* self);
Result<void> make_encoder_py(Thread& thread, TextWrapper* self);
Result<Str*> decode_piece_py(Thread& thread, TextWrapper* self, Value bytes, std::string_view data, MoreInput more);
struct DecoderState {
    Value bytes, flags;
};
Result<DecoderState> decoder_state_py(Thread& thread, TextWrapper* self);
Result<void> set_decoder_state_py(Thread& thread, TextWrapper* self, Value bytes, Value flags);
Result<void> reset_decoder_py(Thread& thread, TextWrapper* self);
Result<void> reset_encoder_py(Thread& thread, TextWrapper* self, bool at_start);
Result<Value> codec_info_py(Thread& thread, Str* encoding);  // LookupError unless it is a text encoding

// text_seek.cpp
Result<Value> text_tell_py(Thread& thread, TextWrapper* self);
Result<Value> text_seek_py(Thread& thread, TextWrapper* self, Value cookie, int whence);

// text_wrapper.cpp
Result<void> write_pending_py(Thread& thread, TextWrapper* self);
inline void forget_decoded(TextWrapper* self) {
    self->decoded.set_immediate(Value::nothing());
    self->used = 0;
}

}  // namespace krait::core
