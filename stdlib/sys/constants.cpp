// What sys tells about the implementation: version, flags, float_info, limits. Values that depend on options come from SysOptions.
#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"
#include "stdlib/sys/sys.h"

namespace krait::core {

namespace {

// In the shape that platform and others take apart: version (build) [compiler].
#ifdef __clang__
constexpr const char* kVersion = "3.14.0 (krait 0.1.0) [Clang " __clang_version__ "]";
#else
constexpr const char* kVersion = "3.14.0 (krait 0.1.0) [GCC " __VERSION__ "]";
#endif
constexpr int64_t kHexVersion = 0x030e00f0;

const StructSequenceSpec kVersionInfo = {
    "sys.version_info",
    "Version information as a named tuple.",
    {{"major", nullptr}, {"minor", nullptr}, {"micro", nullptr}, {"releaselevel", nullptr}, {"serial", nullptr}},
    5,
    false};
const StructSequenceSpec kFlags = {"sys.flags",
                                   "Flags provided through command line arguments or environment vars.",
                                   {{"debug", "-d"},
                                    {"inspect", "-i"},
                                    {"interactive", "-i"},
                                    {"optimize", "-O or -OO"},
                                    {"dont_write_bytecode", "-B"},
                                    {"no_user_site", "-s"},
                                    {"no_site", "-S"},
                                    {"ignore_environment", "-E"},
                                    {"verbose", "-v"},
                                    {"bytes_warning", "-b"},
                                    {"quiet", "-q"},
                                    {"hash_randomization", "-R"},
                                    {"isolated", "-I"},
                                    {"dev_mode", "-X dev"},
                                    {"utf8_mode", "-X utf8"},
                                    {"warn_default_encoding", "-X warn_default_encoding"},
                                    {"safe_path", "-P"},
                                    {"int_max_str_digits", "-X int_max_str_digits"},
                                    {"gil", "-X gil"},
                                    {"thread_inherit_context", "-X thread_inherit_context"},
                                    {"context_aware_warnings", "-X context_aware_warnings"}},
                                   18,
                                   false};
Value ascii(Thread& thread, const char* text) { return Value(make_ascii(thread, text)); }

Result<Value> strings_list(Thread& thread, const std::vector<std::string>& strings) {
    List* list = make_list(thread);
    for (const std::string& text : strings) TRY(list_append(thread, list, Value(TRY(str_from_os(thread, text)))));
    return Value(list);
}

Result<void> add_x_options(Thread& thread, Module* sys, const std::vector<std::string>& options) {
    Dict* dict = make_dict(thread);
    for (const std::string& option : options) {
        size_t equals = option.find('=');
        Value value =
            equals == option.npos ? Value::true_() : Value(TRY(str_from_os(thread, option.substr(equals + 1))));
        TRY(dict_set_py(thread, dict, Value(TRY(str_from_os(thread, option.substr(0, equals)))), value));
    }
    return module_add(thread, sys, "_xoptions", Value(dict));
}

}  // namespace

std::string version_text() { return kVersion; }

Result<void> add_sys_constants(Thread& thread, Module* sys, const SysOptions& options) {
    auto add = [&](std::string_view name, Value value) { return module_add(thread, sys, name, value); };
    auto small = [](int64_t n) { return Value::small(n); };
    auto sequence = [&](const StructSequenceSpec& spec, std::initializer_list<Value> values) {
        return make_struct_sequence(thread, make_struct_sequence_type(thread, spec),
                                    std::span<const Value>(values.begin(), values.size()));
    };
    TRY(add("version", ascii(thread, kVersion)));
    TRY(add("hexversion", small(kHexVersion)));
    Value version = sequence(kVersionInfo, {small(3), small(14), small(0), ascii(thread, "final"), small(0)});
    TRY(add("version_info", version));
    TRY(add("api_version", small(1013)));
    TRY(add("copyright", ascii(thread, "Copyright (c) The Krait authors.")));
    TRY(add("platform", ascii(thread, "linux")));
    TRY(add("byteorder", ascii(thread, "little")));
    TRY(add("maxsize", make_int(thread, INT64_MAX)));
    TRY(add("maxunicode", small(0x10ffff)));
    TRY(add("float_repr_style", ascii(thread, "short")));
    TRY(add("abiflags", ascii(thread, "")));
    TRY(add("platlibdir", ascii(thread, "lib")));
    TRY(add("dont_write_bytecode", Value::boolean(options.dont_write_bytecode)));
    if (!options.check_hash_based_pycs.empty())
        TRY(add("_check_hash_based_pycs", ascii(thread, options.check_hash_based_pycs.c_str())));
    if (options.cpu_count) TRY(add("_cpu_count", small(options.cpu_count)));
    TRY(add("pycache_prefix",
            options.pycache_prefix.empty() ? Value::none() : Value(TRY(str_from_os(thread, options.pycache_prefix)))));
    std::string prefix = options.executable.substr(
        0, options.executable.rfind('/') == std::string::npos ? 0 : options.executable.rfind('/'));
    if (prefix.size() > 4 && prefix.compare(prefix.size() - 4, 4, "/bin") == 0) prefix.resize(prefix.size() - 4);
    for (const char* name : {"prefix", "exec_prefix", "base_prefix", "base_exec_prefix"})
        TRY(add(name, Value(TRY(str_from_os(thread, prefix)))));
    TRY(add("executable", Value(TRY(str_from_os(thread, options.executable)))));
    TRY(add("_base_executable", Value(TRY(str_from_os(thread, options.executable)))));
    TRY(add("_git", Value(make_tuple(thread, {ascii(thread, "krait"), ascii(thread, ""), ascii(thread, "")}))));
    TRY(add("_framework", ascii(thread, "")));

    Value implementation(allocate_instance(thread, thread.interpreter->type(BuiltinType::SimpleNamespace)));
    TRY(set_attribute_py(thread, implementation, "name", ascii(thread, "krait")));
    TRY(set_attribute_py(thread, implementation, "cache_tag", ascii(thread, "krait-314")));
    TRY(set_attribute_py(thread, implementation, "version",
                         sequence(kVersionInfo, {small(0), small(1), small(0), ascii(thread, "alpha"), small(0)})));
    TRY(set_attribute_py(thread, implementation, "hexversion", small(0x000100a0)));
    TRY(set_attribute_py(thread, implementation, "_multiarch", ascii(thread, "x86_64-linux-gnu")));
    TRY(set_attribute_py(thread, implementation, "supports_isolated_interpreters", Value::true_()));
    TRY(add("implementation", implementation));

    auto flag = [&](bool on) { return small(on ? 1 : 0); };
    bool randomized = !thread.interpreter->options.hash_seed_given || thread.interpreter->options.hash_seed != 0;
    TRY(add("flags", sequence(kFlags, {small(options.debug),
                                       small(options.inspect),
                                       small(options.interactive),
                                       small(options.optimize),
                                       flag(options.dont_write_bytecode),
                                       flag(options.no_user_site),
                                       flag(options.no_site),
                                       flag(options.ignore_environment),
                                       small(options.verbose),
                                       small(options.bytes_warning),
                                       small(options.quiet),
                                       flag(randomized),
                                       flag(options.isolated),
                                       Value::boolean(options.dev_mode),
                                       flag(options.utf8_mode),
                                       flag(options.warn_default_encoding),
                                       Value::boolean(options.safe_path),
                                       small(thread.interpreter->options.int_max_str_digits),
                                       flag(thread.gil_on),
                                       small(0),
                                       small(0)})));
    TRY(add("argv", TRY(strings_list(thread, options.argv))));
    TRY(add("orig_argv", TRY(strings_list(thread, options.orig_argv))));
    TRY(add("path", TRY(strings_list(thread, options.path))));
    TRY(add("warnoptions", TRY(strings_list(thread, options.warn_options))));
    return add_x_options(thread, sys, options.x_options);
}

}  // namespace krait::core
