#include "runtime/errors.h"
#include "runtime/objects/functions.h"
#include "vm/interpreter/slow.h"
namespace krait::core {
struct BufferView;
#define W __attribute__((weak))
W Result<Value> wrap_async_yield(Thread& t, Value) { return raise(t, Exc::NotImplementedError, "async gen"); }
W Result<void> run_signals_py(Thread&) { return {}; }
W Result<Value> run_intrinsic2(Thread& t, Frame*, Intrinsic, Value, Value) {
    return raise(t, Exc::NotImplementedError, "intr2");
}
W Result<Value> run_intrinsic(Thread& t, Frame*, Intrinsic, Value) {
    return raise(t, Exc::NotImplementedError, "intr");
}
W void release_buffer(Thread&, BufferView&) {}
W Result<void> get_buffer_py(Thread& t, Value, BufferView&, unsigned) {
    return raise(t, Exc::NotImplementedError, "buf");
}
W void raise_unexpected_keyword(Thread& t, Function* f, Code const*, Str* s) {
    (void)raise(t, Exc::TypeError, "{}() got an unexpected keyword argument '{}'", f->qualname.get(), s);
}
W Result<Value> make_template_object(Thread& t, Value, Value) { return raise(t, Exc::NotImplementedError, "tmpl"); }
W Result<Value> make_interpolation_object(Thread& t, Value const*, int) {
    return raise(t, Exc::NotImplementedError, "interp");
}
W void complete_async_types(Thread&) {}
}  // namespace krait::core
