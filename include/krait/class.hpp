// Binding C++ classes.
//
//     game.cls<Player>("Player").base<Entity>().init<std::string, int>("name, hp=100").prop("hp", &Player::hp)...
//
// The class is made when the first member is defined, or at the end of the statement: base<>() comes first.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <krait/function.hpp>

namespace krait {

struct ReadOnly {};
inline constexpr ReadOnly read_only{};

// The operations of Python's classes that op() defines.
enum class Op : std::uint8_t {
    lt,
    le,
    eq,
    ne,
    gt,
    ge,
    add,
    sub,
    mul,
    matmul,
    truediv,
    floordiv,
    mod,
    divmod,
    pow,
    lshift,
    rshift,
    and_,
    or_,
    xor_,
    radd,
    rsub,
    rmul,
    rmatmul,
    rtruediv,
    rfloordiv,
    rmod,
    rpow,
    rand,
    ror,
    rxor,
    iadd,
    isub,
    imul,
    itruediv,
    iand,
    ior,
    ixor,
    neg,
    pos,
    abs,
    invert,
    bool_,
    int_,
    float_,
    index,
    len,
    get_item,
    set_item,
    del_item,
    contains,
    iter,
    next,
    call,
    repr,
    str,
    hash,
    enter,
    exit
};
namespace core {
inline constexpr const char* kOperationNames[] = {
    "__lt__",      "__le__",       "__eq__",      "__ne__",       "__gt__",        "__ge__",      "__add__",
    "__sub__",     "__mul__",      "__matmul__",  "__truediv__",  "__floordiv__",  "__mod__",     "__divmod__",
    "__pow__",     "__lshift__",   "__rshift__",  "__and__",      "__or__",        "__xor__",     "__radd__",
    "__rsub__",    "__rmul__",     "__rmatmul__", "__rtruediv__", "__rfloordiv__", "__rmod__",    "__rpow__",
    "__rand__",    "__ror__",      "__rxor__",    "__iadd__",     "__isub__",      "__imul__",    "__itruediv__",
    "__iand__",    "__ior__",      "__ixor__",    "__neg__",      "__pos__",       "__abs__",     "__invert__",
    "__bool__",    "__int__",      "__float__",   "__index__",    "__len__",       "__getitem__", "__setitem__",
    "__delitem__", "__contains__", "__iter__",    "__next__",     "__call__",      "__repr__",    "__str__",
    "__hash__",    "__enter__",    "__exit__"};

// What may stand behind a getter as its setter.
template <typename T>
concept Setter = std::is_member_function_pointer_v<T> || (std::is_class_v<T> && requires { &T::operator(); }) ||
                 std::is_function_v<std::remove_pointer_t<T>>;

}  // namespace core

// C++ virtuals that Python classes override. Derive from Overridable<Base>, and override each virtual by a call of
// overridden(), which runs Python's method if there is one, and else what it is given:
//     struct ScriptedEntity : krait::Overridable<Entity> {
//         using Overridable::Overridable;
//         int power() const override { return overridden("power", [&] { return Entity::power(); }); }
//     };
//     game.cls<Entity, ScriptedEntity>("Entity").init<>().method("power", &Entity::power);
template <typename Base>
class Overridable : public Base {
public:
    using Base::Base;
    Overridable() = default;
    explicit Overridable(const Base& base) : Base(base) {}
    core::Self* krait_self() { return &self_; }

protected:
    template <typename F, typename... A>
    auto overridden(const char* name, F&& otherwise, A&&... arguments) const -> decltype(otherwise()) {
        using R = decltype(otherwise());
        if (self_.instance) {
            core::Attach attach(self_.host);
            if (core::Handle* found = core::find_override(self_, name)) {
                Object result = Object(found)(std::forward<A>(arguments)...);
                if constexpr (std::is_void_v<R>) return;
                else return result.template as<R>();
            }
        }
        return otherwise();
    }

private:
    core::Self self_;
};

template <typename T, typename Scripted = T>
class Class {
public:
    Class(Object module, std::string_view name, std::string_view doc)
        : module_(std::move(module)), name_(name), doc_(doc) {}
    Class(Class&&) = default;
    Class& operator=(Class&&) = default;
    ~Class() noexcept(false) {
        if (!module_.empty() && !std::uncaught_exceptions()) made();
    }

    template <typename B>
    Class& base() {
        static_assert(std::is_base_of_v<B, T>);
        if (!class_.empty()) throw std::logic_error("krait: base<>() comes before the members");
        bases_.push_back({&typeid(B), [](void* object) -> void* { return static_cast<B*>(static_cast<T*>(object)); }});
        return *this;
    }

    // A constructor, T(A...), with the text of its parameters: "name, hp=100".
    template <typename... A, typename... E>
    Class& init(const E&... extras) {
        auto construct = [](Object self, A... arguments) { construct_instance(self, std::forward<A>(arguments)...); };
        return define("__init__", core::make_callable<E...>(construct), core::FunctionKind::constructor,
                      core::text_among(extras...));
    }
    // The same by a function that makes the object: returns T, unique_ptr<T> or shared_ptr<T>.
    template <typename F, typename... E>
    Class& init_by(F function, const E&... extras) {
        using S = typename core::SignatureOf<std::decay_t<F>>::Type;
        auto factory = S::template Parameters<Factory>::make(std::move(function));
        return define("__init__", core::make_callable<E...>(std::move(factory)), core::FunctionKind::constructor,
                      core::text_among(extras...));
    }

    template <typename F, typename... E>
    Class& method(std::string_view name, F&& function, const E&... extras) {
        return define(name, core::make_callable<E...>(with_self(std::forward<F>(function))), core::FunctionKind::method,
                      core::text_among(extras...));
    }
    template <typename F, typename... E>
    Class& static_method(std::string_view name, F&& function, const E&... extras) {
        return define(name, core::make_callable<E...>(std::forward<F>(function)), core::FunctionKind::static_method,
                      core::text_among(extras...));
    }
    template <typename F, typename... E>
    Class& op(Op operation, F&& function, const E&... extras) {
        return define(core::kOperationNames[static_cast<int>(operation)],
                      core::make_callable<E...>(with_self(std::forward<F>(function))), core::FunctionKind::operation,
                      core::text_among(extras...));
    }

    // A member: read and written, or read_only. A function of the object: read-only. Two functions: get and set.
    template <typename P, typename... E>
    Class& prop(std::string_view name, P member, const E&... extras) {
        constexpr bool fixed = (std::is_same_v<std::decay_t<E>, ReadOnly> || ...);
        if constexpr (std::is_member_object_pointer_v<P>) {
            using M = std::remove_cvref_t<decltype(std::declval<T&>().*member)>;
            std::unique_ptr<core::Callable> getter;
            if constexpr (core::Bound<M>)
                getter = core::make_callable<>([member](T& self) -> M& { return self.*member; });
            else getter = core::make_callable<>([member](T& self) -> M { return self.*member; });
            if constexpr (fixed || std::is_const_v<std::remove_reference_t<decltype(std::declval<T&>().*member)>>)
                return define_property(name, std::move(getter), nullptr, core::text_among(extras...));
            else
                return define_property(name, std::move(getter), core::make_callable<>([member](T& self, M value) {
                                           self.*member = std::move(value);
                                       }),
                                       core::text_among(extras...));
        } else if constexpr ((core::Setter<std::decay_t<E>> || ...)) {
            return with_setter(name, std::move(member), extras...);
        } else {
            return define_property(name, core::make_callable<>(with_self(std::move(member))), nullptr,
                                   core::text_among(extras...));
        }
    }

    template <typename V>
    Class& constant(std::string_view name, V&& value) {
        made().attr(name) = std::forward<V>(value);
        return *this;
    }

    Object object() { return made(); }
    operator Object() { return made(); }

private:
    template <typename... A>
    struct Factory {
        template <typename F>
        static auto make(F function) {
            return [function = std::move(function)](Object self, A... arguments) mutable {
                adopt(self, function(std::forward<A>(arguments)...));
            };
        }
    };

    static void place(const Object& self, std::shared_ptr<T> object) {
        core::Attach attach(self.host());
        T* address = object.get();
        if (!address) throw TypeError("the constructor's function returned nothing");
        core::set_instance(attach.access(), core::value_of(attach.access(), self.handle()), typeid(T), address,
                           std::shared_ptr<void>(object, address));
    }
    static void adopt(const Object& self, T object) { place(self, core::own(new T(std::move(object)))); }
    static void adopt(const Object& self, std::unique_ptr<T> object) {
        place(self, object ? core::own(object.release()) : nullptr);
    }
    static void adopt(const Object& self, std::shared_ptr<T> object) { place(self, std::move(object)); }

    template <typename U, typename... A>
    static U* make_new(A&&... arguments) {
        if constexpr (std::is_constructible_v<U, A...>) return new U(std::forward<A>(arguments)...);
        else return new U{std::forward<A>(arguments)...};
    }
    template <typename... A>
    static void construct_instance(const Object& self, A&&... arguments) {
        if constexpr (!std::is_same_v<T, Scripted>) {
            bool scripted = std::is_abstract_v<T>;
            if (!scripted) {
                core::Attach attach(self.host());
                scripted = core::is_python_subclass(attach.access(), core::value_of(attach.access(), self.handle()),
                                                    typeid(T));
            }
            if (scripted) {
                Scripted* object = make_new<Scripted>(std::forward<A>(arguments)...);
                place(self, std::shared_ptr<T>(core::own(object), object));
                core::Attach attach(self.host());
                core::bind_self(attach.access(), core::value_of(attach.access(), self.handle()), object->krait_self());
                return;
            }
        }
        if constexpr (!std::is_abstract_v<T>) place(self, core::own(make_new<T>(std::forward<A>(arguments)...)));
    }

    // Pointers to members take the object as their first parameter.
    template <typename F>
    static auto with_self(F&& function) {
        using Plain = std::decay_t<F>;
        if constexpr (std::is_member_function_pointer_v<Plain>)
            return bind_member(function, static_cast<typename core::CallOperator<Plain>::Type*>(nullptr));
        else return std::forward<F>(function);
    }
    template <typename F, typename R, typename... A>
    static auto bind_member(F function, core::CallType<R, A...>*) {
        return [function](T& self, A... arguments) -> R { return (self.*function)(std::forward<A>(arguments)...); };
    }

    Class& define(std::string_view name, std::unique_ptr<core::Callable> callable, core::FunctionKind kind,
                  std::string_view text) {
        Object cls = made();
        core::Attach attach(cls.host());
        core::define_function(attach.access(), core::value_of(attach.access(), cls.handle()), std::move(callable),
                              {.name = name, .text = text, .kind = kind});
        return *this;
    }
    template <typename G, typename S, typename... E>
    Class& with_setter(std::string_view name, G getter, S setter, const E&... extras) {
        return define_property(name, core::make_callable<>(with_self(std::move(getter))),
                               core::make_callable<>(with_self(std::move(setter))), core::text_among(extras...));
    }
    Class& define_property(std::string_view name, std::unique_ptr<core::Callable> getter,
                           std::unique_ptr<core::Callable> setter, std::string_view doc) {
        Object cls = made();
        core::Attach attach(cls.host());
        core::Access& access = attach.access();
        core::FunctionOptions options{.name = name, .text = {}, .kind = core::FunctionKind::method};
        core::Word get = core::make_function(access, std::move(getter), options);
        core::Word set = setter ? core::make_function(access, std::move(setter), options) : core::kNone;
        core::define_property(access, core::value_of(access, cls.handle()), name, get, set, doc);
        return *this;
    }

    Object& made() {
        if (class_.empty()) {
            core::Attach attach(module_.host());
            core::ClassOptions options{
                .name = name_, .doc = doc_, .type = &typeid(T), .size = sizeof(T), .bases = bases_};
            class_ =
                Object(attach.access(),
                       core::make_class(attach.access(), core::value_of(attach.access(), module_.handle()), options));
        }
        return class_;
    }

    Object module_, class_;
    std::string name_, doc_;
    std::vector<std::pair<const std::type_info*, void* (*)(void*)>> bases_;
};

}  // namespace krait
