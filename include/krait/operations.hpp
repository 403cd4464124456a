// The definitions of what object.hpp declares: calls, attributes, items, conversions and operators of objects. convert.hpp, which they
// need, includes this file at its end.
#pragma once

#include <string>
#include <type_traits>

#include <krait/convert.hpp>

namespace krait {

namespace core {

template <typename T>
struct IsKeyword : std::false_type {};
template <typename T>
struct IsKeyword<Keyword<T>> : std::true_type {};

template <typename T>
Word argument_word(Access& access, T&& argument) {
    if constexpr (IsKeyword<std::decay_t<T>>::value) return to_word(access, argument.value);
    else return to_word(access, std::forward<T>(argument));
}

template <typename... A>
Object call_object(Access& access, Word callee, A&&... arguments) {
    constexpr std::size_t count = sizeof...(A);
    constexpr std::size_t keywords = (std::size_t{IsKeyword<std::decay_t<A>>::value} + ... + 0);
    constexpr bool flags[count + 1] = {IsKeyword<std::decay_t<A>>::value...};
    static_assert(
        [&] {
            for (std::size_t i = 0; i < count - keywords; ++i)
                if (flags[i]) return false;
            return true;
        }(),
        "arguments by name come last");
    Word words[count + 1] = {argument_word(access, std::forward<A>(arguments))...};
    std::string_view names[keywords + 1];
    [[maybe_unused]] std::size_t named = 0;
    (
        [&](const auto& argument) {
            if constexpr (IsKeyword<std::decay_t<decltype(argument)>>::value) names[named++] = argument.name;
        }(arguments),
        ...);
    return Object(access, call(access, callee, words, count - keywords, names, keywords));
}

}  // namespace core

template <typename D>
Object Operations<D>::self() const {
    return static_cast<const D&>(*this).object();
}
template <typename D>
Item Operations<D>::attr(std::string_view name) const {
    return Item(self(), std::string(name));
}
template <typename D>
template <typename K>
Item Operations<D>::operator[](const K& key) const {
    Object owner = self();
    core::Attach attach(owner.host());
    return Item(owner, Object(attach.access(), core::to_word(attach.access(), key)));
}
template <typename D>
template <typename... A>
Object Operations<D>::operator()(A&&... arguments) const {
    Object callee = self();
    core::Attach attach(callee.host());
    return core::call_object(attach.access(), core::value_of(attach.access(), callee.handle()),
                             std::forward<A>(arguments)...);
}
template <typename D>
template <typename... A>
Object Operations<D>::call(std::string_view method, A&&... arguments) const {
    return attr(method)(std::forward<A>(arguments)...);
}
template <typename D>
template <typename T>
T Operations<D>::as() const {
    Object object = self();
    if constexpr (std::is_same_v<T, Object>) return object;
    else {
        core::Attach attach(object.host());
        core::Word word = core::value_of(attach.access(), object.handle());
        if constexpr (std::is_same_v<T, std::string_view> || std::is_same_v<T, const char*>) {
            static_assert(std::is_same_v<D, Object>, "the text lives as long as the handle: keep the Object");
            std::string_view text;
            if (!core::load_text(attach.access(), word, text)) core::throw_mismatch(attach.access(), "str", word);
            const std::string& kept = core::kept_text(attach.access(), object.handle());
            if constexpr (std::is_same_v<T, const char*>) return kept.c_str();
            else return kept;
        } else if constexpr (std::is_same_v<T, std::span<const std::byte>>) {
            std::string_view bytes;
            if (!core::load_bytes(attach.access(), word, bytes)) core::throw_mismatch(attach.access(), "bytes", word);
            return std::as_bytes(std::span(bytes.data(), bytes.size()));
        } else return core::load_as<T>(attach.access(), word);
    }
}
template <typename D>
template <typename T>
bool Operations<D>::is() const {
    Object object = self();
    core::Attach attach(object.host());
    core::Word word = core::value_of(attach.access(), object.handle());
    if constexpr (requires { T::kind; }) return core::is_kind(attach.access(), word, T::kind);
    else {
        using Plain = std::remove_cvref_t<T>;
        attach.access().convert = false;
        typename Converter<Plain>::Stored stored{};
        try {
            return Converter<Plain>::load(attach.access(), word, stored);
        } catch (const Error&) {
            return false;
        }
    }
}
template <typename D>
bool Operations<D>::is_none() const {
    return is<None>();
}
template <typename D>
bool Operations<D>::is_same(const Object& other) const {
    Object object = self();
    core::Attach attach(object.host());
    return core::value_of(attach.access(), object.handle()) == core::value_of(attach.access(), other.handle());
}
template <typename D>
bool Operations<D>::has(std::string_view attribute) const {
    Object object = self();
    core::Attach attach(object.host());
    return core::find_attribute(attach.access(), core::value_of(attach.access(), object.handle()), attribute) != 0;
}
template <typename D>
template <typename T>
bool Operations<D>::contains(const T& item) const {
    Object object = self();
    core::Attach attach(object.host());
    return core::contains(attach.access(), core::value_of(attach.access(), object.handle()),
                          core::to_word(attach.access(), item));
}
template <typename D>
std::size_t Operations<D>::size() const {
    Object object = self();
    core::Attach attach(object.host());
    return core::length(attach.access(), core::value_of(attach.access(), object.handle()));
}
template <typename D>
std::int64_t Operations<D>::hash() const {
    Object object = self();
    core::Attach attach(object.host());
    return core::hash(attach.access(), core::value_of(attach.access(), object.handle()));
}
template <typename D>
Object Operations<D>::type() const {
    return attr("__class__").object();
}
template <typename D>
Operations<D>::operator bool() const {
    Object object = self();
    if (object.empty()) return false;
    core::Attach attach(object.host());
    return core::truth(attach.access(), core::value_of(attach.access(), object.handle()));
}
template <typename D>
typename Operations<D>::Iterator Operations<D>::begin() const {
    Object object = self();
    core::Attach attach(object.host());
    return Iterator(
        Object(attach.access(), core::iterate(attach.access(), core::value_of(attach.access(), object.handle()))));
}
template <typename D>
typename Operations<D>::Iterator Operations<D>::end() const {
    return Iterator();
}
template <typename D>
typename Operations<D>::Iterator& Operations<D>::Iterator::operator++() {
    core::Attach attach(iterator_.host());
    core::Word item = core::next(attach.access(), core::value_of(attach.access(), iterator_.handle()));
    value_ = item ? Object(attach.access(), item) : Object();
    if (!item) iterator_ = Object();
    return *this;
}

inline Object Item::object() const {
    core::Attach attach(owner_.host());
    core::Word owner = core::value_of(attach.access(), owner_.handle());
    if (key_.empty()) return Object(attach.access(), core::get_attribute(attach.access(), owner, attribute_));
    return Object(attach.access(),
                  core::get_item(attach.access(), owner, core::value_of(attach.access(), key_.handle())));
}
inline void Item::erase() const {
    core::Attach attach(owner_.host());
    core::Word owner = core::value_of(attach.access(), owner_.handle());
    if (key_.empty()) core::delete_attribute(attach.access(), owner, attribute_);
    else core::delete_item(attach.access(), owner, core::value_of(attach.access(), key_.handle()));
}
inline void Item::assign_word(core::Access& access, core::Word value) const {
    core::Word owner = core::value_of(access, owner_.handle());
    if (key_.empty()) core::set_attribute(access, owner, attribute_, value);
    else core::set_item(access, owner, core::value_of(access, key_.handle()), value);
}
template <typename T>
void Item::assign(T&& value) const {
    core::Attach attach(owner_.host());
    assign_word(attach.access(), core::to_word(attach.access(), std::forward<T>(value)));
}

inline std::string str(const Object& object) {
    core::Attach attach(object.host());
    return core::text_of(attach.access(), core::value_of(attach.access(), object.handle()));
}
inline std::string repr(const Object& object) {
    core::Attach attach(object.host());
    return core::repr_of(attach.access(), core::value_of(attach.access(), object.handle()));
}

// ---- operators: at least one side is an Object or an Item ----
namespace core {

template <typename L, typename R>
Host* host_of_either(const L& left, const R& right) {
    if constexpr (AnyObject<L>) return left.object().host();
    else return right.object().host();
}

template <typename L, typename R>
bool compare_values(Comparison comparison, const L& left, const R& right) {
    Attach attach(host_of_either(left, right));
    Word left_word = to_word(attach.access(), left);
    return compare(attach.access(), comparison, left_word, to_word(attach.access(), right));
}
template <typename L, typename R>
Object arithmetic_values(Arithmetic operation, const L& left, const R& right) {
    Attach attach(host_of_either(left, right));
    Word left_word = to_word(attach.access(), left);
    return Object(attach.access(), arithmetic(attach.access(), operation, left_word, to_word(attach.access(), right)));
}

}  // namespace core

#define KRAIT_COMPARE(OPERATOR, NAME)                                                \
    template <typename L, typename R>                                                \
        requires(AnyObject<L> || AnyObject<R>)                                       \
    bool operator OPERATOR(const L& left, const R& right) {                          \
        return core::compare_values(core::Comparison::NAME, left, right);            \
    }
KRAIT_COMPARE(<, lt)
KRAIT_COMPARE(<=, le)
KRAIT_COMPARE(==, eq)
KRAIT_COMPARE(!=, ne)
KRAIT_COMPARE(>, gt)
KRAIT_COMPARE(>=, ge)
#undef KRAIT_COMPARE
#define KRAIT_ARITHMETIC(OPERATOR, NAME)                                             \
    template <typename L, typename R>                                                \
        requires(AnyObject<L> || AnyObject<R>)                                       \
    Object operator OPERATOR(const L& left, const R& right) {                        \
        return core::arithmetic_values(core::Arithmetic::NAME, left, right);         \
    }
KRAIT_ARITHMETIC(+, add)
KRAIT_ARITHMETIC(-, sub)
KRAIT_ARITHMETIC(*, mul)
KRAIT_ARITHMETIC(/, truediv)
KRAIT_ARITHMETIC(%, mod)
KRAIT_ARITHMETIC(&, and_)
KRAIT_ARITHMETIC(|, or_)
KRAIT_ARITHMETIC(^, xor_)
#undef KRAIT_ARITHMETIC
// Not with a stream on the left.
template <AnyObject L, typename R>
Object operator<<(const L& left, const R& right) {
    return core::arithmetic_values(core::Arithmetic::lshift, left, right);
}
template <AnyObject L, typename R>
Object operator>>(const L& left, const R& right) {
    return core::arithmetic_values(core::Arithmetic::rshift, left, right);
}

}  // namespace krait
