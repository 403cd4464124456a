// How C++ values become Python's and back. A Converter<T> has
//   Stored                        what lies on the stack while the value is in use
//   load(access, word, stored)    false: the value is no T. Throws when a Python exception is to be told (OverflowError)
//   get(stored)                   a T&
//   make(access, value)           the Python value
//   name()                        for messages
// Types without a specialisation are bound classes (class.hpp).
#pragma once

#include <array>
#include <chrono>
#include <complex>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <typeinfo>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include <krait/error.hpp>
#include <krait/object.hpp>

namespace krait {

namespace core {

struct BoundTag {};
std::string readable_name(const std::type_info& type);

template <typename T>
concept Converted = !std::is_base_of_v<BoundTag, Converter<T>>;
template <typename T>
concept Bound = std::is_base_of_v<BoundTag, Converter<T>>;

// Most converters keep their value in an optional, and load it by load_value(access, word, optional&).
template <typename T>
struct StoredValue {
    using Stored = std::optional<T>;
    static T& get(Stored& stored) { return *stored; }
};

// What was loaded, to be passed on by value: moved out, but for bound classes, which are copied.
template <typename T>
decltype(auto) pass(typename Converter<T>::Stored& stored) {
    if constexpr (Bound<T>) return static_cast<T&>(Converter<T>::get(stored));
    else return std::move(Converter<T>::get(stored));
}

// An instance that refers to the host's object, which must outlive it.
template <typename T>
Word make_borrowed(Access& access, T* object) {
    using Plain = std::remove_cv_t<T>;
    auto* plain = const_cast<Plain*>(object);
    if constexpr (std::is_polymorphic_v<Plain>)
        return make_instance(access, plain, typeid(Plain), dynamic_cast<void*>(plain), typeid(*plain), nullptr,
                             Ownership::borrowed);
    else return make_instance(access, plain, typeid(Plain), plain, typeid(Plain), nullptr, Ownership::borrowed);
}
template <typename T>
Word make_shared_instance(Access& access, std::shared_ptr<T> object) {
    using Plain = std::remove_cv_t<T>;
    if (!object) return kNone;
    auto* plain = const_cast<Plain*>(object.get());
    std::shared_ptr<void> owner(object, plain);
    if constexpr (std::is_polymorphic_v<Plain>)
        return make_instance(access, plain, typeid(Plain), dynamic_cast<void*>(plain), typeid(*plain), std::move(owner),
                             Ownership::shared);
    else return make_instance(access, plain, typeid(Plain), plain, typeid(Plain), std::move(owner), Ownership::shared);
}
template <typename T>
std::shared_ptr<T> own(T* object) {
    return std::shared_ptr<T>(object, Deleter{[](void* each) { delete static_cast<T*>(each); }});
}

// Any value that a host passes or assigns.
template <typename T>
Word to_word(Access& access, T&& value) {
    using Plain = std::decay_t<T>;
    if constexpr (std::is_same_v<Plain, Object>) return value_of(access, value.handle());
    else if constexpr (std::is_same_v<Plain, Item>) {
        Object object = value.object();
        return value_of(access, object.handle());
    } else return Converter<Plain>::make(access, std::forward<T>(value));
}

// The result of a host's function: a reference to a bound class stays one.
template <typename R>
Word make_result(Access& access, R&& result) {
    using Plain = std::remove_cvref_t<R>;
    if constexpr (std::is_lvalue_reference_v<R> && Bound<Plain>) return make_borrowed(access, &result);
    else return to_word(access, std::forward<R>(result));
}

// The value as T, for as<T>() and for the arguments of std::function.
template <typename T>
T load_as(Access& access, Word word) {
    using Plain = std::remove_cvref_t<T>;
    static_assert(!std::is_reference_v<T> || Bound<Plain>, "only bound classes can be had by reference");
    typename Converter<Plain>::Stored stored{};
    if (!Converter<Plain>::load(access, word, stored)) throw_mismatch(access, Converter<Plain>::name(), word);
    if constexpr (std::is_reference_v<T>) return static_cast<T>(Converter<Plain>::get(stored));
    else return pass<Plain>(stored);
}

}  // namespace core

// ---- bound classes: a value, copied or moved; Stored is the address ----
template <typename T, typename Enable>
struct Converter : core::BoundTag {
    static_assert(std::is_class_v<T> || std::is_union_v<T>, "krait: no conversion for this type");
    using Stored = T*;
    static bool load(core::Access& access, core::Word word, Stored& stored) {
        void* object = nullptr;
        if (!core::load_instance(access, word, typeid(T), object)) return false;
        stored = static_cast<T*>(object);
        return true;
    }
    static T& get(Stored& stored) { return *stored; }
    template <typename U>
    static core::Word make(core::Access& access, U&& value) {
        return core::make_shared_instance(access, core::own(new T(std::forward<U>(value))));
    }
    static std::string name() { return core::readable_name(typeid(T)); }
};

template <core::Bound T>
struct Converter<T*> {
    using Stored = T*;
    static bool load(core::Access& access, core::Word word, Stored& stored) {
        stored = nullptr;
        return word == core::kNone ||
               Converter<std::remove_cv_t<T>>::load(access, word, const_cast<std::remove_cv_t<T>*&>(stored));
    }
    static T*& get(Stored& stored) { return stored; }
    static core::Word make(core::Access& access, T* object) {
        return object ? core::make_borrowed(access, object) : core::kNone;
    }
    static std::string name() { return core::readable_name(typeid(T)); }
};
template <typename T>
    requires(core::Bound<T>)
struct Converter<const T*> : Converter<T*> {
    static core::Word make(core::Access& access, const T* object) {
        return object ? core::make_borrowed(access, object) : core::kNone;
    }
};
template <typename T>
struct Converter<std::shared_ptr<T>> : core::StoredValue<std::shared_ptr<T>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::shared_ptr<T>>& stored) {
        stored.emplace();
        if (word == core::kNone) return true;
        std::shared_ptr<void> owner;
        if (!core::load_shared(access, word, typeid(std::remove_cv_t<T>), owner)) return false;
        stored = std::static_pointer_cast<T>(std::move(owner));
        return true;
    }
    static core::Word make(core::Access& access, std::shared_ptr<T> object) {
        return core::make_shared_instance(access, std::move(object));
    }
    static std::string name() { return core::readable_name(typeid(T)); }
};
// Into Python: it owns the object. Out of Python: the object leaves its instance, which is empty from then on.
template <typename T>
struct Converter<std::unique_ptr<T>> : core::StoredValue<std::unique_ptr<T>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::unique_ptr<T>>& stored) {
        stored.emplace();
        if (word == core::kNone) return true;
        void* object = nullptr;
        if (!core::take_unique(access, word, typeid(std::remove_cv_t<T>), object)) return false;
        stored->reset(static_cast<T*>(object));
        return true;
    }
    static core::Word make(core::Access& access, std::unique_ptr<T> object) {
        if (!object) return core::kNone;
        return core::make_shared_instance(access, core::own(object.release()));
    }
    static std::string name() { return core::readable_name(typeid(T)); }
};
template <typename T>
struct Converter<std::reference_wrapper<T>> : core::StoredValue<std::reference_wrapper<T>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::reference_wrapper<T>>& stored) {
        T* object = nullptr;
        if (!Converter<std::remove_cv_t<T>>::load(access, word, object)) return false;
        stored.emplace(*object);
        return true;
    }
    static core::Word make(core::Access& access, std::reference_wrapper<T> object) {
        return core::make_borrowed(access, &object.get());
    }
    static std::string name() { return core::readable_name(typeid(T)); }
};

// ---- objects ----
template <>
struct Converter<Object> : core::StoredValue<Object> {
    static bool load(core::Access& access, core::Word word, std::optional<Object>& stored) {
        stored.emplace(access, word);
        return true;
    }
    static core::Word make(core::Access& access, const Object& object) {
        return core::value_of(access, object.handle());
    }
    static std::string name() { return "object"; }
};
template <>
struct Converter<None> : core::StoredValue<None> {
    static bool load(core::Access&, core::Word word, std::optional<None>& stored) {
        stored.emplace();
        return word == core::kNone;
    }
    static core::Word make(core::Access&, None) { return core::kNone; }
    static std::string name() { return "None"; }
};
template <>
struct Converter<std::nullptr_t> : core::StoredValue<std::nullptr_t> {
    static bool load(core::Access&, core::Word word, std::optional<std::nullptr_t>& stored) {
        stored = nullptr;
        return word == core::kNone;
    }
    static core::Word make(core::Access&, std::nullptr_t) { return core::kNone; }
    static std::string name() { return "None"; }
};
template <>
struct Converter<std::monostate> : core::StoredValue<std::monostate> {
    static bool load(core::Access&, core::Word word, std::optional<std::monostate>& stored) {
        stored.emplace();
        return word == core::kNone;
    }
    static core::Word make(core::Access&, std::monostate) { return core::kNone; }
    static std::string name() { return "None"; }
};

// ---- numbers ----
template <>
struct Converter<bool> : core::StoredValue<bool> {
    static bool load(core::Access& access, core::Word word, std::optional<bool>& stored) {
        return core::load_bool(access, word, stored.emplace());
    }
    static core::Word make(core::Access&, bool truth) { return truth ? core::kTrue : core::kFalse; }
    static std::string name() { return "bool"; }
};
template <typename T>
struct Converter<T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>>>
    : core::StoredValue<T> {
    static bool load(core::Access& access, core::Word word, std::optional<T>& stored) {
        if constexpr (std::is_signed_v<T>) {
            std::int64_t number;
            if (!core::load_int(access, word, number)) return false;
            if (number < std::numeric_limits<T>::min() || number > std::numeric_limits<T>::max())
                core::throw_overflow(access, core::readable_name(typeid(T)));
            stored = static_cast<T>(number);
        } else {
            std::uint64_t number;
            if (!core::load_unsigned(access, word, number)) return false;
            if (number > std::numeric_limits<T>::max()) core::throw_overflow(access, core::readable_name(typeid(T)));
            stored = static_cast<T>(number);
        }
        return true;
    }
    static core::Word make(core::Access& access, T number) {
        if constexpr (std::is_signed_v<T>) return core::make_int(access, number);
        else return core::make_unsigned(access, number);
    }
    static std::string name() { return "int"; }
};
// A string of one character.
template <>
struct Converter<char> : core::StoredValue<char> {
    static bool load(core::Access& access, core::Word word, std::optional<char>& stored) {
        std::string_view text;
        if (!core::load_text(access, word, text) || text.size() != 1) return false;
        stored = text[0];
        return true;
    }
    static core::Word make(core::Access& access, char character) { return core::make_text(access, {&character, 1}); }
    static std::string name() { return "str"; }
};
template <typename T>
struct Converter<T, std::enable_if_t<std::is_enum_v<T> && !std::is_same_v<T, std::byte>>> : core::StoredValue<T> {
    using Number = std::underlying_type_t<T>;
    static bool load(core::Access& access, core::Word word, std::optional<T>& stored) {
        std::optional<Number> number;
        if (!Converter<Number>::load(access, word, number)) return false;
        stored = static_cast<T>(*number);
        return true;
    }
    static core::Word make(core::Access& access, T value) {
        return Converter<Number>::make(access, static_cast<Number>(value));
    }
    static std::string name() { return "int"; }
};
template <typename T>
struct Converter<T, std::enable_if_t<std::is_floating_point_v<T>>> : core::StoredValue<T> {
    static bool load(core::Access& access, core::Word word, std::optional<T>& stored) {
        double number;
        if (!core::load_float(access, word, number)) return false;
        stored = static_cast<T>(number);
        return true;
    }
    static core::Word make(core::Access& access, T number) {
        return core::make_float(access, static_cast<double>(number));
    }
    static std::string name() { return "float"; }
};
template <typename T>
struct Converter<std::complex<T>> : core::StoredValue<std::complex<T>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::complex<T>>& stored) {
        double real, imaginary;
        if (!core::load_complex(access, word, real, imaginary)) return false;
        stored.emplace(static_cast<T>(real), static_cast<T>(imaginary));
        return true;
    }
    static core::Word make(core::Access& access, const std::complex<T>& number) {
        return core::make_complex(access, static_cast<double>(number.real()), static_cast<double>(number.imag()));
    }
    static std::string name() { return "complex"; }
};

// ---- text and bytes ----
template <>
struct Converter<std::string> : core::StoredValue<std::string> {
    static bool load(core::Access& access, core::Word word, std::optional<std::string>& stored) {
        std::string_view text;
        if (!core::load_text(access, word, text) && !(access.convert && core::load_bytes(access, word, text)))
            return false;
        stored.emplace(text);
        return true;
    }
    static core::Word make(core::Access& access, std::string_view text) { return core::make_text(access, text); }
    static std::string name() { return "str"; }
};
// As a parameter: a view of Python's own text, for the length of the call.
template <>
struct Converter<std::string_view> {
    struct Stored {
        core::Word word = 0;  // keeps what the view shows
        std::string_view text;
    };
    static bool load(core::Access& access, core::Word word, Stored& stored) {
        stored.word = word;
        return core::load_text(access, word, stored.text);
    }
    static std::string_view& get(Stored& stored) { return stored.text; }
    static core::Word make(core::Access& access, std::string_view text) { return core::make_text(access, text); }
    static std::string name() { return "str"; }
};
template <>
struct Converter<const char*> {
    struct Stored {
        std::string text;
        const char* address = nullptr;
    };
    static bool load(core::Access& access, core::Word word, Stored& stored) {
        std::string_view text;
        if (word == core::kNone) return true;
        if (!core::load_text(access, word, text)) return false;
        stored.text = text;
        stored.address = stored.text.c_str();
        return true;
    }
    static const char*& get(Stored& stored) { return stored.address; }
    static core::Word make(core::Access& access, const char* text) {
        return text ? core::make_text(access, text) : core::kNone;
    }
    static std::string name() { return "str"; }
};
template <>
struct Converter<char*> : Converter<const char*> {};
template <>
struct Converter<std::filesystem::path> : core::StoredValue<std::filesystem::path> {
    static bool load(core::Access& access, core::Word word, std::optional<std::filesystem::path>& stored) {
        std::string bytes;
        if (!core::load_path(access, word, bytes)) return false;
        stored.emplace(bytes);
        return true;
    }
    static core::Word make(core::Access& access, const std::filesystem::path& path) {
        return core::make_path(access, path.string());
    }
    static std::string name() { return "path"; }
};
template <>
struct Converter<std::vector<std::byte>> : core::StoredValue<std::vector<std::byte>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::vector<std::byte>>& stored) {
        core::Lent bytes;
        if (!bytes.open(access, word)) return false;
        stored.emplace(bytes.data, bytes.data + bytes.size);
        return true;
    }
    static core::Word make(core::Access& access, const std::vector<std::byte>& bytes) {
        return core::make_bytes(access, bytes.data(), bytes.size());
    }
    static std::string name() { return "bytes"; }
};
// Without a copy: as a parameter for the length of the call, by as<>() of a bytes object as long as that lives.
template <>
struct Converter<std::span<const std::byte>> {
    struct Stored {
        core::Lent lent;
        std::span<const std::byte> bytes;
    };
    static bool load(core::Access& access, core::Word word, Stored& stored) {
        if (!stored.lent.open(access, word)) return false;
        stored.bytes = {stored.lent.data, stored.lent.size};
        return true;
    }
    static std::span<const std::byte>& get(Stored& stored) { return stored.bytes; }
    static core::Word make(core::Access& access, std::span<const std::byte> bytes) {
        return core::make_bytes(access, bytes.data(), bytes.size());
    }
    static std::string name() { return "bytes"; }
};

// ---- containers ----
namespace core {

template <typename C>
concept ListLike = requires(C& list) { list.push_back(std::declval<typename C::value_type>()); };

// Calls body(word) for each item of a sequence, set or iterator, not of text or bytes; false if it is none or body says so.
template <typename Body>
bool each_item(Access& access, Word word, ValueKind wanted, Body&& body) {
    if (!is_kind(access, word, wanted)) return false;
    Word iterator = iterate(access, word);
    while (Word item = next(access, iterator))
        if (!body(item)) return false;
    return true;
}
template <typename T, typename Body>
bool each_loaded(Access& access, Word word, ValueKind wanted, Body&& body) {
    return each_item(access, word, wanted, [&](Word item) {
        typename Converter<T>::Stored stored{};
        if (!Converter<T>::load(access, item, stored)) return false;
        body(pass<T>(stored));
        return true;
    });
}

template <typename C>
struct ListConverter : StoredValue<C> {
    using T = typename C::value_type;
    static bool load(Access& access, Word word, std::optional<C>& stored) {
        C& list = stored.emplace();
        return each_loaded<T>(access, word, ValueKind::sequence,
                              [&](auto&& value) { list.push_back(std::forward<decltype(value)>(value)); });
    }
    template <typename U>
    static Word make(Access& access, U&& list) {
        Word result = make_list(access, list.size());
        for (auto&& each : list) append(access, result, to_word(access, static_cast<const T&>(each)));
        return result;
    }
    static std::string name() { return "list[" + Converter<T>::name() + "]"; }
};
template <typename C>
struct SetConverter : StoredValue<C> {
    using T = typename C::value_type;
    static bool load(Access& access, Word word, std::optional<C>& stored) {
        C& set = stored.emplace();
        return each_loaded<T>(access, word, ValueKind::set,
                              [&](auto&& value) { set.insert(std::forward<decltype(value)>(value)); });
    }
    static Word make(Access& access, const C& set) {
        Word result = make_set(access);
        for (const T& each : set) add_member(access, result, to_word(access, each));
        return result;
    }
    static std::string name() { return "set[" + Converter<T>::name() + "]"; }
};
template <typename C>
struct MapConverter : StoredValue<C> {
    using K = typename C::key_type;
    using V = typename C::mapped_type;
    static bool load(Access& access, Word word, std::optional<C>& stored) {
        if (!is_kind(access, word, ValueKind::mapping)) return false;
        C& map = stored.emplace();
        Word items = call_method(access, word, "items", nullptr, 0);
        return each_item(access, items, ValueKind::iterable, [&](Word pair) {
            Word first = get_item(access, pair, make_int(access, 0)),
                 second = get_item(access, pair, make_int(access, 1));
            typename Converter<K>::Stored key{};
            typename Converter<V>::Stored value{};
            if (!Converter<K>::load(access, first, key) || !Converter<V>::load(access, second, value)) return false;
            map.insert_or_assign(pass<K>(key), pass<V>(value));
            return true;
        });
    }
    static Word make(Access& access, const C& map) {
        Word result = make_dict(access);
        for (const auto& [key, value] : map) {
            Word key_word = to_word(access, key);
            set_entry(access, result, key_word, to_word(access, value));
        }
        return result;
    }
    static std::string name() { return "dict[" + Converter<K>::name() + ", " + Converter<V>::name() + "]"; }
};

// tuple, pair and array: a fixed number of items.
template <typename Whole, typename... T>
struct TupleConverter : StoredValue<Whole> {
    static bool load(Access& access, Word word, std::optional<Whole>& stored) {
        if (!is_kind(access, word, ValueKind::sequence) || length(access, word) != sizeof...(T)) return false;
        return load_parts(access, word, stored, std::index_sequence_for<T...>{});
    }
    template <typename U>
    static Word make(Access& access, U&& whole) {
        return make_parts(access, whole, std::index_sequence_for<T...>{});
    }
    static std::string name() {
        std::string names;
        ((names += (names.empty() ? "" : ", ") + Converter<T>::name()), ...);
        return "tuple[" + names + "]";
    }

private:
    template <std::size_t... I>
    static bool load_parts(Access& access, Word word, std::optional<Whole>& stored, std::index_sequence<I...>) {
        std::tuple<typename Converter<T>::Stored...> parts{};
        bool fits =
            (Converter<T>::load(access, get_item(access, word, make_int(access, I)), std::get<I>(parts)) && ...);
        if (fits) stored.emplace(Whole{pass<T>(std::get<I>(parts))...});
        return fits;
    }
    template <typename U, std::size_t... I>
    static Word make_parts(Access& access, const U& whole, std::index_sequence<I...>) {
        Word words[sizeof...(T) + 1] = {to_word(access, std::get<I>(whole))...};
        return make_tuple(access, words, sizeof...(T));
    }
};
template <typename T, typename I>
struct ArrayConverter;
template <typename T, std::size_t... I>
struct ArrayConverter<T, std::index_sequence<I...>>
    : TupleConverter<std::array<T, sizeof...(I)>, std::enable_if_t<(I < sizeof...(I)), T>...> {};

}  // namespace core

template <typename T, typename A>
struct Converter<std::vector<T, A>> : core::ListConverter<std::vector<T, A>> {};
template <typename T, typename A>
struct Converter<std::list<T, A>> : core::ListConverter<std::list<T, A>> {};
template <typename T, typename A>
struct Converter<std::deque<T, A>> : core::ListConverter<std::deque<T, A>> {};
template <typename T, typename C, typename A>
struct Converter<std::set<T, C, A>> : core::SetConverter<std::set<T, C, A>> {};
template <typename T, typename H, typename E, typename A>
struct Converter<std::unordered_set<T, H, E, A>> : core::SetConverter<std::unordered_set<T, H, E, A>> {};
template <typename K, typename V, typename C, typename A>
struct Converter<std::map<K, V, C, A>> : core::MapConverter<std::map<K, V, C, A>> {};
template <typename K, typename V, typename H, typename E, typename A>
struct Converter<std::unordered_map<K, V, H, E, A>> : core::MapConverter<std::unordered_map<K, V, H, E, A>> {};
template <typename A, typename B>
struct Converter<std::pair<A, B>> : core::TupleConverter<std::pair<A, B>, A, B> {};
template <typename... T>
struct Converter<std::tuple<T...>> : core::TupleConverter<std::tuple<T...>, T...> {};
template <typename T, std::size_t N>
struct Converter<std::array<T, N>> : core::ArrayConverter<T, std::make_index_sequence<N>> {};

template <typename T>
struct Converter<std::optional<T>> : core::StoredValue<std::optional<T>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::optional<T>>& stored) {
        stored.emplace();
        if (word == core::kNone) return true;
        typename Converter<T>::Stored inner{};
        if (!Converter<T>::load(access, word, inner)) return false;
        stored->emplace(core::pass<T>(inner));
        return true;
    }
    template <typename U>
    static core::Word make(core::Access& access, U&& value) {
        return value ? core::to_word(access, *std::forward<U>(value)) : core::kNone;
    }
    static std::string name() { return Converter<T>::name() + " | None"; }
};
template <>
struct Converter<std::nullopt_t> {
    static core::Word make(core::Access&, std::nullopt_t) { return core::kNone; }
};

// The first alternative that the value is exactly; else the first that it can be converted to.
template <typename... T>
struct Converter<std::variant<T...>> : core::StoredValue<std::variant<T...>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::variant<T...>>& stored) {
        bool convert = std::exchange(access.convert, false);
        bool found = (load_one<T>(access, word, stored) || ...);
        access.convert = convert;
        return found || (convert && (load_one<T>(access, word, stored) || ...));
    }
    template <typename U>
    static core::Word make(core::Access& access, U&& value) {
        return std::visit([&](auto&& each) { return core::to_word(access, std::forward<decltype(each)>(each)); },
                          std::forward<U>(value));
    }
    static std::string name() {
        std::string names;
        ((names += (names.empty() ? "" : " | ") + Converter<T>::name()), ...);
        return names;
    }

private:
    template <typename U>
    static bool load_one(core::Access& access, core::Word word, std::optional<std::variant<T...>>& stored) {
        typename Converter<U>::Stored inner{};
        if (!Converter<U>::load(access, word, inner)) return false;
        stored.emplace(std::in_place_type<U>, core::pass<U>(inner));
        return true;
    }
};

// ---- time: timedelta (or seconds) and datetime ----
template <typename R, typename P>
struct Converter<std::chrono::duration<R, P>> : core::StoredValue<std::chrono::duration<R, P>> {
    using Duration = std::chrono::duration<R, P>;
    static bool load(core::Access& access, core::Word word, std::optional<Duration>& stored) {
        std::int64_t nanoseconds;
        if (!core::load_duration(access, word, nanoseconds)) return false;
        stored = std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(nanoseconds));
        return true;
    }
    static core::Word make(core::Access& access, Duration duration) {
        return core::make_duration(access, std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count());
    }
    static std::string name() { return "timedelta"; }
};
template <typename D>
struct Converter<std::chrono::time_point<std::chrono::system_clock, D>>
    : core::StoredValue<std::chrono::time_point<std::chrono::system_clock, D>> {
    using Time = std::chrono::time_point<std::chrono::system_clock, D>;
    static bool load(core::Access& access, core::Word word, std::optional<Time>& stored) {
        std::int64_t nanoseconds;
        if (!core::load_time_point(access, word, nanoseconds)) return false;
        stored = Time(std::chrono::duration_cast<D>(std::chrono::nanoseconds(nanoseconds)));
        return true;
    }
    static core::Word make(core::Access& access, Time time) {
        return core::make_time_point(
            access, std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
    }
    static std::string name() { return "datetime"; }
};

}  // namespace krait

// What can be done with an Object once values cross the border.
#include <krait/operations.hpp>
