// C++ callables as Python functions, and Python callables as std::function.
#pragma once

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <krait/convert.hpp>

namespace krait {

// Parameters that take what is left: f(int, Args, Kwargs) is f(a, *args, **kwargs).
class Args : public Object {
public:
    using Object::Object;
    explicit Args(Object object) : Object(std::move(object)) {}
};
class Kwargs : public Object {
public:
    using Object::Object;
    explicit Kwargs(Object object) : Object(std::move(object)) {}
};

// def(name, f, release_gil): f runs with the thread detached; it may not use Objects but through a new Attached.
struct ReleaseGil {};
inline constexpr ReleaseGil release_gil{};
// def(name, f, keep_alive<0, 1>): 0 (the result; 1 the first argument or self, ...) keeps argument 1 alive.
template <std::size_t Nurse, std::size_t Patient>
struct KeepAlive {};
template <std::size_t Nurse, std::size_t Patient>
inline constexpr KeepAlive<Nurse, Patient> keep_alive{};

namespace core {

// ---- the type of a callable ----
template <typename R, typename... A>
struct CallType {
    using Result = R;
    template <template <typename...> class To>
    using Parameters = To<A...>;
    static constexpr std::size_t count = sizeof...(A);
};
template <typename F>
struct CallOperator;
#define KRAIT_METHOD(QUALIFIERS)                        \
    template <typename C, typename R, typename... A>    \
    struct CallOperator<R (C::*)(A...) QUALIFIERS> {    \
        using Type = CallType<R, A...>;                \
        using Class = C;                                \
    };
KRAIT_METHOD()
KRAIT_METHOD(const)
KRAIT_METHOD(noexcept)
KRAIT_METHOD(const noexcept)
KRAIT_METHOD(&)
KRAIT_METHOD(const&)
KRAIT_METHOD(& noexcept)
KRAIT_METHOD(const& noexcept)
#undef KRAIT_METHOD

template <typename F, typename = void>
struct SignatureOf {
    static_assert(std::is_class_v<F>, "krait: this cannot be called");
    using Type = typename CallOperator<decltype(&F::operator())>::Type;  // no overloaded or template operator()
};
template <typename R, typename... A>
struct SignatureOf<R (*)(A...)> {
    using Type = CallType<R, A...>;
};
template <typename R, typename... A>
struct SignatureOf<R (*)(A...) noexcept> {
    using Type = CallType<R, A...>;
};

// ---- one parameter ----
template <typename A>
struct Parameter_ {
    using Plain = std::remove_cvref_t<A>;
    static constexpr bool kRest = std::is_same_v<Plain, Args>, kKeywords = std::is_same_v<Plain, Kwargs>;
    static constexpr bool kSpecial = kRest || kKeywords;
    using Stored = typename Converter<std::conditional_t<kSpecial, Object, Plain>>::Stored;
};
template <typename A>
struct Slot {
    typename Parameter_<A>::Stored stored{};

    // Passes what was loaded as the parameter's type.
    decltype(auto) get() {
        using Plain = typename Parameter_<A>::Plain;
        if constexpr (Parameter_<A>::kSpecial) return Plain(*stored);
        else if constexpr (std::is_lvalue_reference_v<A>) return static_cast<Plain&>(Converter<Plain>::get(stored));
        else return pass<Plain>(stored);
    }
};

template <typename F, typename R, bool Released, typename Keeps, typename... A>
class FunctionCallable final : public Callable {
public:
    explicit FunctionCallable(F function) : function_(std::move(function)) {
        parameters = (std::size_t{!Parameter_<A>::kSpecial} + ... + 0);
        takes_rest = (Parameter_<A>::kRest || ...);
        takes_keywords = (Parameter_<A>::kKeywords || ...);
    }
    Word call(Call& call) override { return invoke(call, std::index_sequence_for<A...>{}); }
    std::string argument_types() const override {
        std::string names;
        ((names += (names.empty() ? "" : ", ") + type_text<A>()), ...);
        return names;
    }

private:
    template <typename T>
    static std::string type_text() {
        if constexpr (Parameter_<T>::kRest) return "*";
        else if constexpr (Parameter_<T>::kKeywords) return "**";
        else return Converter<typename Parameter_<T>::Plain>::name();
    }
    template <typename T>
    static bool load(Call& call, std::size_t& position, Slot<T>& slot) {
        using P = Parameter_<T>;
        if constexpr (P::kRest) return slot.stored.emplace(call.access, call.rest), true;
        else if constexpr (P::kKeywords) return slot.stored.emplace(call.access, call.keywords), true;
        else {
            Word word = call.arguments[position++];
            if (Converter<typename P::Plain>::load(call.access, word, slot.stored)) return true;
            call.mismatch = static_cast<int>(position) - 1;
            if (call.access.convert) call.expected = Converter<typename P::Plain>::name();
            return false;
        }
    }
    template <std::size_t... I>
    Word invoke(Call& call, std::index_sequence<I...>) {
        std::tuple<Slot<A>...> slots;
        [[maybe_unused]] std::size_t position = 0;  // without parameters nothing reads it
        if (!(load(call, position, std::get<I>(slots)) && ...)) return 0;
        if constexpr (std::is_void_v<R>) {
            if constexpr (Released) {
                Detach detach(call.access.host);
                function_(std::get<I>(slots).get()...);
            } else {
                function_(std::get<I>(slots).get()...);
            }
            keep(call, kNone, static_cast<Keeps*>(nullptr));
            return kNone;
        } else {
            auto run = [&]() -> R {
                if constexpr (Released) {
                    Detach detach(call.access.host);
                    return function_(std::get<I>(slots).get()...);
                } else {
                    return function_(std::get<I>(slots).get()...);
                }
            };
            Word result = make_result<R>(call.access, run());
            keep(call, result, static_cast<Keeps*>(nullptr));
            return result;
        }
    }
    template <typename... K>
    static void keep([[maybe_unused]] Call& call, [[maybe_unused]] Word result, std::tuple<K...>*) {
        (keep_one(call, result, K{}), ...);
    }
    template <std::size_t Nurse, std::size_t Patient>
    static void keep_one(Call& call, Word result, KeepAlive<Nurse, Patient>) {
        auto at = [&](std::size_t i) { return i == 0 ? result : i <= call.count ? call.arguments[i - 1] : kNone; };
        keep_alive(call.access, at(Nurse), at(Patient));
    }
    F function_;
};

// ---- what stands behind the function in a definition: text and tags ----
struct Extras {
    std::string_view text;
    bool read_only = false;
};
template <typename T>
struct IsKeepAlive : std::false_type {};
template <std::size_t N, std::size_t P>
struct IsKeepAlive<KeepAlive<N, P>> : std::true_type {};
template <typename... E>
inline constexpr bool kReleases = (std::is_same_v<std::decay_t<E>, ReleaseGil> || ...);
template <typename... E>
using KeepsOf = decltype(std::tuple_cat(
    std::declval<
        std::conditional_t<IsKeepAlive<std::decay_t<E>>::value, std::tuple<std::decay_t<E>>, std::tuple<>>>()...));
template <typename... E>
std::string_view text_among(const E&... extras) {
    std::string_view text;
    (
        [&](const auto& extra) {
            if constexpr (std::is_convertible_v<decltype(extra), std::string_view>) text = extra;
        }(extras),
        ...);
    return text;
}

template <typename F, typename R, bool Released, typename Keeps>
struct CallableOf {
    template <typename... A>
    using Type = FunctionCallable<F, R, Released, Keeps, A...>;
};

template <typename... E, typename F>
std::unique_ptr<Callable> make_callable(F&& function) {
    using Plain = std::decay_t<F>;
    using S = typename SignatureOf<Plain>::Type;
    using Type = typename S::template Parameters<
        CallableOf<Plain, typename S::Result, kReleases<E...>, KeepsOf<E...>>::template Type>;
    return std::make_unique<Type>(std::forward<F>(function));
}

}  // namespace core

template <typename R, typename... A>
struct Converter<std::function<R(A...)>> : core::StoredValue<std::function<R(A...)>> {
    static bool load(core::Access& access, core::Word word, std::optional<std::function<R(A...)>>& stored) {
        stored.emplace();
        if (word == core::kNone) return true;
        if (!core::is_kind(access, word, core::ValueKind::callable)) return false;
        stored->operator=([callee = Object(access, word)](A... arguments) -> R {
            core::Attach attach(callee.host());
            Object result = core::call_object(attach.access(), core::value_of(attach.access(), callee.handle()),
                                              std::forward<A>(arguments)...);
            if constexpr (!std::is_void_v<R>) return result.template as<R>();
        });
        return true;
    }
    static core::Word make(core::Access& access, std::function<R(A...)> function) {
        if (!function) return core::kNone;
        return core::make_function(access, core::make_callable<>(std::move(function)),
                                   {.name = "function", .text = {}});
    }
    static std::string name() { return "callable"; }
};

// A C++ callable as an Object.
template <typename F>
concept HostCallable = requires { typename core::SignatureOf<std::decay_t<F>>::Type; } && !AnyObject<F>;

}  // namespace krait
