// Object: a handle that keeps a Python object alive, with Python's operations as C++ operators.
//
// Copied, stored and destroyed on any thread with no lock held. Used after its interpreter is gone, it throws krait::Gone.
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <krait/bridge.hpp>

namespace krait {

class Object;
class Item;

// How a C++ type crosses the border: convert.hpp. Specialise it for types of your own.
template <typename T, typename Enable = void>
struct Converter;

// An argument by name: f(1, kw("mark", "?")).
template <typename T>
struct Keyword {
    std::string_view name;
    T value;
};
template <typename T>
Keyword<T> kw(std::string_view name, T value) {
    return {name, std::move(value)};
}
inline Keyword<const char*> kw(std::string_view name, const char* value) { return {name, value}; }

// For is<...>(): Python types that have no C++ type of their own here. krait::Args and Kwargs are in function.hpp.
struct None {
    static constexpr core::ValueKind kind = core::ValueKind::none;
};
struct Bool {
    static constexpr core::ValueKind kind = core::ValueKind::boolean;
};
struct Int {
    static constexpr core::ValueKind kind = core::ValueKind::integer;
};
struct Float {
    static constexpr core::ValueKind kind = core::ValueKind::floating;
};
struct Str {
    static constexpr core::ValueKind kind = core::ValueKind::text;
};
struct Bytes {
    static constexpr core::ValueKind kind = core::ValueKind::bytes;
};
struct List {
    static constexpr core::ValueKind kind = core::ValueKind::list;
};
struct Tuple {
    static constexpr core::ValueKind kind = core::ValueKind::tuple;
};
struct Dict {
    static constexpr core::ValueKind kind = core::ValueKind::dict;
};
struct Set {
    static constexpr core::ValueKind kind = core::ValueKind::set;
};
struct Function {
    static constexpr core::ValueKind kind = core::ValueKind::callable;
};
struct Iterable {
    static constexpr core::ValueKind kind = core::ValueKind::iterable;
};
struct Type {
    static constexpr core::ValueKind kind = core::ValueKind::type;
};

// What an Object and an Item can do. D gives object().
template <typename D>
class Operations {
public:
    Item attr(std::string_view name) const;
    bool has(std::string_view attribute) const;
    template <typename K>
    Item operator[](const K& key) const;
    template <typename... A>
    Object operator()(A&&... arguments) const;
    template <typename... A>
    Object call(std::string_view method, A&&... arguments) const;  // object.method(...)

    // The value as a C++ type; Error (TypeError, OverflowError) if it does not fit. T& for bound classes.
    template <typename T>
    T as() const;
    // Would as<T>() give the value as it is? Also for the types above: is<krait::Dict>().
    template <typename T>
    bool is() const;
    bool is_none() const;
    bool is_same(const Object& other) const;  // Python's `is`

    template <typename T>
    bool contains(const T& item) const;
    std::size_t size() const;
    std::int64_t hash() const;
    Object type() const;
    explicit operator bool() const;  // Python's truth; an empty Object is false

    class Iterator;
    Iterator begin() const;
    Iterator end() const;

private:
    Object self() const;
};

class Object : public Operations<Object> {
public:
    Object() = default;
    Object(const Object& other) : handle_(other.handle_) {
        if (handle_) core::retain(handle_);
    }
    Object(Object&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Object& operator=(Object other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Object() {
        if (handle_) core::release(handle_);
    }

    bool empty() const { return !handle_; }
    const Object& object() const { return *this; }

    // For the templates of this library.
    explicit Object(core::Handle* owned) : handle_(owned) {}
    Object(core::Access& access, core::Word value) : handle_(core::make_handle(access, value)) {}
    core::Handle* handle() const { return handle_; }
    core::Host* host() const { return core::host_of(handle_); }

private:
    core::Handle* handle_ = nullptr;
};

// object.attr("name") and object["key"]: read when it is used, written by assignment.
class Item : public Operations<Item> {
public:
    Item(Object owner, std::string attribute) : owner_(std::move(owner)), attribute_(std::move(attribute)) {}
    Item(Object owner, Object key) : owner_(std::move(owner)), key_(std::move(key)) {}
    Item(const Item&) = default;
    template <typename T>
        requires(!std::is_same_v<std::decay_t<T>, Item>)
    const Item& operator=(T&& value) const {
        assign(std::forward<T>(value));
        return *this;
    }
    const Item& operator=(const Item& other) const {
        assign(other.object());
        return *this;
    }
    Item& operator=(const Item& other) {
        assign(other.object());
        return *this;
    }
    operator Object() const { return object(); }
    Object object() const;
    void erase() const;  // del

private:
    template <typename T>
    void assign(T&& value) const;
    void assign_word(core::Access& access, core::Word value) const;
    Object owner_, key_;
    std::string attribute_;
};

template <typename D>
class Operations<D>::Iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Object;
    using difference_type = std::ptrdiff_t;
    using pointer = const Object*;
    using reference = const Object&;
    Iterator() = default;
    explicit Iterator(Object iterator) : iterator_(std::move(iterator)) { ++*this; }
    reference operator*() const { return value_; }
    pointer operator->() const { return &value_; }
    Iterator& operator++();
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.iterator_.empty() && b.iterator_.empty(); }

private:
    Object iterator_, value_;
};

template <typename T>
concept AnyObject = std::is_same_v<std::decay_t<T>, Object> || std::is_same_v<std::decay_t<T>, Item>;

std::string str(const Object& object);
std::string repr(const Object& object);

}  // namespace krait
