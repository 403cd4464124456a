// Module marshal. Library Reference: values as bytes, for .pyc files above all. The format is in vm/marshal.
#include "vm/marshal/marshal.h"

#include "runtime/buffer.h"
#include "runtime/errors.h"
#include "runtime/objects/bytes.h"
#include "runtime/objects/bytes_parts.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "stdlib/modules.h"

namespace krait::core {

namespace {

Result<Value> dump_to_bytes(Thread& thread, Value value, Value version, Value allow) {
    MarshalCode code = TRY(truth_py(thread, allow))
    ? MarshalCode::Allow : MarshalCode::Refuse;
    int64_t number = TRY(index_int64_py(thread, version));
    std::string data =
        TRY(marshal_dumps_py(thread, value, static_cast<int>(std::min<int64_t>(number, kMarshalVersion)), code));
    return Value(TRY(make_bytes(thread, data)));
}

// A binary file, read piece by piece: what follows the value stays in it.
class FileInput : public MarshalInput {
public:
    FileInput(Thread& thread, Value file) : thread_(thread), file_(file) {}
    Result<std::string_view> take_py(size_t count) override {
        if (count == 0) return std::string_view();
        if (!asked_) {
            Value nothing[] = {Value::small(0)};
            Value piece = TRY(call_method_py(thread_, file_, intern(thread_, "read"), nothing));
            if (!piece.is<Bytes>())
                return raise(thread_, Exc::TypeError, "file.read() returned not bytes but {}",
                             type_name(thread_, piece));
        }
        // In steps: how much it is was read from the file.
        constexpr size_t kStep = 1 << 20;
        piece_.clear();
        while (piece_.size() < count) {
            size_t wanted = std::min(kStep, count - piece_.size());
            Bytearray* room = TRY(make_bytearray_sized(thread_, wanted));
            Value arguments[] = {Value(room)};
            Value answer = TRY(call_method_py(thread_, file_, intern(thread_, "readinto"), arguments));
            int64_t got = answer.is_none() ? 0 : TRY(index_int64_py(thread_, answer));
            if (got > static_cast<int64_t>(wanted))
                return raise(thread_, Exc::ValueError, "read() returned too much data: {} bytes requested, {} returned",
                             wanted, got);
            std::string_view bytes = room->view();
            if (got > 0) piece_ += bytes.substr(0, static_cast<size_t>(got));
            if (got < static_cast<int64_t>(wanted))
                return raise(thread_, Exc::EOFError, "{}",
                             asked_ ? "marshal data too short" : "EOF read where object expected");
            asked_ = true;
        }
        return std::string_view(piece_);
    }
    size_t left() const override { return SIZE_MAX; }

private:
    Thread& thread_;
    Value file_;
    std::string piece_;
    bool asked_ = false;
};

FUNCTION(marshal, dumps, "dumps(value, version=5, /, *, allow_code=True)",
         "Return the bytes object that would be written to a file by dump(value, file).") {
    return dump_to_bytes(thread, args[0], args[1], args[2]);
}
FUNCTION(marshal, dump, "dump(value, file, version=5, /, *, allow_code=True)", "Write the value on the open file.") {
    Value data[] = { TRY(dump_to_bytes(thread, args[0], args[2], args[3])) };
    return call_method_py(thread, args[1], intern(thread, "write"), data);
}
FUNCTION(marshal, loads, "loads(bytes, /, *, allow_code=True)", "Convert the bytes-like object to a value.") {
    MarshalCode code = TRY(truth_py(thread, args[1]))
    ? MarshalCode::Allow : MarshalCode::Refuse;
    BytesArgument view(thread);
    TRY(view.open_py(args[0]));
    return marshal_loads_py(thread, view.bytes(), code);
}
FUNCTION(marshal, load, "load(file, /, *, allow_code=True)",
         "Read one value from the open file and return it.\n\n"
         "The file must be readable in binary mode. EOFError, ValueError or TypeError: there is no valid value.") {
    MarshalCode code = TRY(truth_py(thread, args[1]))
    ? MarshalCode::Allow : MarshalCode::Refuse;
    FileInput input(thread, args[0]);
    return marshal_load_py(thread, input, code);
}

Result<void> execute(Thread& thread, Module* module) {
    return module_add(thread, module, "version", Value::small(kMarshalVersion));
}

}  // namespace

extern const ModuleSpec kMarshalModule;
const ModuleSpec kMarshalModule = {
    .name = "marshal",
    .doc = "Values as bytes and back: what .pyc files hold.",
    .functions = {&marshal_dump, &marshal_load, &marshal_dumps, &marshal_loads},
    .execute = execute,
};

}  // namespace krait::core
