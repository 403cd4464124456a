// The module _re, under the Python layer stdlib/python/re.
#include "runtime/heap/heap.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/text.h"
#include "runtime/operations.h"
#include "stdlib/re/engine/unicode_tables.h"
#include "stdlib/re/objects/re_objects.h"

namespace krait::core {

namespace {

bool warn_of_future(void* context, std::string_view message) {
    // The caller of the function of re that led here.
    constexpr int kStackLevel = 3;
    return !warn_py(*static_cast<Thread*>(context), Exc::FutureWarning, message, kStackLevel).failed();
}

Result<uint32_t> flags_py(Thread& thread, Value value) {
    // re computes with the flags, so that is what its TypeError is about.
    if (!is_int(thread, value)) value = TRY(binary_py(thread, BinaryOp::And, value, Value::small(-1)));
    int overflow = 0;
    int64_t flags = int_to_int64(value, &overflow);
    if (overflow || flags < INT32_MIN || flags > INT32_MAX)
        return raise(thread, Exc::OverflowError, "Python int too large to convert to C int");
    return static_cast<uint32_t>(flags);
}

void destroy_pattern(Cell* cell) { delete static_cast<RePattern*>(cell)->regex; }

FUNCTION(re, compile, "compile(pattern, flags=0, /)", "Compile a pattern, a str or bytes, into a Pattern object.") {
    TRY(check_regex_stack(thread));
    uint32_t flags = TRY(flags_py(thread, args[1]));
    std::unique_ptr<regex::Regex> made;
    {
        ReText text(thread);
        TRY(text.open_any_py(args[0]));
        regex::CompileHooks hooks = {&regex::unicode_sets(), &thread, warn_of_future, regex::lookup_character_name};
        regex::CompileError error;
        auto compiled = regex::Regex::compile(text.text(), flags, hooks, error);
        if (compiled.failed()) return raise_compile_error_py(thread, error, args[0]);
        made = compiled.take();
    }
    Dict* names = make_dict(thread);
    for (auto& [name, number] : made->group_names()) {
        Str* key = intern(thread, TRY(make_str(thread, std::u32string_view(name))));
        TRY(dict_set_str(thread, names, key, Value::small(number)));
    }
    auto* pattern = allocate_native<RePattern>(thread, RePattern::spec);
    pattern->flags = made->flags();
    pattern->pattern.init(args[0]);
    pattern->group_index.init(names);
    pattern->regex = made.release();
    thread.heap().register_native(pattern, destroy_pattern);
    return Value(pattern);
}

}  // namespace

extern const ModuleSpec kReModule;
const ModuleSpec kReModule = {
    .name = "_re",
    .doc = "Regular expressions: patterns and matches, for the module re.",
    .functions = {&re_compile},
    .types = {&RePattern::spec, &ReMatch::spec, &kPatternErrorSpec},
};

}  // namespace krait::core
