#include "runtime/objects/spec_table.h"

#include "runtime/objects/bytes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/iterators.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/objects/type.h"

namespace krait::core {

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
    case BuiltinType::Int: return &Int::spec;
    case BuiltinType::Bool: return &Int::bool_spec;
    case BuiltinType::Float: return &Float::spec;
    case BuiltinType::Complex: return &Complex::spec;
    case BuiltinType::Str: return &Str::spec;
    case BuiltinType::StrIterator: return &StrIterator::spec;
    case BuiltinType::StrAsciiIterator: return &StrIterator::ascii_spec;
    case BuiltinType::Bytes: return &Bytes::spec;
    case BuiltinType::BytesIterator: return &BytesIterator::spec;
    case BuiltinType::BytearrayIterator: return &BytesIterator::bytearray_spec;
    case BuiltinType::MemoryviewIterator: return &BytesIterator::memoryview_spec;
    case BuiltinType::Bytearray: return &Bytearray::spec;
    case BuiltinType::Memoryview: return &Memoryview::spec;
    case BuiltinType::Dict: return &Dict::spec;
    case BuiltinType::Set: return &Set::spec;
    case BuiltinType::Frozenset: return &Set::frozenset_spec;
    case BuiltinType::DictKeys: return &DictViewObject::keys_spec;
    case BuiltinType::DictValues: return &DictViewObject::values_spec;
    case BuiltinType::DictItems: return &DictViewObject::items_spec;
    case BuiltinType::DictKeyIterator: return &DictIterator::key_spec;
    case BuiltinType::DictValueIterator: return &DictIterator::value_spec;
    case BuiltinType::DictItemIterator: return &DictIterator::item_spec;
    case BuiltinType::DictReverseKeyIterator: return &DictIterator::reverse_key_spec;
    case BuiltinType::DictReverseValueIterator: return &DictIterator::reverse_value_spec;
    case BuiltinType::DictReverseItemIterator: return &DictIterator::reverse_item_spec;
    case BuiltinType::SetIterator: return &SetIterator::spec;
    case BuiltinType::Enumerate: return &Enumerate::spec;
    case BuiltinType::Zip: return &Zip::spec;
    case BuiltinType::Map: return &Map::spec;
    case BuiltinType::Filter: return &Filter::spec;
    case BuiltinType::Reversed: return &Reversed::spec;
    case BuiltinType::ListReverseIterator: return &ListReverseIterator::spec;
    case BuiltinType::LongRangeIterator: return &LongRangeIterator::spec;
    default: return exception_spec(which);
    }
}

}  // namespace krait::core
