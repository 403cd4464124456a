// Values as bytes and back (Library Reference, marshal): CPython's format for data, a record of Krait's own for code objects.
//
//  1. A code object that stands by itself begins with kBytecodeStamp, which is made of the sources of the compiler and of the
//     bytecode: what another build wrote is refused.
//  2. What is read may come from anybody. Sizes are checked against what is left before anything is allocated, tables against
//     their bounds, and the verifier (vm/bytecode/verify.h) sees the code before a code object exists.
//  3. What is met twice is written once and referred to: objects come back as they were shared.
#pragma once

#include <string>
#include <string_view>

#include "vm/objects/code.h"

namespace krait::core {

enum class MarshalCode { Allow, Refuse };

inline constexpr int kMarshalVersion = 5;

extern const uint64_t kBytecodeStamp;
// The first four bytes of a .pyc file: 16 bits of the stamp, then "\r\n" as CPython's.
std::string bytecode_magic();

// ValueError: unmarshallable, or nested too deeply.
Result<std::string> marshal_dumps_py(Thread& thread, Value value, int version = kMarshalVersion,
                                     MarshalCode code = MarshalCode::Allow);

// Where bytes come from.
class MarshalInput {
public:
    virtual ~MarshalInput() = default;
    // The next `count` bytes, valid until the next call. EOFError if there are fewer.
    virtual Result<std::string_view> take_py(size_t count) = 0;
    // An upper bound of what is left.
    virtual size_t left() const = 0;
};
// EOFError, ValueError or TypeError for what is no marshalled value.
Result<Value> marshal_load_py(Thread& thread, MarshalInput& input, MarshalCode code = MarshalCode::Allow);
// `data` stays where it is meanwhile; what follows the value is ignored.
Result<Value> marshal_loads_py(Thread& thread, std::string_view data, MarshalCode code = MarshalCode::Allow);

}  // namespace krait::core
