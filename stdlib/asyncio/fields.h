// Properties of native objects that are a field and no more: value_property<&Task::waiter>("_waiter").
#pragma once

#include "stdlib/native_helpers.h"

namespace krait::core::asyncio {

template <typename T>
struct MemberOwner;
template <typename Owner, typename Member>
struct MemberOwner<Member Owner::*> {
    using Type = Owner;
};
template <auto Member>
using OwnerOf = typename MemberOwner<decltype(Member)>::Type;

template <auto Member>
Result<Value> get_field(Thread&, Value self) {
    Value value = (self.to<OwnerOf<Member>>()->*Member).get();
    return value.is_nothing() ? Value::none() : value;
}
template <auto Member>
Result<void> set_field(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    (self.to<OwnerOf<Member>>()->*Member).set(self.cell(), value);
    return {};
}
template <auto Member>
constexpr GetSetSpec value_property(const char* name) {
    return {name, nullptr, get_field<Member>, set_field<Member>};
}

template <auto Member>
Result<Value> get_flag(Thread&, Value self) {
    return Value::boolean(self.to<OwnerOf<Member>>()->*Member);
}
template <auto Member>
Result<void> set_flag(Thread& thread, Value self, Value value) {
    if (value.is_nothing()) return raise(thread, Exc::AttributeError, "cannot delete attribute");
    self.to<OwnerOf<Member>>()->*Member = TRY(truth_py(thread, value));
    return {};
}
template <auto Member>
constexpr GetSetSpec bool_property(const char* name) {
    return {name, nullptr, get_flag<Member>, set_flag<Member>};
}

}  // namespace krait::core::asyncio
