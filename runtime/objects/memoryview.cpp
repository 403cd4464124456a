// The type memoryview: items of any native single-character format, in any number of dimensions, over an exporter's memory.
//
// All views of one export share a ManagedBuffer; the export is given back when the last of them is released. One that dies without
// release() is counted out by the collector, through ManagedBuffer's destructor: the count it lowers is that of an exporter which
// lives at least as long as the ManagedBuffer does.
#include "runtime/bulk.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/relaxed.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str_parts.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

namespace {

void trace_view(BufferView& view, Tracer& tracer) {
    tracer.visit(view.object);
    tracer.visit(view.layout);
    // Shape, strides and format may lie in a cell that `layout` names; data in one of the exporter's.
}
void trace_managed(Cell* cell, Tracer& tracer) { trace_view(static_cast<ManagedBuffer*>(cell)->view, tracer); }
void destroy_managed(Cell* cell) {
    auto* managed = static_cast<ManagedBuffer*>(cell);
    if (!managed->view.object.get().is_nothing() && managed->view.exports) managed->view.exports->fetch_sub(1);
    managed->view.object.set_immediate(Value::nothing());
}

Failure raise_released(Thread& thread) {
    return raise(thread, Exc::ValueError, "operation forbidden on released memoryview object");
}
#define CHECK_RELEASED(VIEW) \
    if (!(VIEW)->managed.get()) return raise_released(thread)

Memoryview* make_view(Thread& thread, ManagedBuffer* managed, const BufferView& from) {
    auto* made = allocate_builtin<Memoryview>(thread, BuiltinType::Memoryview);
    managed->users.fetch_add(1);
    made->view.copy_layout(from);
    made->view.object.set(made, managed->view.object.get());
    made->managed.set(made, managed);
    return made;
}

// Gives up the view's share of the export, which ends with the last view of it.
void let_go(Thread& thread, Memoryview* self) {
    ManagedBuffer* managed = self->managed.get();
    self->managed.set_immediate(nullptr);
    if (managed && managed->users.fetch_sub(1) == 1) release_buffer(thread, managed->view);
}

Result<void> release(Thread& thread, Memoryview* self) {
    if (!self->managed.get()) return {};
    int64_t lent = self->exports_.load();
    if (lent > 0)
        return raise(thread, Exc::BufferError, "memoryview has {} exported buffer{}", lent, lent == 1 ? "" : "s");
    let_go(thread, self);
    return {};
}

// A view that nobody else sees, for the length of a scope.
class PassingView {
public:
    PassingView(Thread& thread, Memoryview* view) : thread_(thread), view_(view) {}
    ~PassingView() {
        if (view_) let_go(thread_, view_);
    }
    PassingView(const PassingView&) = delete;
    PassingView& operator=(const PassingView&) = delete;

private:
    Thread& thread_;
    Memoryview* view_;
};

// Room for a layout of its own: shape, strides, format.
Result<void> own_layout(Thread& thread, Memoryview* self, int dimensions, std::string_view format) {
    size_t numbers = static_cast<size_t>(dimensions) * 2;
    auto* room = static_cast<int64_t*>(TRY(make_text_buffer(thread, numbers * sizeof(int64_t) + format.size() + 1)));
    BufferView& view = self->view;
    const int64_t *shape = view.shape_or_own(), *strides = view.strides_or_own();
    for (int i = 0; i < dimensions && i < view.dimensions; ++i) {
        room[i] = shape[i];
        room[dimensions + i] = strides[i];
    }
    auto* text = reinterpret_cast<char*>(room + numbers);
    memcpy(text, format.data(), format.size());
    view.layout.set(self, reinterpret_cast<Cell*>(room) - 1);
    view.format = text;
    view.shape = room;
    view.strides = room + dimensions;
    view.dimensions = dimensions;
    return {};
}

// ---- items ----
char format_code(const char* format) {
    if (*format == '@') ++format;
    return format[0] && !format[1] ? format[0] : '\0';
}
int64_t code_size(char code) {
    switch (code) {
    case 'c':
    case 'b':
    case 'B':
    case '?': return 1;
    case 'h':
    case 'H':
    case 'e': return 2;
    case 'i':
    case 'I':
    case 'f': return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'd':
    case 'P': return 8;
    default: return 0;
    }
}
template <typename T>
T load(const void* at) {
    T value;
    memcpy(&value, at, sizeof value);
    return value;
}
Failure raise_format(Thread& thread, const char* format) {
    return raise(thread, Exc::NotImplementedError, "memoryview: format {} not supported", format);
}

double half_to_double(uint16_t bits) { return static_cast<double>(std::bit_cast<_Float16>(bits)); }

Result<Value> unpack(Thread& thread, const char* format, const void* at) {
    switch (format_code(format)) {
    case 'B': return Value::small(load<uint8_t>(at));
    case 'b': return Value::small(load<int8_t>(at));
    case 'c': return Value(TRY(make_bytes(thread, std::string_view(static_cast<const char*>(at), 1))));
    case '?': return Value::boolean(load<uint8_t>(at) != 0);
    case 'h': return Value::small(load<int16_t>(at));
    case 'H': return Value::small(load<uint16_t>(at));
    case 'i': return Value::small(load<int32_t>(at));
    case 'I': return Value::small(load<uint32_t>(at));
    case 'l':
    case 'q':
    case 'n': return make_int(thread, load<int64_t>(at));
    case 'L':
    case 'Q':
    case 'N':
    case 'P': return make_int_unsigned(thread, load<uint64_t>(at));
    case 'f': return make_float(thread, load<float>(at));
    case 'd': return make_float(thread, load<double>(at));
    case 'e': return make_float(thread, half_to_double(load<uint16_t>(at)));
    default: return raise_format(thread, format);
    }
}

// Of memory that other threads may be writing.
Result<Value> unpack_shared(Thread& thread, const BufferView& view, const char* at) {
    char item[8];
    if (view.item_size > static_cast<int64_t>(sizeof item)) return raise_format(thread, view.format);
    {
        ByteLockGuard guard(thread, memory_owner(thread, view));
        memcpy(item, at, static_cast<size_t>(view.item_size));
    }
    return unpack(thread, view.format, item);
}

// The item as bytes in `out`.
Result<void> pack_py(Thread& thread, const char* format, Value value, char* out) {
    char code = format_code(format);
    auto invalid_value = [&] {
        return raise(thread, Exc::ValueError, "memoryview: invalid value for format '{}'", format);
    };
    auto invalid_type = [&] {
        return raise(thread, Exc::TypeError, "memoryview: invalid type for format '{}'", format);
    };
    switch (code) {
    case 'c': {
        auto* bytes = as_kind<Bytes>(thread, value);
        if (!bytes) return invalid_type();
        if (bytes->size() != 1) return invalid_value();
        *out = bytes->view()[0];
        return {};
    }
    case '?': *out = TRY(truth_py(thread, value)); return {};
    case 'f':
    case 'd':
    case 'e': {
        auto number = to_double_py(thread, value);
        if (number.failed()) {
            if (!clear_pending_if(thread, Exc::TypeError)) return kFailure;
            return invalid_type();
        }
        if (code == 'd') {
            memcpy(out, &number.value(), 8);
        } else if (code == 'f') {
            auto narrow = static_cast<float>(number.value());
            memcpy(out, &narrow, 4);
        } else {
            auto narrow = static_cast<_Float16>(number.value());
            memcpy(out, &narrow, 2);
        }
        return {};
    }
    default: break;
    }
    int64_t size = code_size(code);
    if (size == 0) return raise_format(thread, format);
    if (!type_of(thread, value)->slots.index) return invalid_type();
    Value integer = TRY(index_py(thread, value));
    bool is_signed = strchr("bhilqn", code);
    int overflow = 0;
    int64_t number = integer.is_bool() ? integer.is_true() : int_to_int64(integer, &overflow);
    if (!is_signed && size == 8) {
        if (int_sign(integer) < 0) return invalid_value();
        auto wide = static_cast<uint64_t>(number);
        if (overflow) {
            auto* big = integer.to<Int>();
            if (big->size() > 1) return invalid_value();
            wide = big->limbs_[0];
        }
        memcpy(out, &wide, 8);
        return {};
    }
    if (overflow) return invalid_value();
    if (size < 8) {
        int64_t bits = size * 8;
        int64_t low = is_signed ? -(int64_t{1} << (bits - 1)) : 0;
        int64_t high = is_signed ? (int64_t{1} << (bits - 1)) - 1 : (int64_t{1} << bits) - 1;
        if (number < low || number > high) return invalid_value();
    }
    memcpy(out, &number, static_cast<size_t>(size));
    return {};
}

// The items in C order: visit(address).
template <typename Visit>
Result<void> for_each_item(const BufferView& view, int dimension, const char* at, Visit& visit) {
    if (dimension == view.dimensions) return visit(at);
    const int64_t extent = view.shape_or_own()[dimension], stride = view.strides_or_own()[dimension];
    for (int64_t i = 0; i < extent; ++i) TRY(for_each_item(view, dimension + 1, at + i * stride, visit));
    return {};
}
// Asked at each item: is it time to look whether to stop, and is the thread to?
class ItemCount {
public:
    explicit ItemCount(const Thread& thread) : thread_(thread) {}
    bool stopped() { return (++count_ & 0x3fff) == 0 && stop_asked(thread_); }

private:
    const Thread& thread_;
    size_t count_ = 0;
};
Result<std::string> gather(Thread& thread, const BufferView& view) {
    std::string out;
    bool whole;
    {
        ByteLockGuard guard(thread, memory_owner(thread, view));
        out.reserve(static_cast<size_t>(view.length));
        if (view.is_contiguous()) {
            std::string_view bytes = view.bytes();
            whole = in_slices(thread, bytes.size(),
                              [&](size_t begin, size_t end) { out.append(bytes.substr(begin, end - begin)); });
        } else {
            ItemCount count(thread);
            auto visit = [&](const char* at) -> Result<void> {
                out.append(at, static_cast<size_t>(view.item_size));
                if (count.stopped()) return kFailure;
                return {};
            };
            whole = !for_each_item(view, 0, static_cast<const char*>(view.data), visit).failed();
        }
    }
    if (!whole) return raise_stopped(thread);
    return out;
}
Result<Value> list_of(Thread& thread, const BufferView& view, int dimension, const char* at) {
    if (dimension == view.dimensions) return unpack_shared(thread, view, at);
    int64_t extent = view.shape_or_own()[dimension], stride = view.strides_or_own()[dimension];
    List* list = make_list(thread, static_cast<size_t>(extent < 1024 ? extent : 1024));
    for (int64_t i = 0; i < extent; ++i) {
        TRY(list_append(thread, list, TRY(list_of(thread, view, dimension + 1, at + i * stride))));
        if (i % 0x4000 == 0x3fff && stop_asked(thread)) return raise_stopped(thread);
    }
    return Value(list);
}

// ---- indexing ----
Result<char*> item_address(Thread& thread, const BufferView& view, int dimension, char* at, Value key) {
    int64_t index = TRY(index_int64_py(thread, key, OutOfRange::RaiseIndexError))
    , extent = view.shape_or_own()[dimension];
    if (index < 0) index += extent;
    if (index < 0 || index >= extent)
        return raise(thread, Exc::IndexError, "index out of bounds on dimension {}", dimension + 1);
    return at + index * view.strides_or_own()[dimension];
}

// The new view is made first: __index__ of a bound may release `self`, and the memory must stay.
Result<Memoryview*> sliced_py(Thread& thread, Memoryview* self, Slice* slice) {
    Memoryview* made = make_view(thread, self->managed.get(), self->view);
    BufferView& view = made->view;
    auto found = slice_bounds_py(thread, slice, view.shape_or_own()[0]);
    if (found.failed() || (view.dimensions > 1 && own_layout(thread, made, view.dimensions, view.format).failed())) {
        let_go(thread, made);
        return kFailure;
    }
    SliceBounds bounds = found.value();
    int64_t count = bounds.length > 0 ? bounds.length : 0, stride = view.strides_or_own()[0];
    if (view.dimensions > 1) {
        auto* numbers = const_cast<int64_t*>(view.shape);
        numbers[0] = count;
        numbers[view.dimensions] = stride * bounds.step;
    } else {
        view.shape = view.strides = nullptr;
        view.one_shape = count;
        view.one_stride = stride * bounds.step;
    }
    view.data = static_cast<char*>(view.data) + bounds.start * stride;
    int64_t length = view.item_size;
    for (int i = 0; i < view.dimensions; ++i) length *= view.shape_or_own()[i];
    view.length = length;
    return made;
}

// The item that a key names, or null when the key names a part.
enum class Purpose : uint8_t { Read, Write };
Result<bool> find_item_py(Thread& thread, Memoryview* self, Value key, Purpose purpose, char** address) {
    BufferView& view = self->view;
    auto* start = static_cast<char*>(view.data);
    if (auto* keys = key.as_if<Tuple>()) {
        size_t slices = 0, indices = 0;
        for (Value part : keys->span()) {
            slices += part.is<Slice>();
            indices += type_of(thread, part)->slots.index != nullptr;
        }
        if (slices && slices == keys->size()) {
            return raise(thread, Exc::NotImplementedError,
                         purpose == Purpose::Read
                             ? "multi-dimensional slicing is not implemented"
                             : "memoryview slice assignments are currently restricted to ndim = 1");
        }
        if (indices != keys->size()) return raise(thread, Exc::TypeError, "memoryview: invalid slice key");
        auto count = static_cast<int>(keys->size());
        if (count < view.dimensions) return raise(thread, Exc::NotImplementedError, "sub-views are not implemented");
        if (count > view.dimensions)
            return raise(thread, Exc::TypeError, "cannot index {}-dimension view with {}-element tuple",
                         view.dimensions, count);
        for (int i = 0; i < count; ++i)
            start = TRY(item_address(thread, view, i, start, (*keys)[static_cast<size_t>(i)]));
        *address = start;
        return true;
    }
    if (view.dimensions == 0) return raise(thread, Exc::TypeError, "invalid indexing of 0-dim memory");
    if (!type_of(thread, key)->slots.index) return raise(thread, Exc::TypeError, "memoryview: invalid slice key");
    if (view.dimensions > 1)
        return raise(thread, Exc::NotImplementedError, "{}sub-views are not implemented",
                     purpose == Purpose::Read ? "multi-dimensional " : "");
    *address = TRY(item_address(thread, view, 0, start, key));
    return true;
}

Result<Value> get_item_view(Thread& thread, Value self, Value key) {
    auto* view = self.to<Memoryview>();
    CHECK_RELEASED(view);
    if (view->view.dimensions == 0 && key == Value::ellipsis()) return self;
    if (view->view.dimensions > 0) {
        if (auto* slice = key.as_if<Slice>()) return Value(TRY(sliced_py(thread, view, slice)));
    }
    char* address;
    TRY(find_item_py(thread, view, key, Purpose::Read, &address));
    CHECK_RELEASED(view);
    return unpack_shared(thread, view->view, address);
}

Result<void> set_item_view(Thread& thread, Value self, Value key, Value value) {
    auto* view = self.to<Memoryview>();
    CHECK_RELEASED(view);
    if (view->view.read_only) return raise(thread, Exc::TypeError, "cannot modify read-only memory");
    if (value.is_nothing()) return raise(thread, Exc::TypeError, "cannot delete memory");
    char item[8];
    if (auto* slice = key.as_if<Slice>(); slice && view->view.dimensions > 0) {
        if (view->view.dimensions > 1)
            return raise(thread, Exc::NotImplementedError,
                         "memoryview slice assignments are currently restricted to ndim = 1");
        Memoryview* source = TRY(make_memoryview_py(thread, value));
        PassingView source_scope(thread, source);
        CHECK_RELEASED(view);
        Memoryview* target = TRY(sliced_py(thread, view, slice));
        PassingView target_scope(thread, target);
        CHECK_RELEASED(view);
        const BufferView &to = target->view, &from = source->view;
        if (from.dimensions != 1 || from.item_size != to.item_size ||
            format_code(from.format) != format_code(to.format) || from.shape_or_own()[0] != to.shape_or_own()[0]) {
            return raise(thread, Exc::ValueError, "memoryview assignment: lvalue and rvalue have different structures");
        }
        std::string copy = TRY(gather(thread, from));
        ByteLockGuard guard(thread, memory_owner(thread, to));
        auto* at = static_cast<char*>(to.data);
        for (size_t i = 0; i < copy.size(); i += static_cast<size_t>(to.item_size), at += to.strides_or_own()[0])
            memcpy(at, copy.data() + i, static_cast<size_t>(to.item_size));
        return {};
    }
    char* address;
    if (view->view.dimensions == 0 && key == Value::ellipsis()) address = static_cast<char*>(view->view.data);
    else TRY(find_item_py(thread, view, key, Purpose::Write, &address));
    TRY(pack_py(thread, view->view.format, value, item));
    CHECK_RELEASED(view);
    ByteLockGuard guard(thread, memory_owner(thread, view->view));
    memcpy(address, item, static_cast<size_t>(view->view.item_size));
    return {};
}

// ---- comparison, hash ----
Result<bool> equal_items_py(Thread& thread, const BufferView& a, const BufferView& b, int dimension, const char* x,
                            const char* y, ItemCount& count) {
    if (count.stopped()) return raise_stopped(thread);
    if (dimension == a.dimensions)
        return equal_py(thread, TRY(unpack_shared(thread, a, x)), TRY(unpack_shared(thread, b, y)));
    for (int64_t i = 0; i < a.shape_or_own()[dimension]; ++i) {
        if (!TRY(equal_items_py(thread, a, b, dimension + 1, x + i * a.strides_or_own()[dimension],
                                y + i * b.strides_or_own()[dimension], count)))
            return false;
    }
    return true;
}
Result<Value> compare_views(Thread& thread, Value left, Value right, CompareOp op) {
    if (op != CompareOp::Eq && op != CompareOp::Ne) return Value::not_implemented();
    auto answer = [&](bool equal) { return Value::boolean(equal == (op == CompareOp::Eq)); };
    auto *a = left.as_if<Memoryview>(), *b = right.as_if<Memoryview>();
    if (a && !a->managed.get()) return answer(left == right);
    if (b && !b->managed.get()) return answer(left == right);
    if (!has_buffer(thread, left) || !has_buffer(thread, right)) return Value::not_implemented();
    if (!a) a = TRY(make_memoryview_py(thread, left));
    PassingView a_scope(thread, left.is<Memoryview>() ? nullptr : a);
    if (!b) b = TRY(make_memoryview_py(thread, right));
    PassingView b_scope(thread, right.is<Memoryview>() ? nullptr : b);
    const BufferView &x = a->view, &y = b->view;
    if (x.dimensions != y.dimensions) return answer(false);
    for (int i = 0; i < x.dimensions; ++i) {
        if (x.shape_or_own()[i] != y.shape_or_own()[i]) return answer(false);
    }
    char code = format_code(x.format), other = format_code(y.format);
    if (code && code == other && strchr("BbcHhIiLlQqNnP", code)) {
        std::string first = TRY(gather(thread, x))
        , second = TRY(gather(thread, y));
        bool equal = first.size() == second.size();
        bool whole = in_slices(thread, equal ? first.size() : 0, [&](size_t begin, size_t end) {
            equal = equal && memcmp(first.data() + begin, second.data() + begin, end - begin) == 0;
        });
        if (!whole) return raise_stopped(thread);
        return answer(equal);
    }
    if (!code_size(code) || !code_size(other)) return answer(false);
    ItemCount count(thread);
    return answer(TRY(equal_items_py(thread, x, y, 0, static_cast<char*>(x.data), static_cast<char*>(y.data), count)));
}

Result<int64_t> hash_view(Thread& thread, Value self) {
    auto* view = self.to<Memoryview>();
    if (__atomic_load_n(&view->hashed_, __ATOMIC_ACQUIRE)) return load_relaxed(view->hash_);
    CHECK_RELEASED(view);
    if (!view->view.read_only) return raise(thread, Exc::ValueError, "cannot hash writable memoryview object");
    char code = format_code(view->view.format);
    if (code != 'B' && code != 'b' && code != 'c')
        return raise(thread, Exc::ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    if (!view->view.object.get().is<Bytes>()) {
        TRY(hash_py(thread, view->view.object.get()));
        CHECK_RELEASED(view);
    }
    std::string bytes = TRY(gather(thread, view->view));
    auto hash = static_cast<int64_t>(TRY(text_hash_in_slices(thread, bytes.data(), bytes.size())));
    store_relaxed(view->hash_, hash);
    __atomic_store_n(&view->hashed_, true, __ATOMIC_RELEASE);
    return hash;
}

// ---- the rest of the protocol ----
Result<Value> repr_view(Thread& thread, Value self) {
    return format_str(thread, "<{}memory at {}>", self.to<Memoryview>()->managed.get() ? "" : "released ",
                      address_text(self));
}
Result<int64_t> length_view(Thread& thread, Value self) {
    auto* view = self.to<Memoryview>();
    CHECK_RELEASED(view);
    if (view->view.dimensions == 0) return raise(thread, Exc::TypeError, "0-dim memory has no length");
    return view->view.shape_or_own()[0];
}
Result<Value> iterate_view(Thread& thread, Value self) {
    auto* view = self.to<Memoryview>();
    CHECK_RELEASED(view);
    if (view->view.dimensions == 0) return raise(thread, Exc::TypeError, "invalid indexing of 0-dim memory");
    if (view->view.dimensions > 1)
        return raise(thread, Exc::NotImplementedError, "multi-dimensional sub-views are not implemented");
    auto* iterator = allocate_builtin<BytesIterator>(thread, BuiltinType::MemoryviewIterator);
    iterator->source.init(self);
    return Value(iterator);
}
Result<void> get_buffer_view(Thread& thread, Value self, BufferView& view) {
    auto* from = self.to<Memoryview>();
    CHECK_RELEASED(from);
    from->exports_.fetch_add(1);
    view.copy_layout(from->view);
    view.object.init(self);
    view.exports = &from->exports_;
    return {};
}
Result<Value> construct_view(Thread& thread, Type*, const CallArguments& arguments) {
    Value bound[1];
    TRY(bind_arguments(thread, "memoryview(object)", arguments, bound));
    return Value(TRY(make_memoryview_py(thread, bound[0])));
}

METHOD(Memoryview, release, "release(self, /)", "Release the underlying buffer exposed by the memoryview object.") {
    TRY(release(thread, self));
    return none();
}
METHOD(Memoryview, __enter__, "__enter__(self, /)", nullptr) {
    CHECK_RELEASED(self);
    return Value(self);
}
METHOD(Memoryview, __exit__, "__exit__(self, /, *exc_info)",
       "Release the underlying buffer exposed by the memoryview object.") {
    TRY(release(thread, self));
    return none();
}
METHOD(Memoryview, tobytes, "tobytes(self, /, order='C')",
       "Return the data in the buffer as a byte string.\n\nOrder can be {'C', 'F', 'A'}. When order is 'C' or 'F', the "
       "data of the\noriginal array is converted to C or Fortran order. For contiguous views,\n'A' returns an exact "
       "copy of the physical memory. In particular, in-memory\nFortran order is preserved. For non-contiguous views, "
       "the data is converted\nto C first. order=None is the same as order='C'.") {
    CHECK_RELEASED(self);
    char order = 'C';
    if (!args[0].is_none()) {
        auto* string = as_kind<Str>(thread, args[0]);
        std::string_view name = string ? TRY(str_utf8(thread, string)) : std::string_view();
        if (name != "C" && name != "F" && name != "A")
            return raise(thread, Exc::ValueError, "order must be 'C', 'F' or 'A'");
        order = name[0];
    }
    const BufferView& view = self->view;
    if (order == 'A' && view.is_fortran_contiguous() && !view.is_contiguous())
        return Value(TRY(make_bytes(thread, TRY(copy_memory(thread, view)))));
    if (order != 'F' || view.dimensions <= 1) return Value(TRY(make_bytes(thread, TRY(gather(thread, view)))));
    // Fortran order: the first index runs fastest.
    std::string out;
    bool whole = true;
    int64_t index[Memoryview::kMaxDimensions] = {};
    const int64_t *shape = view.shape_or_own(), *strides = view.strides_or_own();
    {
        ByteLockGuard guard(thread, memory_owner(thread, view));
        ItemCount count(thread);
        for (int64_t left = view.length / view.item_size; left > 0 && whole; --left) {
            whole = !count.stopped();
            const char* at = static_cast<const char*>(view.data);
            for (int i = 0; i < view.dimensions; ++i) at += index[i] * strides[i];
            out.append(at, static_cast<size_t>(view.item_size));
            for (int i = 0; i < view.dimensions && ++index[i] == shape[i]; ++i) index[i] = 0;
        }
    }
    if (!whole) return raise_stopped(thread);
    return Value(TRY(make_bytes(thread, out)));
}
METHOD(Memoryview, tolist, "tolist(self, /)", "Return the data in the buffer as a list of elements.") {
    CHECK_RELEASED(self);
    return list_of(thread, self->view, 0, static_cast<const char*>(self->view.data));
}
METHOD(Memoryview, hex, "hex(self, /, sep=?, bytes_per_sep=1)",
       "Return the data in the buffer as a str of hexadecimal numbers.\n\n  sep\n    An optional single character or "
       "byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count "
       "from the\n    right, negative values count from the left.") {
    CHECK_RELEASED(self);
    return bytes_hex_py(thread, TRY(gather(thread, self->view)), args[0], args[1]);
}
METHOD(Memoryview, toreadonly, "toreadonly(self, /)", "Return a readonly version of the memoryview.") {
    CHECK_RELEASED(self);
    Memoryview* made = make_view(thread, self->managed.get(), self->view);
    made->view.read_only = true;
    return Value(made);
}
METHOD(Memoryview, count, "count(self, value, /)", "Count the number of occurrences of a value.") {
    int64_t times = 0;
    TRY(for_each_py(thread, Value(self), [&](Value item) -> Result<bool> {
        times += TRY(equal_py(thread, item, args[0]));
        return true;
    }));
    return Value::small(times);
}
METHOD(Memoryview, index, "index(self, value, start=0, stop=9223372036854775807, /)",
       "Return the index of the first occurrence of a value.\n\nRaises ValueError if the value is not present.") {
    CHECK_RELEASED(self);
    int64_t length = TRY(length_view(thread, Value(self)));
    int64_t start = TRY(index_int64_py(thread, args[1], OutOfRange::Clamp))
    , stop = TRY(index_int64_py(thread, args[2], OutOfRange::Clamp));
    if (start < 0) start = start + length < 0 ? 0 : start + length;
    if (stop < 0) stop += length;
    if (stop > length) stop = length;
    for (int64_t i = start; i < stop; ++i) {
        if (TRY(equal_py(thread, TRY(get_item_view(thread, Value(self), Value::small(i))), args[0])))
            return Value::small(i);
    }
    return raise(thread, Exc::ValueError, "memoryview.index(x): x not found");
}

METHOD(Memoryview, cast, "cast(self, /, format, shape=?)", "Cast a memoryview to a new format or shape.") {
    CHECK_RELEASED(self);
    auto* text = as_kind<Str>(thread, args[0]);
    if (!text)
        return raise(thread, Exc::TypeError, "cast() argument 'format' must be str, not {}",
                     type_name(thread, args[0]));
    if (!self->view.is_contiguous())
        return raise(thread, Exc::TypeError, "memoryview: casts are restricted to C-contiguous views");
    std::string format(TRY(str_utf8(thread, text)));
    char code = format_code(format.c_str()), old_code = format_code(self->view.format);
    int64_t size = code_size(code);
    if (!size)
        return raise(
            thread, Exc::ValueError,
            "memoryview: destination format must be a native single character format prefixed with an optional '@'");
    auto is_byte = [](char c) { return c == 'B' || c == 'b' || c == 'c'; };
    if (!is_byte(code) && !is_byte(old_code))
        return raise(thread, Exc::TypeError, "memoryview: cannot cast between two non-byte formats");
    ValueVector extents;
    int64_t items = 1;
    if (!args[1].is_nothing()) {
        if (!args[1].is<List>() && !args[1].is<Tuple>())
            return raise(thread, Exc::TypeError, "shape must be a list or a tuple");
        TRY(for_each_py(thread, args[1], [&](Value item) -> Result<bool> {
            if (!is_int(thread, item))
                return raise(thread, Exc::TypeError, "memoryview.cast(): elements of shape must be integers");
            int64_t extent = TRY(index_int64_py(thread, item));
            if (extent <= 0)
                return raise(thread, Exc::ValueError, "memoryview.cast(): elements of shape must be integers > 0");
            if (__builtin_mul_overflow(items, extent, &items))
                return raise(thread, Exc::ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX");
            TRY(extents.push(thread, Value::small(extent)));
            return true;
        }));
        if (extents.size() > Memoryview::kMaxDimensions)
            return raise(thread, Exc::ValueError, "memoryview: number of dimensions must not exceed {}",
                         Memoryview::kMaxDimensions);
        if (extents.size() > 1 && self->view.dimensions > 1)
            return raise(thread, Exc::TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
    }
    CHECK_RELEASED(self);
    int64_t length = self->view.length;
    if (length % size) return raise(thread, Exc::TypeError, "memoryview: length is not a multiple of itemsize");
    if (!args[1].is_nothing() && items * size != length)
        return raise(thread, Exc::TypeError, "memoryview: product(shape) * itemsize != buffer size");
    Memoryview* made = make_view(thread, self->managed.get(), self->view);
    int dimensions = args[1].is_nothing() ? 1 : static_cast<int>(extents.size());
    TRY(own_layout(thread, made, dimensions, format));
    made->view.item_size = size;
    auto* numbers = const_cast<int64_t*>(made->view.shape);
    int64_t stride = size;
    for (int i = dimensions - 1; i >= 0; --i) {
        numbers[i] = args[1].is_nothing() ? length / size : extents[static_cast<size_t>(i)].as_small();
        numbers[dimensions + i] = stride;
        stride *= numbers[i];
    }
    return Value(made);
}
CLASS_METHOD(Memoryview, __class_getitem__, "__class_getitem__(cls, object, /)", "See PEP 585") {
    return make_generic_alias(thread, Value(self), args[0]);
}
CLASS_METHOD(Memoryview, _from_flags, "_from_flags(cls, /, object, flags)",
             "Create a memoryview object with the given flags.") {
    return Value(TRY(make_memoryview_py(thread, args[0])));
}

#define VIEW_GETTER(NAME, DOC, EXPRESSION)                      \
    GETTER(Memoryview, NAME, DOC) {                             \
        auto* view = self.to<Memoryview>();                     \
        CHECK_RELEASED(view);                                   \
        return EXPRESSION;                                      \
    }
Result<Value> tuple_of(Thread& thread, const int64_t* numbers, int count) {
    Tuple* tuple = TRY(make_tuple_sized(thread, static_cast<size_t>(count)));
    for (int i = 0; i < count; ++i) tuple->init(static_cast<size_t>(i), Value::small(numbers[i]));
    return Value(tuple);
}
VIEW_GETTER(obj, "The underlying object of the memoryview.", view->view.object.get())
VIEW_GETTER(nbytes, "The amount of space in bytes that the array would use in\n a contiguous representation.",
            make_int(thread, view->view.length))
VIEW_GETTER(readonly, "A bool indicating whether the memory is read only.", Value::boolean(view->view.read_only))
VIEW_GETTER(itemsize, "The size in bytes of each element of the memoryview.", make_int(thread, view->view.item_size))
VIEW_GETTER(format, "A string containing the format (in struct module style)\n for each element in the view.",
            Value(TRY(make_str(thread, std::string_view(view->view.format)))))
VIEW_GETTER(ndim, "An integer indicating how many dimensions of a multi-dimensional\n array the memory represents.",
            Value::small(view->view.dimensions))
VIEW_GETTER(shape, "A tuple of ndim integers giving the shape of the memory\n as an N-dimensional array.",
            tuple_of(thread, view->view.shape_or_own(), view->view.dimensions))
VIEW_GETTER(
    strides,
    "A tuple of ndim integers giving the size in bytes to access\n each element for each dimension of the array.",
    tuple_of(thread, view->view.strides_or_own(), view->view.dimensions))
VIEW_GETTER(suboffsets, "A tuple of integers used internally for PIL-style arrays.", Value(make_tuple(thread, {})))
VIEW_GETTER(c_contiguous, "A bool indicating whether the memory is C contiguous.",
            Value::boolean(view->view.is_contiguous()))
VIEW_GETTER(f_contiguous, "A bool indicating whether the memory is Fortran contiguous.",
            Value::boolean(view->view.is_fortran_contiguous()))
VIEW_GETTER(contiguous, "A bool indicating whether the memory is contiguous.",
            Value::boolean(view->view.is_contiguous() || view->view.is_fortran_contiguous()))

constexpr Slots view_slots() {
    Slots slots;
    slots.repr = repr_view;
    slots.hash = hash_view;
    slots.compare = compare_views;
    slots.length = length_view;
    slots.get_item = get_item_view;
    slots.set_item = set_item_view;
    slots.iterate = iterate_view;
    slots.construct = construct_view;
    slots.get_buffer = get_buffer_view;
    slots.release_buffer = [](Thread&, Value, BufferView&) {};  // `exports` counts
    return slots;
}

}  // namespace

static ManagedBuffer* make_managed(Thread& thread) {
    auto* managed = allocate<ManagedBuffer>(thread, internal_shape::kInternal);
    managed->trace = trace_managed;
    managed->view = BufferView();
    return managed;
}
static Memoryview* view_of_managed(Thread& thread, ManagedBuffer* managed) {
    write_barrier(managed);
    if (managed->view.exports) thread.heap().register_native(managed, destroy_managed);
    return make_view(thread, managed, managed->view);
}

Result<Memoryview*> make_memoryview_py(Thread& thread, Value object) {
    if (auto* known = object.as_if<Memoryview>()) {
        CHECK_RELEASED(known);
        return make_view(thread, known->managed.get(), known->view);
    }
    if (!has_buffer(thread, object))
        return raise(thread, Exc::TypeError, "memoryview: a bytes-like object is required, not '{}'",
                     type_name(thread, object));
    ManagedBuffer* managed = make_managed(thread);
    TRY(get_buffer_py(thread, object, managed->view, buffer_flag::kFull));
    return view_of_managed(thread, managed);
}

Result<Memoryview*> make_memoryview_of_py(Thread& thread, Value object,
                                          Result<void> (*get_buffer)(Thread&, Value, BufferView&), int64_t flags) {
    ManagedBuffer* managed = make_managed(thread);
    TRY(get_buffer(thread, object, managed->view));
    managed->view.requested = buffer_flag::kOfNative;
    if ((flags & 1) && managed->view.read_only) {
        release_buffer(thread, managed->view);
        return raise(thread, Exc::BufferError, "Object is not writable.");
    }
    return view_of_managed(thread, managed);
}

Memoryview* make_memoryview_lent(Thread& thread, const BufferView& view, Value object) {
    ManagedBuffer* managed = make_managed(thread);
    managed->view.copy_layout(view);
    managed->view.object.set_immediate(Value::none());
    Memoryview* made = make_view(thread, managed, managed->view);
    made->view.object.set(made, object);
    return made;
}

Result<void> release_memoryview(Thread& thread, Memoryview* view) { return release(thread, view); }

const TypeSpec Memoryview::spec = {
    .name = "memoryview",
    .doc = "Create a new memoryview object which references the given object.",
    .size = sizeof(Memoryview),
    .layout = Layout::Memoryview,
    .flags = type_flag::kSequencePattern | type_flag::kHasWeakref,
    .slots = view_slots(),
    .methods = {&Memoryview_release, &Memoryview___enter__, &Memoryview___exit__, &Memoryview_tobytes,
                &Memoryview_tolist, &Memoryview_hex, &Memoryview_toreadonly, &Memoryview_count, &Memoryview_index,
                &Memoryview_cast, &Memoryview___class_getitem__, &Memoryview__from_flags},
    .properties = {&Memoryview_get_obj, &Memoryview_get_nbytes, &Memoryview_get_readonly, &Memoryview_get_itemsize,
                   &Memoryview_get_format, &Memoryview_get_ndim, &Memoryview_get_shape, &Memoryview_get_strides,
                   &Memoryview_get_suboffsets, &Memoryview_get_c_contiguous, &Memoryview_get_f_contiguous,
                   &Memoryview_get_contiguous},
    .trace =
        [](Cell* cell, Tracer& tracer) {
            auto* view = static_cast<Memoryview*>(cell);
            trace_view(view->view, tracer);
            tracer.visit(view->managed);
        },
    .signature = "memoryview(object)",
};

}  // namespace krait::core
