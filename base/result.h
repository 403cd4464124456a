// Result<T> and TRY: how every fallible function in Krait returns.
//
// A Result carries a value or the bare fact of failure. What went wrong is kept elsewhere: in the runtime an
// exception is pending on the Thread, in the front end a SyntaxError is stored in the parser. So a Result of a type
// that has a natural "nothing" (a pointer, a Value) is one word.
#pragma once

#include <type_traits>
#include <utility>

namespace krait {

struct Failure {};
inline constexpr Failure kFailure{};

// A type opts into the one-word Result by an all-zero state that is never a valid value.
template <typename T>
concept HasNothing = requires(const T& t) {
    { t.is_nothing() } -> std::same_as<bool>;
    { T::nothing() } -> std::same_as<T>;
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(Failure) : ok_(false) {}
    template <typename U = T>
        requires(std::is_convertible_v<U, T>)
    Result(U&& value) : value_(std::forward<U>(value)), ok_(true) {}
    bool failed() const { return !ok_; }
    T& value() { return value_; }
    T&& take() { return std::move(value_); }

private:
    T value_{};
    bool ok_;
};

template <HasNothing T>
class [[nodiscard]] Result<T> {
public:
    Result(Failure) : value_(T::nothing()) {}
    Result(T value) : value_(value) {}
    bool failed() const { return value_.is_nothing(); }
    T value() const { return value_; }
    T take() const { return value_; }

private:
    T value_;
};

template <typename T>
class [[nodiscard]] Result<T*> {
public:
    Result(Failure) : value_(nullptr) {}
    Result(T* value) : value_(value) {}
    template <typename U>
        requires(std::is_convertible_v<U*, T*> && !std::is_same_v<U, T>)
    Result(U* value) : value_(value) {}
    template <typename U>
        requires(std::is_convertible_v<U*, T*> && !std::is_same_v<U, T>)
    Result(Result<U*> other) : value_(other.take()) {}
    bool failed() const { return value_ == nullptr; }
    T* value() const { return value_; }
    T* take() const { return value_; }

private:
    T* value_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result(Failure) : ok_(false) {}
    Result() : ok_(true) {}
    bool failed() const { return !ok_; }
    void take() const {}

private:
    bool ok_;
};

inline Result<void> ok() { return {}; }

}  // namespace krait

// TRY(expr): the value of a Result, or return the failure from this function. A GNU statement expression.
#define TRY(...)                                    \
    ({                                              \
        auto&& krait_try_result = (__VA_ARGS__);    \
        if (krait_try_result.failed()) [[unlikely]] \
            return ::krait::kFailure;               \
        krait_try_result.take();                    \
    })
