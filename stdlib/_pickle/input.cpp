#include "stdlib/_pickle/input.h"

#include <cstring>

#include "runtime/buffer.h"

namespace krait::core::pickling {

namespace {

constexpr size_t kLookAhead = 128 * 1024;
constexpr size_t kStep = 1 << 20;

Result<Bytes*> bytes_of_py(Thread& thread, Value object) {
    if (object.is<Bytes>()) return object.to<Bytes>();
    ByteView view(thread);
    TRY(view.open_py(object));
    return make_bytes(thread, view.bytes());
}

}  // namespace

Result<uint8_t> Input::opcode_py() {
    if (position_ == end_ && whole_) return raise(thread_, Exc::EOFError, "Ran out of input");
    Result<std::string_view> data = take_py(1);
    if (!data.failed()) return static_cast<uint8_t>(data.value()[0]);
    if (is_terminating(thread_)) return kFailure;
    Value error = take_pending(thread_);
    if (is_instance(thread_, error, native_type(thread_, kUnpicklingError)))
        return raise(thread_, Exc::EOFError, "Ran out of input");
    thread_.pending = error;
    return kFailure;
}

Result<Bytes*> Input::read_some_py(size_t count) {
    Value wanted = make_int_unsigned(thread_, count);
    return bytes_of_py(thread_, TRY(call_py(thread_, unpickler_->read.get(), wanted)));
}

// Exactly that much. In steps: room is made for what was read, not for what a length claims.
Result<Bytes*> Input::read_py(size_t count) {
    if (count <= kStep) {
        Bytes* data = TRY(read_some_py(count));
        if (data->size() < count) return truncated();
        return data;
    }
    std::string gathered;
    while (gathered.size() < count) {
        size_t wanted = std::min(count - gathered.size(), std::max(kStep, gathered.size()));
        Bytes* piece = TRY(read_some_py(wanted));
        if (piece->size() < wanted) return truncated();
        gathered.append(piece->data(), wanted);
        TRY(thread_.poll());
    }
    return make_bytes(thread_, std::string_view(gathered));
}

Result<void> Input::finish_py() {
    if (whole_ || position_ <= real_) return {};
    size_t seen = position_ - real_;
    position_ = end_ = real_ = 0;
    chunk_ = nullptr;
    TRY(read_some_py(seen));
    return {};
}

Result<void> Input::fill_py(size_t count) {
    if (whole_) return truncated();
    if (position_ < real_) return unpickling_error(thread_, "pickle exhausted before end of frame");
    TRY(finish_py());
    chunk_ = nullptr;
    position_ = end_ = real_ = 0;
    Bytes* data = TRY(read_py(count));
    size_t more = 0;
    if (!unpickler_->peek.get().is_nothing()) {
        Result<Value> seen = call_py(thread_, unpickler_->peek.get(), Value::small(kLookAhead));
        if (seen.failed()) {
            if (!clear_pending_if(thread_, Exc::NotImplementedError)) return kFailure;
            unpickler_->peek.set(unpickler_, Value::nothing());
        } else {
            Bytes* ahead = TRY(bytes_of_py(thread_, seen.value()));
            more = ahead->size();
            if (more) {
                Bytes* both = TRY(make_bytes_buffer(thread_, count + more));
                auto* to = const_cast<char*>(both->data());
                memcpy(to, data->data(), count);
                memcpy(to + count, ahead->data(), more);
                data = both;
            }
        }
    }
    chunk_ = data;
    real_ = count;
    end_ = count + more;
    return {};
}

Result<std::string_view> Input::line_py() {
    if (position_ < end_) {
        const char* from = chunk_->data() + position_;
        if (auto* found = static_cast<const char*>(memchr(from, '\n', end_ - position_))) {
            auto length = static_cast<size_t>(found - from);
            position_ += length + 1;
            return std::string_view(from, length);
        }
    }
    if (whole_) return truncated();
    if (position_ < real_) return unpickling_error(thread_, "pickle exhausted before end of frame");
    TRY(finish_py());
    chunk_ = TRY(bytes_of_py(thread_, TRY(call_py(thread_, unpickler_->readline.get()))));
    position_ = end_ = real_ = chunk_->size();
    if (end_ == 0 || chunk_->data()[end_ - 1] != '\n') return truncated();
    return std::string_view(chunk_->data(), end_ - 1);
}

Result<Bytes*> Input::bytes_py(size_t count) {
    if (count <= end_ - position_ || whole_) return make_bytes(thread_, TRY(take_py(count)));
    if (position_ < real_) return unpickling_error(thread_, "pickle exhausted before end of frame");
    TRY(finish_py());
    chunk_ = nullptr;
    position_ = end_ = real_ = 0;
    Bytes* data = TRY(read_py(count));
    return data->size() == count ? data : make_bytes(thread_, data->view().substr(0, count));
}

// Read as one, then looked at again from its beginning.
Result<void> Input::frame_py(size_t count) {
    TRY(take_py(count));
    position_ -= count;
    return {};
}

}  // namespace krait::core::pickling
