#include "runtime/buffer.h"

#include "runtime/operations.h"

namespace krait::core {

bool BufferView::is_contiguous() const {
    if (dimensions == 0 || length == 0) return true;
    const int64_t *extent = shape_or_own(), *stride = strides_or_own();
    int64_t step = item_size;
    for (int i = dimensions - 1; i >= 0; --i) {
        if (extent[i] > 1 && stride[i] != step) return false;
        step *= extent[i];
    }
    return true;
}

bool BufferView::is_fortran_contiguous() const {
    if (dimensions == 0 || length == 0) return true;
    const int64_t *extent = shape_or_own(), *stride = strides_or_own();
    int64_t step = item_size;
    for (int i = 0; i < dimensions; ++i) {
        if (extent[i] > 1 && stride[i] != step) return false;
        step *= extent[i];
    }
    return true;
}

void BufferView::set_bytes(Value exporter, void* bytes, size_t size, bool is_read_only) {
    object.init(exporter);
    data = bytes;
    length = static_cast<int64_t>(size);
    item_size = 1;
    format = "B";
    layout.init(nullptr);
    shape = strides = nullptr;
    one_shape = length;
    one_stride = 1;
    dimensions = 1;
    read_only = is_read_only;
    exports = nullptr;
}

void BufferView::copy_layout(const BufferView& other) {
    data = other.data;
    length = other.length;
    item_size = other.item_size;
    format = other.format;
    layout.init(other.layout.get());
    shape = other.shape;
    strides = other.strides;
    one_shape = other.one_shape;
    one_stride = other.one_stride;
    dimensions = other.dimensions;
    read_only = other.read_only;
}

bool has_buffer(Thread& thread, Value object) { return type_of(thread, object)->slots.get_buffer != nullptr; }

Result<void> get_buffer_py(Thread& thread, Value object, BufferView& view, uint32_t flags) {
    Type* type = type_of(thread, object);
    if (!type->slots.get_buffer)
        return raise(thread, Exc::TypeError, "a bytes-like object is required, not '{}'", type);
    view.requested = flags;
    TRY(type->slots.get_buffer(thread, object, view));
    if ((flags & buffer_flag::kWritable) && view.read_only) {
        release_buffer(thread, view);
        return raise(thread, Exc::BufferError, "Object is not writable.");
    }
    if ((flags & buffer_flag::kContiguous) && !view.is_contiguous()) {
        release_buffer(thread, view);
        return raise(thread, Exc::BufferError, "memoryview: underlying buffer is not C-contiguous");
    }
    return {};
}

void release_buffer(Thread& thread, BufferView& view) {
    Value exporter = view.object.get();
    if (exporter.is_nothing()) return;
    view.object.set_immediate(Value::nothing());
    if (view.exports) view.exports->fetch_sub(1, std::memory_order_acq_rel);
    Type* type = type_of(thread, exporter);
    if (type->slots.release_buffer && view.requested != buffer_flag::kOfNative)
        type->slots.release_buffer(thread, exporter, view);
}

}  // namespace krait::core
