#include "runtime/objects/spec_table.h"

#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"

namespace krait::core {

// Types of runtime/ whose files may not be there yet: weak names, null when nobody defines them. A weak name does not pull a
// file out of the library: when the table of a type stands, take its line away here and name it below (`&List::spec`).
extern const TypeSpec weakInt_spec __asm__("_ZN5krait4core3Int4specE") __attribute__((weak));
extern const TypeSpec weakInt_bool_spec __asm__("_ZN5krait4core3Int9bool_specE") __attribute__((weak));
extern const TypeSpec weakFloat_spec __asm__("_ZN5krait4core5Float4specE") __attribute__((weak));
extern const TypeSpec weakComplex_spec __asm__("_ZN5krait4core7Complex4specE") __attribute__((weak));
extern const TypeSpec weakStr_spec __asm__("_ZN5krait4core3Str4specE") __attribute__((weak));
extern const TypeSpec weakList_spec __asm__("_ZN5krait4core4List4specE") __attribute__((weak));
extern const TypeSpec weakTuple_spec __asm__("_ZN5krait4core5Tuple4specE") __attribute__((weak));
extern const TypeSpec weakDict_spec __asm__("_ZN5krait4core4Dict4specE") __attribute__((weak));
extern const TypeSpec weakSet_spec __asm__("_ZN5krait4core3Set4specE") __attribute__((weak));
extern const TypeSpec weakSet_frozenset_spec __asm__("_ZN5krait4core3Set14frozenset_specE") __attribute__((weak));
extern const TypeSpec weakRange_spec __asm__("_ZN5krait4core5Range4specE") __attribute__((weak));
extern const TypeSpec weakSlice_spec __asm__("_ZN5krait4core5Slice4specE") __attribute__((weak));
extern const TypeSpec weakCellVariable_spec __asm__("_ZN5krait4core12CellVariable4specE") __attribute__((weak));
extern const TypeSpec weakListIterator_spec __asm__("_ZN5krait4core12ListIterator4specE") __attribute__((weak));
extern const TypeSpec weakTupleIterator_spec __asm__("_ZN5krait4core13TupleIterator4specE") __attribute__((weak));
extern const TypeSpec weakRangeIterator_spec __asm__("_ZN5krait4core13RangeIterator4specE") __attribute__((weak));

extern const TypeSpec kObjectSpec, kNoneSpec, kEllipsisSpec, kNotImplementedSpec;
const TypeSpec* exception_spec(BuiltinType which);

const TypeSpec* builtin_spec(BuiltinType which) {
    switch (which) {
    case BuiltinType::Object: return &kObjectSpec;
    case BuiltinType::Type: return &Type::spec_table;
    case BuiltinType::Int: return &weakInt_spec;
    case BuiltinType::Bool: return &weakInt_bool_spec;
    case BuiltinType::Float: return &weakFloat_spec;
    case BuiltinType::Complex: return &weakComplex_spec;
    case BuiltinType::Str: return &weakStr_spec;
    case BuiltinType::List: return &weakList_spec;
    case BuiltinType::Tuple: return &weakTuple_spec;
    case BuiltinType::Dict: return &weakDict_spec;
    case BuiltinType::Set: return &weakSet_spec;
    case BuiltinType::Frozenset: return &weakSet_frozenset_spec;
    case BuiltinType::Range: return &weakRange_spec;
    case BuiltinType::Slice: return &weakSlice_spec;
    case BuiltinType::NoneType: return &kNoneSpec;
    case BuiltinType::EllipsisType: return &kEllipsisSpec;
    case BuiltinType::NotImplementedType: return &kNotImplementedSpec;
    case BuiltinType::BoundMethod: return &BoundMethod::spec;
    case BuiltinType::NativeFunction: return &NativeFunction::spec;
    case BuiltinType::MethodDescriptor: return &MethodDescriptor::spec;
    case BuiltinType::ClassMethodDescriptor: return &MethodDescriptor::class_method_spec;
    case BuiltinType::WrapperDescriptor: return &WrapperDescriptor::spec;
    case BuiltinType::MethodWrapper: return &MethodWrapper::spec;
    case BuiltinType::GetSetDescriptor: return &GetSetDescriptor::spec;
    case BuiltinType::MemberDescriptor: return &MemberDescriptor::spec;
    case BuiltinType::Property: return &Property::spec;
    case BuiltinType::ClassMethod: return &ClassMethod::spec;
    case BuiltinType::StaticMethod: return &StaticMethod::spec;
    case BuiltinType::Super: return &Super::spec;
    case BuiltinType::Module: return &Module::spec;
    case BuiltinType::CellVariable: return &weakCellVariable_spec;
    case BuiltinType::Traceback: return &Traceback::spec;
    case BuiltinType::MappingProxy: return &MappingProxy::spec;
    case BuiltinType::ListIterator: return &weakListIterator_spec;
    case BuiltinType::TupleIterator: return &weakTupleIterator_spec;
    case BuiltinType::RangeIterator: return &weakRangeIterator_spec;
    case BuiltinType::SequenceIterator: return &SequenceIterator::spec;
    case BuiltinType::CallableIterator: return &CallableIterator::spec;
    case BuiltinType::WeakReference: return &WeakReference::spec;
    case BuiltinType::WeakProxy: return &WeakReference::proxy_spec;
    case BuiltinType::WeakCallableProxy: return &WeakReference::callable_proxy_spec;
    case BuiltinType::GenericAlias: return &GenericAlias::spec;
    case BuiltinType::Union: return &Union::spec;
    case BuiltinType::SimpleNamespace: return &SimpleNamespace::spec;
    default: return exception_spec(which);
    }
}

}  // namespace krait::core
