// Values across the border: making Python's from C++'s, and loading them back.
#include <krait/convert.hpp>

#include <cxxabi.h>

#include <cmath>
#include <cstdlib>

#include "embed/host.h"
#include "runtime/buffer.h"
#include "runtime/errors.h"
#include "stdlib/native_helpers.h"
#include "stdlib/sys/sys.h"
#include "vm/import/import.h"

namespace krait::core {

std::string readable_name(const std::type_info& type) {
    int status = 0;
    char* name = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
    std::string text = status == 0 ? name : type.name();
    std::free(name);
    return text;
}

const std::string& kept_text(Access& access, Handle* handle) {
    if (!handle->text) {
        std::string_view text;
        load_text(access, value_of(access, handle), text);
        handle->text = std::make_unique<std::string>(text);
    }
    return *handle->text;
}

// ---- making ----

Word make_int(Access& access, std::int64_t number) { return make_int(*access.thread, number).bits(); }
Word make_unsigned(Access& access, std::uint64_t number) { return make_int_unsigned(*access.thread, number).bits(); }
Word make_float(Access& access, double number) { return make_float(*access.thread, number).bits(); }
Word make_complex(Access& access, double real, double imaginary) {
    return make_complex(*access.thread, real, imaginary).bits();
}
Word make_text(Access& access, std::string_view utf8) {
    return Value(OR_THROW(access, decode_utf8(*access.thread, utf8, "strict"))).bits();
}
Word make_bytes(Access& access, const void* data, std::size_t size) {
    return Value(OR_THROW(access, make_bytes(*access.thread, std::string_view(static_cast<const char*>(data), size))))
        .bits();
}
Word make_list(Access& access, std::size_t expected) {
    return Value(make_list(*access.thread, std::min<size_t>(expected, 1000))).bits();
}
void append(Access& access, Word list, Word item) {
    OR_THROW(access, list_append(*access.thread, value(list).to<List>(), value(item)));
}
Word make_tuple(Access& access, const Word* items, std::size_t count) {
    static_assert(sizeof(Word) == sizeof(Value));
    Tuple* tuple = OR_THROW(access, make_tuple_sized(*access.thread, count));
    for (size_t i = 0; i < count; ++i) tuple->init(i, value(items[i]));
    return Value(tuple).bits();
}
Word make_dict(Access& access) { return Value(make_dict(*access.thread)).bits(); }
void set_entry(Access& access, Word dict, Word key, Word item) {
    OR_THROW(access, dict_set_py(*access.thread, value(dict).to<Dict>(), value(key), value(item)));
}
Word make_set(Access& access) { return Value(make_set(*access.thread)).bits(); }
void add_member(Access& access, Word set, Word member) {
    OR_THROW(access, set_add_py(*access.thread, value(set).to<Set>(), value(member)));
}

namespace {

Value module_attribute(Access& access, const char* module, const char* name) {
    Thread& thread = *access.thread;
    Value found = OR_THROW(access, import_module_py(thread, intern(thread, module)));
    return OR_THROW(access, get_attribute_py(thread, found, name));
}
constexpr int64_t kSecond = 1'000'000'000, kDay = 86'400 * kSecond;

// timedelta(days, seconds, microseconds)
Value duration_of(Access& access, int64_t nanoseconds) {
    int64_t days = nanoseconds / kDay, rest = nanoseconds % kDay;
    if (rest < 0) --days, rest += kDay;
    return OR_THROW(access,
                    call_py(*access.thread, module_attribute(access, "datetime", "timedelta"), Value::small(days),
                            Value::small(rest / kSecond), Value::small(rest % kSecond / 1000)));
}
bool is_one_of(Access& access, Word word, const char* module, const char* name) {
    // What the module's type has made cannot be there before the module is.
    Thread& thread = *access.thread;
    Value loaded = dict_get_str(thread, thread.interpreter->modules.get(), intern(thread, module));
    if (loaded.is_nothing() || !value(word).is_cell()) return false;
    Value type = OR_THROW(access, get_attribute_py(thread, loaded, name));
    return type.is<Type>() && is_instance(thread, value(word), type.to<Type>());
}
int64_t integer_attribute(Access& access, Value object, const char* name) {
    Value number = OR_THROW(access, get_attribute_py(*access.thread, object, name));
    int overflow = 0;
    return int_to_int64(number, &overflow);
}
int64_t nanoseconds_of(Access& access, Value delta) {
    int64_t days = integer_attribute(access, delta, "days");
    if (std::abs(days) > INT64_MAX / kDay - 1) throw_overflow(access, "duration in nanoseconds");
    return days * kDay + integer_attribute(access, delta, "seconds") * kSecond +
           integer_attribute(access, delta, "microseconds") * 1000;
}
Value epoch(Access& access) {
    Thread& thread = *access.thread;
    Value utc = module_attribute(access, "datetime", "UTC");
    Value arguments[] = {Value::small(0), utc};
    return OR_THROW(access, call_method_py(thread, module_attribute(access, "datetime", "datetime"),
                                           intern(thread, "fromtimestamp"), arguments));
}

}  // namespace

Word make_path(Access& access, std::string_view bytes) {
    Thread& thread = *access.thread;
    Value text(OR_THROW(access, str_from_os(thread, bytes)));
    return OR_THROW(access, call_py(thread, module_attribute(access, "pathlib", "Path"), text)).bits();
}
Word make_duration(Access& access, std::int64_t nanoseconds) { return duration_of(access, nanoseconds).bits(); }
Word make_time_point(Access& access, std::int64_t nanoseconds) {
    Value start = epoch(access);
    Value delta = duration_of(access, nanoseconds);
    return OR_THROW(access, binary_py(*access.thread, BinaryOp::Add, start, delta)).bits();
}

// ---- loading ----

bool load_int(Access& access, Word word, std::int64_t& number) {
    Value given = value(word);
    if (given.is_small()) [[likely]] {
        number = given.as_small();
        return true;
    }
    Thread& thread = *access.thread;
    if (given.is_bool() && !access.convert) return false;
    if (!is_int(thread, given)) {
        if (!access.convert || given.is_constant() || is_float(given) || given.is<Str>()) return false;
        if (!type_of(thread, given)->slots.index) return false;
        given = OR_THROW(access, index_py(thread, given));
    }
    if (given.is_bool()) given = Value::small(given.is_true());
    int overflow = 0;
    number = int_to_int64(given, &overflow);
    if (overflow) throw_overflow(access, "int64_t");
    return true;
}
bool load_unsigned(Access& access, Word word, std::uint64_t& number) {
    Value given = value(word);
    Thread& thread = *access.thread;
    if (!given.is_small() && !given.is_bool() && given.is_cell() && !is_int(thread, given) && access.convert &&
        !is_float(given) && type_of(thread, given)->slots.index)
        given = OR_THROW(access, index_py(thread, given));
    if (auto* big = given.as_if<Int>(); big && big->size_ == 1) {
        number = big->limbs_[0];
        return true;
    }
    std::int64_t whole;
    if (!load_int(access, given.bits(), whole)) return false;
    if (whole < 0) {
        (void)raise(thread, Exc::OverflowError, "can't convert negative int to unsigned");
        throw_pending(access);
    }
    number = static_cast<std::uint64_t>(whole);
    return true;
}
bool load_float(Access& access, Word word, double& number) {
    Value given = value(word);
    if (given.is_immediate_double()) [[likely]] {
        number = given.as_immediate_double();
        return true;
    }
    if (is_float(given)) {
        number = float_of(given);
        return true;
    }
    if (!access.convert) return false;
    if (given.is_small()) {
        number = static_cast<double>(given.as_small());
        return true;
    }
    if (given.is<Str>() || given.is_none()) return false;
    Thread& thread = *access.thread;
    Type* type = type_of(thread, given);
    if (!is_int(thread, given) && !type->slots.to_float && !type->slots.index) return false;
    number = OR_THROW(access, to_double_py(thread, given));
    return true;
}
bool load_bool(Access& access, Word word, bool& truth) {
    Value given = value(word);
    if (given.is_bool()) {
        truth = given.is_true();
        return true;
    }
    if (!access.convert) return false;
    truth = OR_THROW(access, truth_py(*access.thread, given));
    return true;
}
bool load_complex(Access& access, Word word, double& real, double& imaginary) {
    if (auto* number = as_kind<Complex>(*access.thread, value(word))) {
        real = number->real;
        imaginary = number->imag;
        return true;
    }
    imaginary = 0;
    return access.convert && load_float(access, word, real);
}
bool load_text(Access& access, Word word, std::string_view& utf8) {
    Str* text = as_kind<Str>(*access.thread, value(word));
    if (!text) return false;
    utf8 = OR_THROW(access, str_utf8(*access.thread, text));
    return true;
}
bool load_bytes(Access& access, Word word, std::string_view& bytes) {
    Bytes* object = as_kind<Bytes>(*access.thread, value(word));
    if (!object) return false;
    bytes = object->view();
    return true;
}
bool load_path(Access& access, Word word, std::string& bytes) {
    Thread& thread = *access.thread;
    Value given = value(word);
    std::string_view view;
    if (!as_kind<Str>(thread, given) && !as_kind<Bytes>(thread, given)) {
        bool found = false;
        Value path = OR_THROW(access, call_special_py(thread, given, intern(thread, "__fspath__"), {}, &found));
        if (!found) return false;
        given = path;
    }
    if (load_bytes(access, given.bits(), view)) {
        bytes = view;
        return true;
    }
    if (!as_kind<Str>(thread, given)) return false;
    Value arguments[] = {Value(make_ascii(thread, "utf-8")), Value(make_ascii(thread, "surrogateescape"))};
    Value encoded = OR_THROW(access, call_method_py(thread, given, intern(thread, "encode"), arguments));
    load_bytes(access, encoded.bits(), view);
    bytes = view;
    return true;
}
bool load_duration(Access& access, Word word, std::int64_t& nanoseconds) {
    if (is_one_of(access, word, "datetime", "timedelta")) {
        nanoseconds = nanoseconds_of(access, value(word));
        return true;
    }
    double seconds;
    if (!access.convert || value(word).is_bool() || !load_float(access, word, seconds)) return false;
    if (!(std::fabs(seconds) < 9.2e9)) throw_overflow(access, "duration in nanoseconds");
    nanoseconds = static_cast<int64_t>(std::llround(seconds * 1e9));
    return true;
}
bool load_time_point(Access& access, Word word, std::int64_t& nanoseconds) {
    if (!is_one_of(access, word, "datetime", "datetime")) return false;
    Thread& thread = *access.thread;
    Value time = value(word);
    // A naive one is local time.
    Value utc = module_attribute(access, "datetime", "UTC");
    time =
        OR_THROW(access, call_method_py(thread, time, intern(thread, "astimezone"), std::span<const Value>(&utc, 1)));
    nanoseconds = nanoseconds_of(access, OR_THROW(access, binary_py(thread, BinaryOp::Sub, time, epoch(access))));
    return true;
}

static_assert(sizeof(BufferView) <= sizeof(Word[40]));
bool Lent::open(Access& access, Word word) {
    if (!has_buffer(*access.thread, value(word))) return false;
    auto* view = new (view_) BufferView;
    OR_THROW(access, get_buffer_py(*access.thread, value(word), *view, buffer_flag::kContiguous));
    thread_ = access.thread;
    data = static_cast<const std::byte*>(view->data);
    size = static_cast<size_t>(view->length);
    return true;
}
Lent::~Lent() {
    if (thread_) release_buffer(*thread_, *reinterpret_cast<BufferView*>(view_));
}

bool is_kind(Access& access, Word word, ValueKind kind) {
    Thread& thread = *access.thread;
    Value given = value(word);
    auto is = [&](BuiltinType type) { return is_instance(thread, given, type); };
    switch (kind) {
    case ValueKind::none: return given.is_none();
    case ValueKind::boolean: return given.is_bool();
    case ValueKind::integer: return is(BuiltinType::Int);
    case ValueKind::floating: return is(BuiltinType::Float);
    case ValueKind::complex: return is(BuiltinType::Complex);
    case ValueKind::text: return is(BuiltinType::Str);
    case ValueKind::bytes: return is(BuiltinType::Bytes);
    case ValueKind::list: return is(BuiltinType::List);
    case ValueKind::tuple: return is(BuiltinType::Tuple);
    case ValueKind::dict: return is(BuiltinType::Dict);
    case ValueKind::frozenset: return is(BuiltinType::Frozenset);
    case ValueKind::set: return is(BuiltinType::Set) || is(BuiltinType::Frozenset) || is(BuiltinType::DictKeys);
    case ValueKind::callable: return is_callable(thread, given);
    case ValueKind::module: return is(BuiltinType::Module);
    case ValueKind::type: return is(BuiltinType::Type);
    case ValueKind::iterable: return type_of(thread, given)->slots.iterate || type_of(thread, given)->slots.get_item;
    case ValueKind::mapping:
        return is(BuiltinType::Dict) || (given.is_cell() && type_of(thread, given)->slots.get_item &&
                                         find_attribute(access, word, "keys") && find_attribute(access, word, "items"));
    case ValueKind::sequence:
        if (is(BuiltinType::List) || is(BuiltinType::Tuple)) return true;
        if (!given.is_cell() || is(BuiltinType::Str) || is(BuiltinType::Bytes) || is(BuiltinType::Bytearray) ||
            is(BuiltinType::Dict) || is(BuiltinType::Set) || is(BuiltinType::Frozenset) || is(BuiltinType::Type))
            return false;
        // In the first pass only what has a length and items; then anything that can be gone through (range, generators).
        return type_of(thread, given)->slots.iterate && (access.convert || type_of(thread, given)->slots.get_item);
    }
    return false;
}
std::string type_name(Access& access, Word word) {
    return std::string(type_of(*access.thread, value(word))->name_view());
}

// ---- operations ----

Word get_attribute(Access& access, Word object, std::string_view name) {
    return OR_THROW(access, get_attribute_py(*access.thread, value(object), name)).bits();
}
Word find_attribute(Access& access, Word object, std::string_view name) {
    Value found = OR_THROW(access, find_attribute_py(*access.thread, value(object), name));
    return found.is_unbound() ? 0 : found.bits();
}
void set_attribute(Access& access, Word object, std::string_view name, Word given) {
    OR_THROW(access, set_attribute_py(*access.thread, value(object), name, value(given)));
}
void delete_attribute(Access& access, Word object, std::string_view name) {
    OR_THROW(access, delete_attribute_py(*access.thread, value(object), intern(*access.thread, name)));
}
Word get_item(Access& access, Word object, Word key) {
    return OR_THROW(access, get_item_py(*access.thread, value(object), value(key))).bits();
}
void set_item(Access& access, Word object, Word key, Word given) {
    OR_THROW(access, set_item_py(*access.thread, value(object), value(key), value(given)));
}
void delete_item(Access& access, Word object, Word key) {
    OR_THROW(access, delete_item_py(*access.thread, value(object), value(key)));
}
bool contains(Access& access, Word container, Word item) {
    return OR_THROW(access, contains_py(*access.thread, value(container), value(item)));
}
std::size_t length(Access& access, Word object) {
    return static_cast<size_t>(OR_THROW(access, length_py(*access.thread, value(object))));
}
Word iterate(Access& access, Word iterable) {
    return OR_THROW(access, iterate_py(*access.thread, value(iterable))).bits();
}
Word next(Access& access, Word iterator) {
    Value item = OR_THROW(access, next_py(*access.thread, value(iterator)));
    return item.is_unbound() ? 0 : item.bits();
}
Word call(Access& access, Word callee, const Word* arguments, std::size_t positional, const std::string_view* names,
          std::size_t keywords) {
    Thread& thread = *access.thread;
    CallArguments call{.values = reinterpret_cast<const Value*>(arguments),
                       .positional = static_cast<uint32_t>(positional)};
    if (keywords) {
        call.names = OR_THROW(access, make_tuple_sized(thread, keywords));
        for (size_t i = 0; i < keywords; ++i) {
            Value name(intern(thread, names[i]));
            call.names->items_[i].set(call.names, name);
        }
    }
    return OR_THROW(access, call_py(thread, value(callee), call)).bits();
}
Word call_method(Access& access, Word object, std::string_view name, const Word* arguments, std::size_t count) {
    Thread& thread = *access.thread;
    return OR_THROW(access, call_method_py(thread, value(object), intern(thread, name),
                                           std::span<const Value>(reinterpret_cast<const Value*>(arguments), count)))
        .bits();
}
bool compare(Access& access, Comparison comparison, Word left, Word right) {
    return OR_THROW(access,
                    compare_bool_py(*access.thread, static_cast<CompareOp>(comparison), value(left), value(right)));
}
Word arithmetic(Access& access, Arithmetic operation, Word left, Word right) {
    constexpr BinaryOp kOps[] = {BinaryOp::Add,     BinaryOp::Sub,      BinaryOp::Mul,    BinaryOp::MatMul,
                                 BinaryOp::TrueDiv, BinaryOp::FloorDiv, BinaryOp::Mod,    BinaryOp::DivMod,
                                 BinaryOp::Pow,     BinaryOp::LShift,   BinaryOp::RShift, BinaryOp::And,
                                 BinaryOp::Xor,     BinaryOp::Or};
    return OR_THROW(access, binary_py(*access.thread, kOps[static_cast<int>(operation)], value(left), value(right)))
        .bits();
}
Word negate(Access& access, Word given) {
    return OR_THROW(access, unary_py(*access.thread, UnaryOp::Neg, value(given))).bits();
}
bool truth(Access& access, Word given) { return OR_THROW(access, truth_py(*access.thread, value(given))); }
std::int64_t hash(Access& access, Word given) { return OR_THROW(access, hash_py(*access.thread, value(given))); }
std::string text_of(Access& access, Word given) {
    Str* text = OR_THROW(access, str_py(*access.thread, value(given)));
    OR_THROW(access, text->data(*access.thread));
    return str_utf8_lossy(text);
}
std::string repr_of(Access& access, Word given) {
    Str* text = OR_THROW(access, repr_py(*access.thread, value(given)));
    OR_THROW(access, text->data(*access.thread));
    return str_utf8_lossy(text);
}

}  // namespace krait::core
