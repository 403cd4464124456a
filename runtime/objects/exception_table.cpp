// The table of the built-in exceptions: those with a family of their own, and the plain ones, which only have a name and a base.
#include "runtime/objects/exception_parts.h"

namespace krait::core {

const TypeSpec* exception_spec(BuiltinType which);

namespace {

constexpr uint32_t kFlags = type_flag::kSubclassable;
#define TYPE(NAME, PYTHON)
// IncompleteInputError is codeop's alone: its name begins with an underscore.
#define EXCEPTION(NAME, BASE)                                                                                        \
    const TypeSpec kPlain##NAME = {.name = BuiltinType::NAME == BuiltinType::IncompleteInputError ? "_" #NAME : #NAME, \
                                   .base = BuiltinType::BASE,                                                        \
                                   .flags = kFlags};
#include "runtime/builtin_types.def"

}  // namespace

const TypeSpec* exception_spec(BuiltinType which) {
    switch (which) {
    case BuiltinType::BaseException: return &BaseException::spec;
    case BuiltinType::StopIteration: return &kStopIterationSpec;
    case BuiltinType::SystemExit: return &kSystemExitSpec;
    case BuiltinType::ImportError: return &kImportErrorSpec;
    case BuiltinType::NameError: return &kNameErrorSpec;
    case BuiltinType::AttributeError: return &kAttributeErrorSpec;
    case BuiltinType::KeyError: return &kKeyErrorSpec;
    case BuiltinType::OSError: return &kOSErrorSpec;
    case BuiltinType::SyntaxError: return &kSyntaxErrorSpec;
    case BuiltinType::UnicodeEncodeError: return &kUnicodeEncodeErrorSpec;
    case BuiltinType::UnicodeDecodeError: return &kUnicodeDecodeErrorSpec;
    case BuiltinType::UnicodeTranslateError: return &kUnicodeTranslateErrorSpec;
    case BuiltinType::BaseExceptionGroup: return &kBaseExceptionGroupSpec;
    case BuiltinType::ExceptionGroup: return &kExceptionGroupSpec;
    default: break;
    }
    switch (which) {
#define TYPE(NAME, PYTHON)
#define EXCEPTION(NAME, BASE) \
    case BuiltinType::NAME: return &kPlain##NAME;
#include "runtime/builtin_types.def"
    default: return nullptr;
    }
}

}  // namespace krait::core
