// The streams of the io module: what all of them share. Library Reference, "io — Core tools for working with streams".
//
//  1. A stream is an IOBase with its own fields behind; Python classes may inherit from each. Whatever a subclass may override is
//     called by name, except where the object's class is exactly the native one.
//  2. A stream's state is guarded by its lock (StreamGuard), since its operations call Python code and block in the middle. The
//     thread that holds it may come in again for text and memory streams (a signal handler that prints); a buffered stream
//     raises RuntimeError then.
//  3. Finalizers close what was forgotten: a writer before its file (heap.h orders parents before children).
#pragma once

#include <string_view>

#include "runtime/errors.h"
#include "runtime/interpreter.h"
#include "runtime/native.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"
#include "runtime/threads/wait.h"

namespace krait::core {

inline constexpr int64_t kDefaultBufferSize = 128 * 1024;

class IOBase : public Object {
public:
    std::atomic<uint64_t> lock_owner;
    uint32_t lock_depth;
    ParkingMutex lock;
    Relaxed<bool> base_closed;  // what _IOBase.close() remembers
    Relaxed<bool> finalizing;
};

extern const TypeSpec kIOBaseSpec, kRawIOBaseSpec, kBufferedIOBaseSpec, kTextIOBaseSpec;
extern const TypeSpec kFileIOSpec, kBytesIOSpec, kStringIOSpec, kTextIOWrapperSpec, kNewlineDecoderSpec;
extern const TypeSpec kBufferedReaderSpec, kBufferedWriterSpec, kBufferedRandomSpec, kBufferedRWPairSpec;

class StreamGuard {
public:
    StreamGuard(Thread& thread, IOBase* stream) : thread_(thread), stream_(stream) {}
    ~StreamGuard();
    StreamGuard(const StreamGuard&) = delete;
    StreamGuard& operator=(const StreamGuard&) = delete;
    Result<void> enter();        // may be entered again by the same thread
    Result<void> enter_alone();  // RuntimeError if this thread is inside already

private:
    Thread& thread_;
    IOBase* stream_;
    bool entered_ = false;
};

// ---- calls by name ----
Result<Value> call_named_py(Thread& thread, Value object, std::string_view name,
                            std::initializer_list<Value> arguments = {});
bool is_exactly(Thread& thread, Value object, const TypeSpec& spec);
// Truth of an attribute or of a method's result.
Result<bool> attribute_is_true_py(Thread& thread, Value object, std::string_view name);
Result<bool> method_is_true_py(Thread& thread, Value object, std::string_view name);
inline Result<bool> is_closed_py(Thread& thread, Value object) {
    return attribute_is_true_py(thread, object, "closed");
}
// close() after flush() has failed or not: the second error gets the first as its context.
Result<void> close_after_py(Thread& thread, Value raw, Result<void> flushed);
// _IOBase.close(): flushes, and remembers that it did.
Result<Value> close_base_py(Thread& thread, IOBase* self);
// Sets __context__ of the pending exception to `earlier`, which nothing means none.
void chain_pending(Thread& thread, Value earlier);

// The bytes of an argument: of bytes themselves without more ado, else through the buffer protocol.
class InputBytes {
public:
    explicit InputBytes(Thread& thread) : view_(thread) {}
    Result<void> open_py(Value object) {
        if (auto* bytes = object.as_if<Bytes>()) {
            bytes_ = bytes->view();
            return {};
        }
        TRY(view_.open_py(object));
        bytes_ = view_.bytes();
        return {};
    }
    std::string_view bytes() const { return bytes_; }
    const char* data() const { return bytes_.data(); }
    size_t size() const { return bytes_.size(); }

private:
    ByteView view_;
    std::string_view bytes_;
};

// ---- arguments and errors ----
Failure raise_unsupported(Thread& thread, std::string_view message);
Type* unsupported_operation(Thread& thread);
// A size: None is -1. TypeError "argument should be integer or None, not 'X'".
Result<int64_t> size_argument_py(Thread& thread, Value value);
Result<int64_t> offset_argument_py(Thread& thread, Value value);
// A call raised InterruptedError: clear it, run signal handlers, true to do it again.
Result<bool> retry_after_interrupt(Thread& thread);
// "<_io.X name='...'>"
Result<Value> stream_repr_py(Thread& thread, Value self);
// "a read-write bytes-like object" for readinto().
Result<void> open_writable_py(Thread& thread, ByteView& view, Value object, std::string_view function);
// Whether sys.flags.NAME is set; EncodingWarning where the program wants it (PEP 597).
Result<bool> sys_flag_py(Thread& thread, std::string_view name);
Result<void> warn_default_encoding_py(Thread& thread, int stack_level);
Result<void> dealloc_warn_py(Thread& thread, Value target, Value source);

}  // namespace krait::core
