// One dump. Lives on a native stack.
//
// The output is gathered in `out_`, which goes to the file frame by frame (protocol 4: frames of about 64 KiB, large strings
// between them, so that neither side copies these).
#pragma once

#include <string>

#include "stdlib/_pickle/pickle.h"

namespace krait::core::pickling {

class Saver {
public:
    Saver(Thread& thread, Pickler* pickler, State* state)
        : thread_(thread), pickler_(pickler), state_(state), protocol_(pickler->protocol),
          binary_(pickler->protocol >= 1) {}
    Result<void> open_py();
    Result<Value> dump_py(Value object);

private:
    enum class Ask : uint8_t { PersistentId, Nothing };

    // saver.cpp
    Result<void> save(Value object, Ask ask = Ask::PersistentId);
    Result<bool> save_persistent(Value object);
    Result<void> save_int(Value number);
    Result<void> save_float(double number);
    Result<void> save_str(Str* text);
    Result<void> save_bytes(Bytes* bytes);
    Result<void> save_bytearray(Bytearray* array);
    Result<void> save_buffer(Value buffer);
    Result<void> bytes_inline(std::string_view data, Value whole);
    Result<void> bytearray_inline(std::string_view data, Value whole);

    // save_containers.cpp
    Result<void> save_tuple(Tuple* tuple);
    Result<void> save_list(List* list);
    Result<void> save_dict(Dict* dict);
    Result<void> save_set(Set* set);
    Result<void> save_frozenset(Set* set);
    Result<void> append_all(Value iterator, Value owner);
    Result<void> set_all(Value iterator, Value owner);
    Result<void> item(Value value, Value owner, size_t index);
    Result<void> pair(Value key, Value value, Value owner);
    Result<void> element(Value value, Value owner);

    // save_reduce.cpp
    Result<void> save_type(Value type);
    Result<void> save_global(Value object, Value name);
    Result<void> save_other(Value object);
    Result<void> save_reduced(Value object, Value reduced);
    Result<void> save_reduce(Value callable, Value arguments, Value state, Value items, Value pairs, Value setter,
                             Value object);
    Result<void> save_new_object(Tuple* arguments, Value object);
    Result<void> save_new_object_ex(Tuple* arguments, Value object);
    Result<Str*> module_of(Value object, Str* name);
    Result<void> write_global(Str* module, Str* name);
    // Adds "when serializing KIND WHAT" to the pending exception.
    Failure annotate(Value owner, std::string_view what);
    Result<void> noted(Result<void> result, Value owner, std::string_view what) {
        if (result.failed()) return annotate(owner, what);
        return {};
    }

    // ---- output ----
    static constexpr size_t kFrameTarget = 64 * 1024, kFrameHeader = 9, kFrameLeast = 4;
    static constexpr size_t kNoFrame = SIZE_MAX;
    void byte(uint8_t value) {
        if (framing_ && frame_ == kNoFrame) [[unlikely]]
            open_frame();
        out_ += static_cast<char>(value);
    }
    void op(Op code) { byte(static_cast<uint8_t>(code)); }
    void text(std::string_view data) {
        if (framing_ && frame_ == kNoFrame) [[unlikely]]
            open_frame();
        out_ += data;
    }
    void little(uint64_t number, int bytes) {
        char data[8];
        for (int i = 0; i < bytes; ++i) data[i] = static_cast<char>(number >> (8 * i));
        text({data, static_cast<size_t>(bytes)});
    }
    void open_frame();
    void close_frame();
    Result<void> flush_py();
    // A string of any size behind its header; `whole` is the object that holds it, if there is one.
    Result<void> sized(std::string_view header, std::string_view data, Value whole);
    void get_from_memo(int64_t index);
    Result<void> memoize(Value object);

    Thread& thread_;
    Pickler* pickler_;
    State* state_;
    int protocol_;
    bool binary_;
    bool framing_ = false;
    size_t frame_ = kNoFrame;  // where the open frame's header stands in out_
    std::string out_;
    Value persistent_id_, reducer_override_, dispatch_table_;  // nothing: none
};

}  // namespace krait::core::pickling
