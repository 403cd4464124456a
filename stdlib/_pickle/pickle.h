// The module _pickle: what its files share. Library Reference: pickle, pickletools (the opcodes); PEP 307, 3154 and 574.
//
//  1. A pickle is a program for a stack machine. A Pickler (pickler.cpp) holds what outlives a dump: the file and the memo; a
//     Saver (saver.h) writes one dump. An Unpickler (unpickler.cpp) and a Loader (loader.h) are the same for reading.
//  2. The data is hostile: every length is checked against what is there before room is made for it, every index against what
//     was stored, and depth against the native stack.
//  3. Python code may run nearly anywhere (hooks, __reduce_ex__, the file's methods), and other threads at any time: containers
//     are read by index, never by a pointer that was kept, and the memos are whole after each step.
#pragma once

#include "runtime/vm_hooks.h"
#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"

namespace krait::core::pickling {

inline constexpr int kHighestProtocol = 5, kDefaultProtocol = 5;

// Named as in pickletools.
enum class Op : uint8_t {
    Mark = '(',
    Stop = '.',
    Pop = '0',
    PopMark = '1',
    Dup = '2',
    Float = 'F',
    Int = 'I',
    BinInt = 'J',
    BinInt1 = 'K',
    Long = 'L',
    BinInt2 = 'M',
    None = 'N',
    PersId = 'P',
    BinPersId = 'Q',
    Reduce = 'R',
    String = 'S',
    BinString = 'T',
    ShortBinString = 'U',
    Unicode = 'V',
    BinUnicode = 'X',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    Dict = 'd',
    EmptyDict = '}',
    Appends = 'e',
    Get = 'g',
    BinGet = 'h',
    Inst = 'i',
    LongBinGet = 'j',
    List = 'l',
    EmptyList = ']',
    Obj = 'o',
    Put = 'p',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    EmptyTuple = ')',
    SetItems = 'u',
    BinFloat = 'G',
    BinBytes = 'B',
    ShortBinBytes = 'C',
    Proto = 0x80,
    NewObj = 0x81,
    Ext1 = 0x82,
    Ext2 = 0x83,
    Ext4 = 0x84,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    Long4 = 0x8b,
    ShortBinUnicode = 0x8c,
    BinUnicode8 = 0x8d,
    BinBytes8 = 0x8e,
    EmptySet = 0x8f,
    AddItems = 0x90,
    FrozenSet = 0x91,
    NewObjEx = 0x92,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
    ByteArray8 = 0x96,
    NextBuffer = 0x97,
    ReadonlyBuffer = 0x98,
};

// What an interpreter's picklers share: the tables of copyreg, names and types that are asked for often.
class State : public Object {
public:
    Field<Value> dispatch_table, extension_registry, inverted_registry, extension_cache;  // dicts
    Field<Value> getattr, codecs_encode, pickle_buffer;
    Field<Str*> new_object, new_object_ex;  // "__newobj__", "__newobj_ex__"
    static const TypeSpec spec;
};
Result<State*> state_of_py(Thread& thread);
// A dict of _compat_pickle.
Result<Dict*> compatibility_table_py(Thread& thread, const char* name);
// The module of that name, from sys.modules if it is there.
Result<Value> module_py(Thread& thread, Str* name);

extern const TypeSpec kPickleError, kPicklingError, kUnpicklingError;  // module.cpp
template <typename... Args>
Failure pickling_error(Thread& thread, std::string_view format, const Args&... args) {
    return raise_native(thread, kPicklingError, format, args...);
}
template <typename... Args>
Failure unpickling_error(Thread& thread, std::string_view format, const Args&... args) {
    return raise_native(thread, kUnpicklingError, format, args...);
}

class Pickler : public Object {
public:
    Field<Value> write;            // nothing: made without __init__, or for dumps
    Field<Value> persistent_id;    // set on the object itself
    Field<Value> dispatch_table;   // likewise
    Field<Value> buffer_callback;  // nothing: none
    Field<ValueArray*> entries;    // the memo: pairs of an object and its index
    Field<Bytes*> table;           // from the object's address to its pair: open addressing, uint32_t, 0 empty
    uint64_t entry_count;
    int protocol;
    int64_t fast;
    bool fix_imports, ready;
    static const TypeSpec spec, memo_spec;

    static constexpr int64_t kNotFound = -1;
    int64_t find(Value object) const;  // its index in the memo
    Result<void> remember(Thread& thread, Value object, int64_t index);
    void forget_all();
};
Result<void> initialize_pickler(Thread& thread, Pickler* self, Value protocol, Value fix_imports, Value callback);
Result<void> set_output_py(Thread& thread, Pickler* self, Value file);

class Unpickler : public Object {
public:
    Field<Value> read, readline, peek;  // peek: nothing when there is none
    Field<Value> buffers;               // an iterator, or nothing
    Field<Value> persistent_load;       // set on the object itself
    Field<Str*> encoding, errors;
    Field<ValueArray*> memo;         // by index, nothing where none was put
    Field<core::Dict*> sparse_memo;  // indices far beyond the others; null: none
    uint64_t memo_count;
    bool fix_imports, ready;
    int protocol;  // of the pickle that is read
    static const TypeSpec spec, memo_spec;

    Value recall(Thread& thread, uint64_t index) const;  // nothing: nothing was put there
    Result<void> remember(Thread& thread, uint64_t index, Value value);
    void forget_all();
};
Result<void> initialize_unpickler(Thread& thread, Unpickler* self, Value fix_imports, Value encoding, Value errors,
                                  Value buffers);
Result<void> set_input_py(Thread& thread, Unpickler* self, Value file);
Result<Value> find_class_py(Thread& thread, Unpickler* self, Value module, Value name);

// One dump; without a file the pickle as bytes. saver.cpp
Result<Value> dump_py(Thread& thread, Pickler* pickler, Value object);
// One load: from `data`, or from the Unpickler's file if that is nothing. loader.cpp
Result<Value> load_py(Thread& thread, Unpickler* unpickler, Value data);

// getattr(getattr(object, a), b) for "a.b".
Result<Value> dotted_attribute_py(Thread& thread, Value object, std::string_view path);

}  // namespace krait::core::pickling
