// What the templates of the API stand on: functions of the library that take and give Python values as words.
//
//  1. A Word is a Python value. It is valid while the thread is attached and the word lies in a local variable: the collector
//     scans the stack below the scope that attached. Nowhere else: what is kept is a Handle (an Object holds one).
//  2. All functions that take a Access want an attached thread. They throw krait::Error for a Python exception, and
//     krait::Terminated.
//  3. Nothing here is for hosts to call. They use the classes of namespace krait.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

namespace krait::core {

class Thread;        // of the runtime
class Host;          // one interpreter as its host sees it; outlives it as long as there are handles
struct Handle;       // a rooted value
struct ClassRecord;  // a C++ class that Python knows
using Word = std::uint64_t;

struct Access {
    Thread* thread;
    Host* host;
    bool convert = true;  // false: exact matches only, as the first pass over overloads and variants
    Word parent = 0;      // what a returned reference keeps alive: the object whose method runs
};

// ---- handles ----
void retain(Handle* handle) noexcept;
void release(Handle* handle) noexcept;
Handle* make_handle(Access& access, Word value);
Word value_of(Access& access, Handle* handle);                 // throws if it is another interpreter's
Host* host_of(Handle* handle);                                 // throws if the handle is null
const std::string& kept_text(Access& access, Handle* handle);  // its UTF-8, which lives as long as the handle

// ---- attaching ----
// The calling thread, attached for a scope; cheap if it is already.
class Attach {
public:
    // Inline, so that the frame is that of the function whose locals may hold words; and its registers lie there too.
    [[gnu::always_inline]] explicit Attach(Host* host) {
        __builtin_unwind_init();
        enter(host, __builtin_frame_address(0));
    }
    ~Attach() {
        if (left_) leave();
    }
    Attach(const Attach&) = delete;
    Attach& operator=(const Attach&) = delete;
    Access& access() { return access_; }

private:
    void enter(Host* host, void* frame);
    void leave() noexcept;
    Access access_;
    bool left_ = false;      // there is something to undo
    void* guest_ = nullptr;  // the outermost entry of a native thread
    void* before_[3];
    Word segment_[12];
};

// The calling thread detached, if it is attached.
class Detach {
public:
    [[gnu::always_inline]] explicit Detach(Host* host) {
        __builtin_unwind_init();
        enter(host);
    }
    ~Detach();
    Detach(const Detach&) = delete;
    Detach& operator=(const Detach&) = delete;

private:
    void enter(Host* host);
    Thread* thread_ = nullptr;
};

// ---- errors ----
[[noreturn]] void throw_pending(Access& access);
[[noreturn]] void throw_type_error(Access& access, const std::string& message);
[[noreturn]] void throw_mismatch(Access& access, std::string_view expected, Word given);
[[noreturn]] void throw_value_error(Access& access, const std::string& message);

// ---- constants and making ----
inline constexpr Word kNone = 0x04, kFalse = 0x14, kTrue = 0x1c, kNotImplemented = 0x34;
Word make_int(Access& access, std::int64_t number);
Word make_unsigned(Access& access, std::uint64_t number);
Word make_float(Access& access, double number);
Word make_complex(Access& access, double real, double imaginary);
Word make_text(Access& access, std::string_view utf8);
Word make_path(Access& access, std::string_view bytes);  // undecodable bytes as os.fsdecode does
Word make_bytes(Access& access, const void* data, std::size_t size);
Word make_list(Access& access, std::size_t expected);
void append(Access& access, Word list, Word item);
Word make_tuple(Access& access, const Word* items, std::size_t count);
Word make_dict(Access& access);
void set_entry(Access& access, Word dict, Word key, Word value);
Word make_set(Access& access);
void add_member(Access& access, Word set, Word member);
Word make_duration(Access& access, std::int64_t nanoseconds);    // datetime.timedelta
Word make_time_point(Access& access, std::int64_t nanoseconds);  // datetime.datetime, aware, UTC

// ---- loading: false if the value is not of the kind. What is out of range throws OverflowError ----
bool load_int(Access& access, Word value, std::int64_t& number);
bool load_unsigned(Access& access, Word value, std::uint64_t& number);
[[noreturn]] void throw_overflow(Access& access, std::string_view type);
bool load_float(Access& access, Word value, double& number);
bool load_bool(Access& access, Word value, bool& truth);
bool load_complex(Access& access, Word value, double& real, double& imaginary);
bool load_text(Access& access, Word value, std::string_view& utf8);  // valid while `value` is in a local
bool load_path(Access& access, Word value, std::string& bytes);
bool load_bytes(Access& access, Word value, std::string_view& bytes);  // bytes only: no copy
bool load_duration(Access& access, Word value, std::int64_t& nanoseconds);
bool load_time_point(Access& access, Word value, std::int64_t& nanoseconds);

// Bytes that any object lends for the length of a call (bytes, bytearray, memoryview, array, ...). Lies on the stack.
class Lent {
public:
    Lent() = default;
    ~Lent();
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    bool open(Access& access, Word value);
    const std::byte* data = nullptr;
    std::size_t size = 0;

private:
    Thread* thread_ = nullptr;
    Word view_[40];
};

enum class ValueKind : std::uint8_t {
    none,
    boolean,
    integer,
    floating,
    complex,
    text,
    bytes,
    list,
    tuple,
    dict,
    set,
    frozenset,
    callable,
    module,
    type,
    iterable,
    mapping,
    sequence
};
bool is_kind(Access& access, Word value, ValueKind kind);
std::string type_name(Access& access, Word value);

// ---- what Python does with values ----
Word get_attribute(Access& access, Word object, std::string_view name);
Word find_attribute(Access& access, Word object, std::string_view name);  // 0 if it has none
void set_attribute(Access& access, Word object, std::string_view name, Word value);
void delete_attribute(Access& access, Word object, std::string_view name);
Word get_item(Access& access, Word object, Word key);
void set_item(Access& access, Word object, Word key, Word value);
void delete_item(Access& access, Word object, Word key);
bool contains(Access& access, Word container, Word item);
std::size_t length(Access& access, Word object);
Word iterate(Access& access, Word iterable);
Word next(Access& access, Word iterator);  // 0 at the end
Word call(Access& access, Word callee, const Word* arguments, std::size_t positional, const std::string_view* names,
          std::size_t keywords);
Word call_method(Access& access, Word object, std::string_view name, const Word* arguments, std::size_t count);
enum class Comparison : std::uint8_t { lt, le, eq, ne, gt, ge };
bool compare(Access& access, Comparison comparison, Word left, Word right);
enum class Arithmetic : std::uint8_t {
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
    xor_,
    or_
};
Word arithmetic(Access& access, Arithmetic operation, Word left, Word right);
Word negate(Access& access, Word value);
bool truth(Access& access, Word value);
std::int64_t hash(Access& access, Word value);
std::string text_of(Access& access, Word value);  // str(value)
std::string repr_of(Access& access, Word value);

// ---- functions of the host's ----
// A parameter that was not given has its default's value. Result 0 and `mismatch` >= 0: the argument does not fit.
struct Call {
    Access access;
    const Word* arguments;
    std::size_t count;
    Word rest = 0, keywords = 0;  // *args (a tuple) and **kwargs (a dict), where the function takes them
    int mismatch = -1;
    std::string expected = {}, given = {};
};
class Callable {
public:
    virtual ~Callable() = default;
    virtual Word call(Call& call) = 0;
    // What overloads are told apart by, and what shows as annotations.
    virtual std::string argument_types() const = 0;
    std::size_t parameters = 0;  // without *args and **kwargs, self included
    bool takes_rest = false, takes_keywords = false;
};
enum class FunctionKind : std::uint8_t { function, method, static_method, constructor, operation };
struct FunctionOptions {
    std::string_view name;
    std::string_view text;  // "name(parameters)\n\ndoc", "parameters" of constructors, or a doc
    FunctionKind kind = FunctionKind::function;
};
// A Python callable. If `existing` is one made here, the new one is added to its overloads (or replaces that with the same types).
Word make_function(Access& access, std::unique_ptr<Callable> callable, const FunctionOptions& options,
                   Word existing = 0);
void define_function(Access& access, Word owner, std::unique_ptr<Callable> callable, const FunctionOptions& options);

// ---- classes of the host's ----
enum class Ownership : std::uint8_t { shared, borrowed };
struct ClassOptions {
    std::string_view name;
    std::string_view doc;
    const std::type_info* type;
    std::size_t size;
    std::vector<std::pair<const std::type_info*, void* (*)(void*)>> bases;
};
Word make_class(Access& access, Word module, const ClassOptions& options);
Word class_of(Access& access, const std::type_info& type);  // 0: not bound
void define_property(Access& access, Word cls, std::string_view name, Word getter, Word setter, std::string_view doc);
// The C++ object behind an instance. False: not one of that class. Throws if it was not constructed or was given away.
bool load_instance(Access& access, Word value, const std::type_info& type, void*& object);
bool load_shared(Access& access, Word value, const std::type_info& type, std::shared_ptr<void>& object);
// Takes the object from Python, which must be its only owner.
bool take_unique(Access& access, Word value, const std::type_info& type, void*& object);
// An instance for an object of the host's: the one that stands for it already, or a new one. `most_derived` may be the type itself.
Word make_instance(Access& access, void* object, const std::type_info& type, void* most_derived,
                   const std::type_info& most_derived_type, std::shared_ptr<void> owner, Ownership ownership);
// What delete is for an object that Python owns. Disarmed when the object is given away.
struct Deleter {
    void (*destroy)(void*);
    std::shared_ptr<bool> armed = std::make_shared<bool>(true);
    void operator()(void* object) const {
        if (*armed) destroy(object);
    }
};
// From __init__: the object that was constructed for `self`.
void set_instance(Access& access, Word self, const std::type_info& type, void* object, std::shared_ptr<void> owner);
bool is_python_subclass(Access& access, Word self, const std::type_info& type);
void keep_alive(Access& access, Word nurse, Word patient);
// What Overridable asks: the instance's Python method that overrides the bound one, as a handle; null if there is none.
struct Self {
    Host* host = nullptr;
    Word instance = 0;  // weak: cleared when the instance goes
};
void bind_self(Access& access, Word self, Self* place);
Handle* find_override(const Self& self, const char* name);

// An exception class for a C++ exception type: raised when a function of the host's throws it.
Word make_exception_class(Access& access, Word module, std::string_view name, Word base,
                          std::function<bool(std::string& message)> matches_current);

}  // namespace krait::core
