// NoneType, ellipsis, NotImplementedType.
#include "runtime/names.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

template <uint64_t kBits>
Result<Value> make_constant(Thread& thread, Type* type, const CallArguments& arguments) {
    if (arguments.positional || (arguments.names && arguments.keyword_count()))
        return raise(thread, Exc::TypeError, "{}{} takes no arguments",
                     type->name_view() == "ellipsis" ? "EllipsisType" : "",
                     type->name_view() == "ellipsis" ? std::string_view() : type->name_view());
    return Value::from_bits(kBits);
}
Result<Value> none_repr(Thread& thread, Value) { return Value(intern(thread, "None")); }
Result<bool> none_truth(Thread&, Value) { return false; }
Result<int64_t> none_hash(Thread&, Value) { return 0xfca86420; }
Result<Value> none_compare(Thread&, Value left, Value right, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || !right.is_none()) return Value::not_implemented();
    return Value::boolean((left == right) == (op == CompareOp::Eq));
}
Result<Value> ellipsis_repr(Thread& thread, Value) { return Value(intern(thread, "Ellipsis")); }
Result<Value> not_implemented_repr(Thread& thread, Value) { return Value(intern(thread, "NotImplemented")); }
Result<bool> not_implemented_truth(Thread& thread, Value) {
    return raise(thread, Exc::TypeError, "NotImplemented should not be used in a boolean context");
}
struct Ellipsis {};
struct NotImplemented {};
VALUE_METHOD(Ellipsis, __reduce__, "__reduce__(self, /)", nullptr) { return Value(intern(thread, "Ellipsis")); }
VALUE_METHOD(NotImplemented, __reduce__, "__reduce__(self, /)", nullptr) {
    return Value(intern(thread, "NotImplemented"));
}

}  // namespace

extern const TypeSpec kNoneSpec, kEllipsisSpec, kNotImplementedSpec;
const TypeSpec kNoneSpec = {
    .name = "NoneType",
    .doc = "The type of the None singleton.",
    .slots = {.repr = none_repr,
              .hash = none_hash,
              .compare = none_compare,
              .truth = none_truth,
              .construct = make_constant<Value::none().bits()>},
};
const TypeSpec kEllipsisSpec = {
    .name = "ellipsis",
    .doc = "The type of the Ellipsis singleton.",
    .slots = {.repr = ellipsis_repr, .construct = make_constant<Value::ellipsis().bits()>},
    .methods = {&Ellipsis___reduce__},
};
const TypeSpec kNotImplementedSpec = {
    .name = "NotImplementedType",
    .doc = "The type of the NotImplemented singleton.",
    .slots = {.repr = not_implemented_repr,
              .truth = not_implemented_truth,
              .construct = make_constant<Value::not_implemented().bits()>},
    .methods = {&NotImplemented___reduce__},
};

}  // namespace krait::core
