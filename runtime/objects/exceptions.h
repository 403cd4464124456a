// BaseException and its family. Library Reference "Built-in Exceptions"; PEP 3134 (chaining), 654 (groups), 678 (notes).
//
// Each family with data of its own has its fields behind the common ones; all are Layout::NativeInstance with attributes.
#pragma once

#include "runtime/native.h"
#include "runtime/objects/type.h"

namespace krait::core {

class Tuple;
class Str;

class BaseException : public Object {
public:
    Field<Tuple*> args;
    Field<Value> traceback;  // Traceback or None
    Field<Value> context;    // None or an exception
    Field<Value> cause;
    bool suppress_context;
    static const TypeSpec spec;
};
// Traceback: a linked list, innermost last. frame is the VM's Frame object.
class Traceback : public Object {
public:
    Field<Value> next;  // Traceback or None
    Field<Value> frame;
    uint32_t lasti;  // offset of the instruction, in bytes
    int32_t line;    // 0: computed from lasti when asked
    static const TypeSpec spec;
};
KRAIT_LAYOUT(Traceback, Traceback);

class StopIteration : public BaseException {
public:
    Field<Value> value;
};
class SystemExit : public BaseException {
public:
    Field<Value> code;
};
class ImportError : public BaseException {
public:
    Field<Value> msg, name, path, name_from;
};
class NameError : public BaseException {
public:
    Field<Value> name;
};
class AttributeError : public BaseException {
public:
    Field<Value> name, object;
};
class OSError : public BaseException {
public:
    Field<Value> errno_, strerror, filename, filename2;
    Field<Value> characters_written;
};
class SyntaxError : public BaseException {
public:
    Field<Value> msg, filename, lineno, offset, text, end_lineno, end_offset, print_file_and_line, metadata;
};
class UnicodeError : public BaseException {
public:
    Field<Value> encoding, object, start, end, reason;
};
class ExceptionGroup : public BaseException {
public:
    Field<Value> message, exceptions;
};

inline BaseException* as_exception(Thread& thread, Value value) {
    return value.is_cell() && is_instance(thread, value, BuiltinType::BaseException) ? value.to<BaseException>()
                                                                                     : nullptr;
}
// The parts of making one without a call: the common fields; then what its family does with the arguments (__init__).
void init_exception(Thread& thread, BaseException* exception, Tuple* args);
Result<void> initialize_exception(Thread& thread, BaseException* exception, std::span<const Value> args);
// type(*args) for the raise statement and native code.
Result<BaseException*> make_exception_py(Thread& thread, Type* type, std::span<const Value> args);
// `raise exc` / `raise Class`: instantiates classes, checks that it is an exception.
Result<BaseException*> normalize_exception_py(Thread& thread, Value exception_or_class);
// Sets __context__ of `exception` to what is being handled, cutting cycles (Reference 7.8).
void set_context(Thread& thread, BaseException* exception, Value handled);
// `except T:` and `except* T:`: does the exception match a class or tuple of classes? TypeError for others.
Result<bool> exception_matches_py(Thread& thread, Value exception, Value class_or_tuple);
// PEP 654: splits by class; each side an exception (group) or None.
Result<void> split_exception_py(Thread& thread, Value exception, Value class_or_tuple, Value* matched, Value* rest);
// What an except* block leaves behind: re-raised and newly raised ones put together (None: nothing).
Result<Value> prepare_reraise_star_py(Thread& thread, Value original, Value raised_list);

}  // namespace krait::core
