// class PickleBuffer: memory that a pickle may leave out of its stream. Library Reference: pickle.PickleBuffer; PEP 574.
//
// It lends what the object lends, so that memoryview(buffer).obj is the object; a memoryview holds the memory. raw() makes a second one that shows the same memory as flat bytes, whatever
// its shape, and lets go of it with the memoryview that is given out.
#include "runtime/buffer.h"
#include "stdlib/native_helpers.h"

namespace krait::core {

namespace {

class PickleBuffer : public Object {
public:
    Field<Value> object;
    Field<Value> view;  // a memoryview of it; nothing: released
    bool flat;          // raw(): lends bytes
};
extern const TypeSpec kPickleBuffer;

Result<Value> open_view(Thread& thread, PickleBuffer* self) {
    Value view = self->view.get();
    if (view.is_nothing()) return raise(thread, Exc::ValueError, "operation forbidden on released PickleBuffer object");
    return view;
}
Result<void> let_go_py(Thread& thread, PickleBuffer* self) {
    Value view = self->view.exchange(self, Value::nothing());
    // Others may still look at the memory: then it goes when they go.
    if (!view.is_nothing() && call_method_py(thread, view, intern(thread, "release")).failed() &&
        !clear_pending_if(thread, Exc::BufferError))
        return kFailure;
    return {};
}

Result<Value> construct_pickle_buffer(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "PickleBuffer(object, /)", arguments, bound));
    Value view(TRY(make_memoryview_py(thread, bound[0])));
    auto* self = allocate_as<PickleBuffer>(thread, type);
    self->object.set(self, bound[0]);
    self->view.set(self, view);
    return Value(self);
}

Result<void> lend(Thread& thread, Value object, BufferView& view) {
    auto* self = object.to<PickleBuffer>();
    Value inner = TRY(open_view(thread, self));
    if (!self->flat) return get_buffer_py(thread, self->object.get(), view);
    const BufferView& shown = inner.to<Memoryview>()->view;
    view.set_bytes(object, shown.data, static_cast<size_t>(shown.length), shown.read_only);
    return {};
}
void take_back(Thread& thread, Value object, BufferView&) {
    auto* self = object.to<PickleBuffer>();
    if (self->flat && let_go_py(thread, self).failed() && !thread.terminating) take_pending(thread);
}

METHOD(PickleBuffer, raw, "raw(self, /)",
       "Return a memoryview of the raw memory underlying this buffer.\n\nWill raise BufferError is the buffer isn't "
       "contiguous.") {
    Value view = TRY(open_view(thread, self));
    const BufferView& shown = view.to<Memoryview>()->view;
    if (!shown.is_contiguous() && !shown.is_fortran_contiguous())
        return raise(thread, Exc::BufferError, "cannot extract raw buffer from non-contiguous buffer");
    // Flat bytes already: the object's own view, so that raw().obj is the object.
    if (shown.dimensions == 1 && shown.item_size == 1 && std::string_view(shown.format) == "B")
        return Value(TRY(make_memoryview_py(thread, self->object.get())));
    auto* flat = allocate_native<PickleBuffer>(thread, kPickleBuffer);
    flat->view.set(flat, Value(TRY(make_memoryview_py(thread, view))));
    flat->flat = true;
    return Value(TRY(make_memoryview_py(thread, Value(flat))));
}
METHOD(PickleBuffer, release, "release(self, /)", "Release the underlying buffer held by the PickleBuffer object.") {
    TRY(let_go_py(thread, self));
    return none();
}

const TypeSpec kPickleBuffer = {
    .name = "pickle.PickleBuffer",
    .doc = "Wrapper for potentially out-of-band buffers",
    .size = sizeof(PickleBuffer),
    .flags = type_flag::kHasWeakref,
    .slots = {.construct = construct_pickle_buffer, .get_buffer = lend, .release_buffer = take_back},
    .methods = {&PickleBuffer_raw, &PickleBuffer_release},
    .trace = trace_members<PickleBuffer, &PickleBuffer::object, &PickleBuffer::view>,
    .signature = "PickleBuffer(object, /)",
};

}  // namespace

extern const ModuleSpec kPickleBufferModule;
const ModuleSpec kPickleBufferModule = {
    .name = "_pickle_buffer",
    .doc = "The part of pickle that lends memory.",
    .types = {&kPickleBuffer},
};

}  // namespace krait::core
