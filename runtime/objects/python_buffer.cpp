// Buffers of Python classes (PEP 688): __buffer__() makes a memoryview, __release_buffer__() is told when it is given back.
//
// The exporter of such a buffer is a BufferWrapper, which knows both the object and the memoryview; one that dies unreleased
// calls __release_buffer__() from its finalizer.
#include "runtime/buffer.h"
#include "runtime/names.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/slot_dispatch.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

class BufferWrapper : public Object {
public:
    Field<Value> exporter;
    Field<Memoryview*> memory;  // null: given back
};

constexpr int64_t kPythonWritable = 1, kPythonFullReadOnly = 0x11c;  // inspect.BufferFlags

// __release_buffer__(view), where a Python class defines it; its error is nobody's.
void tell_released(Thread& thread, Value exporter, Memoryview* view) {
    Value earlier = thread.pending.is_nothing() ? Value::nothing() : take_pending(thread);
    if (auto called = call_dunder_py(thread, exporter, KRAIT_NAME(dunder_release_buffer), {{Value(view)}});
        called.failed() && !thread.terminating)
        report_unraisable_py(thread, exporter);
    if (!earlier.is_nothing() && !thread.terminating) (void)raise_instance(thread, earlier);
}

void release_wrapper(Thread& thread, Value self, BufferView&) {
    auto* wrapper = self.to<BufferWrapper>();
    Memoryview* memory = wrapper->memory.get();
    if (!memory) return;
    wrapper->memory.set_immediate(nullptr);
    Value exporter = wrapper->exporter.get();
    if (type_of(thread, exporter)->lookup(thread, KRAIT_NAME(dunder_release_buffer)).is_nothing()) return;
    if (memory->managed.get()) tell_released(thread, exporter, memory);
}
Result<void> finalize_wrapper(Thread& thread, Value self) {
    BufferView none;
    release_wrapper(thread, self, none);
    return {};
}

const TypeSpec kWrapperSpec = {
    .name = "_buffer_wrapper",
    .size = sizeof(BufferWrapper),
    .layout = Layout::NativeInstance,
    .slots = {.finalize = finalize_wrapper, .release_buffer = release_wrapper},
    .trace =
        [](Cell* cell, Tracer& tracer) {
            auto* wrapper = static_cast<BufferWrapper*>(cell);
            tracer.visit(wrapper->exporter);
            tracer.visit(wrapper->memory);
        },
};

}  // namespace

namespace dispatch {

Result<void> get_buffer(Thread& thread, Value self, BufferView& view) {
    int64_t flags = view.requested & buffer_flag::kWritable ? kPythonWritable
                    : view.requested & buffer_flag::kFull   ? kPythonFullReadOnly
                                                            : 0;
    Value made = TRY(call_dunder_py(thread, self, KRAIT_NAME(dunder_buffer), {{Value::small(flags)}}));
    auto* memory = made.as_if<Memoryview>();
    if (!memory) return raise(thread, Exc::TypeError, "__buffer__ returned non-memoryview object");
    BufferView lent;
    TRY(Memoryview::spec.slots.get_buffer(thread, made, lent));
    auto* wrapper = static_cast<BufferWrapper*>(allocate_instance(thread, native_type(thread, kWrapperSpec)));
    wrapper->exporter.set(wrapper, self);
    wrapper->memory.set(wrapper, memory);
    view.copy_layout(lent);
    view.object.init(Value(wrapper));
    view.exports = lent.exports;
    return {};
}

// A native exporter whose Python subclass defines __release_buffer__ alone.
void release_buffer(Thread& thread, Value self, BufferView& view) {
    tell_released(thread, self, make_memoryview_lent(thread, view, self));
}

}  // namespace dispatch

}  // namespace krait::core
