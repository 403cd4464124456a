// What sys has but few programs ask for: made when it is first read, so that an interpreter does not pay for it at its start.
// The module's __getattr__ (PEP 562) makes it and puts it into the namespace; its __dir__ names it.
#include <cfloat>

#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "stdlib/modules.h"
#include "stdlib/sys/sys.h"

namespace krait::core {

namespace {

const StructSequenceSpec kFloatInfo = {"sys.float_info",
                                       "A named tuple holding information about the float type.",
                                       {{"max", nullptr},
                                        {"max_exp", nullptr},
                                        {"max_10_exp", nullptr},
                                        {"min", nullptr},
                                        {"min_exp", nullptr},
                                        {"min_10_exp", nullptr},
                                        {"dig", nullptr},
                                        {"mant_dig", nullptr},
                                        {"epsilon", nullptr},
                                        {"radix", nullptr},
                                        {"rounds", nullptr}},
                                       11};
const StructSequenceSpec kIntInfo = {
    "sys.int_info",
    "A named tuple that holds information about Python's internal representation of integers.",
    {{"bits_per_digit", nullptr},
     {"sizeof_digit", nullptr},
     {"default_max_str_digits", nullptr},
     {"str_digits_check_threshold", nullptr}},
    4};
const StructSequenceSpec kHashInfo = {"sys.hash_info",
                                      "A named tuple providing parameters used for computing hashes.",
                                      {{"width", nullptr},
                                       {"modulus", nullptr},
                                       {"inf", nullptr},
                                       {"nan", nullptr},
                                       {"imag", nullptr},
                                       {"algorithm", nullptr},
                                       {"hash_bits", nullptr},
                                       {"seed_bits", nullptr},
                                       {"cutoff", nullptr}},
                                      9};
const StructSequenceSpec kThreadInfo = {"sys.thread_info",
                                        "A named tuple holding information about the thread implementation.",
                                        {{"name", nullptr}, {"lock", nullptr}, {"version", nullptr}},
                                        3};

Value make_sequence(Thread& thread, const StructSequenceSpec& spec, std::initializer_list<Value> values) {
    return make_struct_sequence(thread, make_struct_sequence_type(thread, spec),
                                std::span<const Value>(values.begin(), values.size()));
}
Value small(int64_t n) { return Value::small(n); }

Result<Value> make_float_info(Thread& thread) {
    return make_sequence(thread, kFloatInfo,
                         {make_float(thread, DBL_MAX), small(DBL_MAX_EXP), small(DBL_MAX_10_EXP),
                          make_float(thread, DBL_MIN), small(DBL_MIN_EXP), small(DBL_MIN_10_EXP), small(DBL_DIG),
                          small(DBL_MANT_DIG), make_float(thread, DBL_EPSILON), small(FLT_RADIX), small(1)});
}
Result<Value> make_int_info(Thread& thread) {
    return make_sequence(thread, kIntInfo, {small(64), small(8), small(4300), small(640)});
}
Result<Value> make_hash_info(Thread& thread) {
    return make_sequence(thread, kHashInfo,
                         {small(64), small((int64_t{1} << 61) - 1), small(314159), small(0), small(1000003),
                          Value(make_ascii(thread, "siphash13")), small(64), small(128), small(0)});
}
Result<Value> make_thread_info(Thread& thread) {
    return make_sequence(thread, kThreadInfo,
                         {Value(make_ascii(thread, "pthread")), Value(make_ascii(thread, "semaphore")), Value::none()});
}
Result<Value> make_builtin_names(Thread& thread) {
    List* names = make_list(thread);
    for (const ModuleSpec* spec : native_modules()) TRY(list_append(thread, names, Value(intern(thread, spec->name))));
    for (const char* always : {"builtins", "sys"}) TRY(list_append(thread, names, Value(intern(thread, always))));
    TRY(list_sort_py(thread, names, Value::none(), false));
    return Value(TRY(list_to_tuple(thread, names)));
}
// Top-level names, native and embedded.
Result<Value> make_library_names(Thread& thread) {
    Set* known = make_set(thread);
    TRY(set_update_py(thread, known, TRY(make_builtin_names(thread))));
    for (const EmbeddedEntry& entry : embedded_modules()) {
        std::string_view each(entry.name);
        if (each.find('.') == each.npos) TRY(set_add_py(thread, known, Value(intern(thread, each))));
    }
    return Value(TRY(make_frozenset_from_py(thread, Value(known))));
}

struct Lazy {
    std::string_view name;
    Result<Value> (*make)(Thread& thread);
};
constexpr Lazy kLazy[] = {
    {"float_info", make_float_info},
    {"int_info", make_int_info},
    {"hash_info", make_hash_info},
    {"thread_info", make_thread_info},
    {"builtin_module_names", make_builtin_names},
    {"stdlib_module_names", make_library_names},
};

FUNCTION(sys, __getattr__, "__getattr__(name, /)", "Make what is seldom asked for.") {
    if (Str* name = as_kind<Str>(thread, args[0])) {
        std::string text = str_utf8_lossy(name);
        for (const Lazy& lazy : kLazy) {
            if (lazy.name != text) continue;
            Value made = TRY(lazy.make(thread));
            TRY(dict_set_str(thread, thread.interpreter->sys_module.get()->dict.get(), lazy.name, made));
            return made;
        }
        return raise(thread, Exc::AttributeError, "module 'sys' has no attribute '{}'", text);
    }
    return raise(thread, Exc::TypeError, "attribute name must be string");
}
FUNCTION(sys, __dir__, "__dir__()", "The module's names.") {
    Dict* names = thread.interpreter->sys_module.get()->dict.get();
    Set* all = make_set(thread);
    TRY(set_update_py(thread, all, Value(names)));
    for (const Lazy& lazy : kLazy) TRY(set_add_py(thread, all, Value(intern(thread, lazy.name))));
    List* list = TRY(make_list_from_py(thread, Value(all)));
    TRY(list_sort_py(thread, list, Value::none(), false));
    return Value(list);
}

}  // namespace

std::initializer_list<const NativeSpec*> lazy_sys_functions() {
    static constexpr std::initializer_list<const NativeSpec*> kFunctions = {&sys___getattr__, &sys___dir__};
    return kFunctions;
}

}  // namespace krait::core
