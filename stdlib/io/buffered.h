// BufferedReader, BufferedWriter and BufferedRandom over a raw stream.
//
//  1. The buffer holds either what was read ahead, [position, end), or what is not yet written, [0, end) with `writing` set.
//     Reading writes first; writing gives back what was read ahead by seeking the raw stream.
//  2. The raw stream's position is asked for when needed: the stream's own is it, less what was read ahead, plus what waits.
//  3. The raw stream may be Python code: while it runs, the stream is entered (StreamGuard), and nothing gives it another raw stream
//     or buffer.
//  4. A raw FileIO is used without method calls and without copies.
#pragma once

#include "stdlib/io/stream.h"

namespace krait::core {

class Buffered : public IOBase {
public:
    Field<Value> raw;  // nothing: not initialized, or detached
    Field<Bytearray*> buffer;
    size_t size;  // of the buffer
    size_t position, end;
    bool writing;
    Relaxed<bool> detached;
    bool readable, writable;
    bool raw_is_file;  // exactly a FileIO
};

// With the guard entered. `as`: how the message begins ("read", "flush", ...).
Result<void> check_usable(Thread& thread, Buffered* self);
Result<void> check_open_py(Thread& thread, Buffered* self, std::string_view as);
Result<Value> buffered_read_py(Thread& thread, Buffered* self, int64_t size);
Result<Value> buffered_read1_py(Thread& thread, Buffered* self, int64_t size);
Result<int64_t> buffered_write_py(Thread& thread, Buffered* self, std::string_view data);
Result<void> buffered_flush_py(Thread& thread, Buffered* self);

inline bool is_native_buffered(Thread& thread, Value value) {
    return is_exactly(thread, value, kBufferedReaderSpec) || is_exactly(thread, value, kBufferedWriterSpec) ||
           is_exactly(thread, value, kBufferedRandomSpec);
}

}  // namespace krait::core
