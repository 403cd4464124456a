#include "runtime/objects/spec_table.h"

#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"

namespace krait::core {

// Types of runtime/ whose files may not be there yet: weak names, null when nobody defines them. A weak name does not pull a
// file out of the library, so runtime/CMakeLists.txt asks for each of them. When all of them stand both lists go, and the table
// below names them plainly.
extern const TypeSpec weakInt_spec __asm__("_ZN5krait4core3Int4specE") __attribute__((weak));
extern const TypeSpec weakInt_bool_spec __asm__("_ZN5krait4core3Int9bool_specE") __attribute__((weak));
extern const TypeSpec weakFloat_spec __asm__("_ZN5krait4core5Float4specE") __attribute__((weak));
extern const TypeSpec weakComplex_spec __asm__("_ZN5krait4core7Complex4specE") __attribute__((weak));
extern const TypeSpec weakDict_spec __asm__("_ZN5krait4core4Dict4specE") __attribute__((weak));
extern const TypeSpec weakSet_spec __asm__("_ZN5krait4core3Set4specE") __attribute__((weak));
extern const TypeSpec weakSet_frozenset_spec __asm__("_ZN5krait4core3Set14frozenset_specE") __attribute__((weak));
extern const TypeSpec weakDictViewObject_keys_spec __asm__("_ZN5krait4core14DictViewObject9keys_specE") __attribute__((weak));
extern const TypeSpec weakDictViewObject_values_spec __asm__("_ZN5krait4core14DictViewObject11values_specE") __attribute__((weak));
extern const TypeSpec weakDictViewObject_items_spec __asm__("_ZN5krait4core14DictViewObject10items_specE") __attribute__((weak));
extern const TypeSpec weakDictIterator_key_spec __asm__("_ZN5krait4core12DictIterator8key_specE") __attribute__((weak));
extern const TypeSpec weakDictIterator_value_spec __asm__("_ZN5krait4core12DictIterator10value_specE") __attribute__((weak));
extern const TypeSpec weakDictIterator_item_spec __asm__("_ZN5krait4core12DictIterator9item_specE") __attribute__((weak));
extern const TypeSpec weakDictIterator_reverse_key_spec __asm__("_ZN5krait4core12DictIterator16reverse_key_specE") __attribute__((weak));
extern const TypeSpec weakDictIterator_reverse_value_spec __asm__("_ZN5krait4core12DictIterator18reverse_value_specE") __attribute__((weak));
extern const TypeSpec weakDictIterator_reverse_item_spec __asm__("_ZN5krait4core12DictIterator17reverse_item_specE") __attribute__((weak));
extern const TypeSpec weakSetIterator_spec __asm__("_ZN5krait4core11SetIterator4specE") __attribute__((weak));
extern const TypeSpec weakEnumerate_spec __asm__("_ZN5krait4core9Enumerate4specE") __attribute__((weak));
extern const TypeSpec weakZip_spec __asm__("_ZN5krait4core3Zip4specE") __attribute__((weak));
extern const TypeSpec weakMap_spec __asm__("_ZN5krait4core3Map4specE") __attribute__((weak));
extern const TypeSpec weakFilter_spec __asm__("_ZN5krait4core6Filter4specE") __attribute__((weak));
extern const TypeSpec weakReversed_spec __asm__("_ZN5krait4core8Reversed4specE") __attribute__((weak));

extern const TypeSpec kObjectSpec, kNoneSpec, kEllipsisSpec, kNotImplementedSpec;
const TypeSpec* exception_spec(BuiltinType which);

const TypeSpec* builtin_spec(BuiltinType which) {
    switch (which) {
    case BuiltinType::Object: return &kObjectSpec;
    case BuiltinType::Type: return &Type::spec_table;
    case BuiltinType::List: return &List::spec;
    case BuiltinType::Tuple: return &Tuple::spec;
    case BuiltinType::Range: return &Range::spec;
    case BuiltinType::Slice: return &Slice::spec;
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
    case BuiltinType::CellVariable: return &CellVariable::spec;
    case BuiltinType::Traceback: return &Traceback::spec;
    case BuiltinType::MappingProxy: return &MappingProxy::spec;
    case BuiltinType::ListIterator: return &ListIterator::spec;
    case BuiltinType::TupleIterator: return &TupleIterator::spec;
    case BuiltinType::RangeIterator: return &RangeIterator::spec;
    case BuiltinType::SequenceIterator: return &SequenceIterator::spec;
    case BuiltinType::CallableIterator: return &CallableIterator::spec;
    case BuiltinType::WeakReference: return &WeakReference::spec;
    case BuiltinType::WeakProxy: return &WeakReference::proxy_spec;
    case BuiltinType::WeakCallableProxy: return &WeakReference::callable_proxy_spec;
    case BuiltinType::GenericAlias: return &GenericAlias::spec;
    case BuiltinType::Union: return &Union::spec;
    case BuiltinType::SimpleNamespace: return &SimpleNamespace::spec;
    case BuiltinType::Int: return &weakInt_spec;
    case BuiltinType::Bool: return &weakInt_bool_spec;
    case BuiltinType::Float: return &weakFloat_spec;
    case BuiltinType::Complex: return &weakComplex_spec;
    case BuiltinType::Str: return &Str::spec;
    case BuiltinType::StrIterator: return &StrIterator::spec;
    case BuiltinType::StrAsciiIterator: return &StrIterator::ascii_spec;
    case BuiltinType::Bytes: return &Bytes::spec;
    case BuiltinType::BytesIterator: return &BytesIterator::spec;
    case BuiltinType::BytearrayIterator: return &BytesIterator::bytearray_spec;
    case BuiltinType::MemoryviewIterator: return &BytesIterator::memoryview_spec;
    case BuiltinType::Bytearray: return &Bytearray::spec;
    case BuiltinType::Memoryview: return &Memoryview::spec;
    case BuiltinType::Dict: return &weakDict_spec;
    case BuiltinType::Set: return &weakSet_spec;
    case BuiltinType::Frozenset: return &weakSet_frozenset_spec;
    case BuiltinType::DictKeys: return &weakDictViewObject_keys_spec;
    case BuiltinType::DictValues: return &weakDictViewObject_values_spec;
    case BuiltinType::DictItems: return &weakDictViewObject_items_spec;
    case BuiltinType::DictKeyIterator: return &weakDictIterator_key_spec;
    case BuiltinType::DictValueIterator: return &weakDictIterator_value_spec;
    case BuiltinType::DictItemIterator: return &weakDictIterator_item_spec;
    case BuiltinType::DictReverseKeyIterator: return &weakDictIterator_reverse_key_spec;
    case BuiltinType::DictReverseValueIterator: return &weakDictIterator_reverse_value_spec;
    case BuiltinType::DictReverseItemIterator: return &weakDictIterator_reverse_item_spec;
    case BuiltinType::SetIterator: return &weakSetIterator_spec;
    case BuiltinType::Enumerate: return &weakEnumerate_spec;
    case BuiltinType::Zip: return &weakZip_spec;
    case BuiltinType::Map: return &weakMap_spec;
    case BuiltinType::Filter: return &weakFilter_spec;
    case BuiltinType::Reversed: return &weakReversed_spec;
    case BuiltinType::ListReverseIterator: return &ListReverseIterator::spec;
    case BuiltinType::LongRangeIterator: return &LongRangeIterator::spec;
    default: return exception_spec(which);
    }
}

}  // namespace krait::core
