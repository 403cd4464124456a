// The bytes of a pickle: all at once, or from a file. Lives on a native stack.
//
// Of a file it takes no more than the pickle: what comes behind stays in it. So it reads what each opcode asks for, and looks ahead
// with peek() if there is such a thing: bytes before `real_` have been read, those from there on only seen.
#pragma once

#include "stdlib/_pickle/pickle.h"

namespace krait::core::pickling {

class Input {
public:
    Input(Thread& thread, Unpickler* unpickler, Value data) : thread_(thread), unpickler_(unpickler) {
        if (data.is_nothing()) return;
        chunk_ = data.to<Bytes>();
        end_ = real_ = chunk_->size();
        whole_ = true;
    }
    // Valid until the next call.
    Result<std::string_view> take_py(size_t count) {
        if (count > end_ - position_) [[unlikely]]
            TRY(fill_py(count));
        const char* data = chunk_ ? chunk_->data() + position_ : "";
        position_ += count;
        return std::string_view(data, count);
    }
    Result<uint8_t> opcode_py();
    Result<uint64_t> number_py(size_t bytes) {
        std::string_view data = TRY(take_py(bytes));
        uint64_t number = 0;
        for (size_t i = bytes; i-- > 0;) number = number << 8 | static_cast<uint8_t>(data[i]);
        return number;
    }
    // Up to a newline, without it.
    Result<std::string_view> line_py();
    Result<Bytes*> bytes_py(size_t count);
    Result<void> frame_py(size_t count);
    // The pickle ends here: what was seen and used is read.
    Result<void> finish_py();

private:
    Failure truncated() { return unpickling_error(thread_, "pickle data was truncated"); }
    Result<void> fill_py(size_t count);
    Result<Bytes*> read_py(size_t count);
    Result<Bytes*> read_some_py(size_t count);

    Thread& thread_;
    Unpickler* unpickler_;
    Bytes* chunk_ = nullptr;
    size_t position_ = 0, end_ = 0, real_ = 0;
    bool whole_ = false;
};

}  // namespace krait::core::pickling
