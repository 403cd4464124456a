// The native modules pwd and grp: the system's users and groups.
#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <vector>

#include "stdlib/native_helpers.h"
#include "stdlib/posix/path.h"
#include "stdlib/state_slots.h"

namespace krait::core {

namespace {

const StructSequenceSpec kPasswordEntry = {"pwd.struct_passwd",
                                           "pwd.struct_passwd: Results from getpw*() routines.",
                                           {{"pw_name", "user name"},
                                            {"pw_passwd", "password"},
                                            {"pw_uid", "user id"},
                                            {"pw_gid", "group id"},
                                            {"pw_gecos", "real name"},
                                            {"pw_dir", "home directory"},
                                            {"pw_shell", "shell program"}},
                                           7};
const StructSequenceSpec kGroupEntry = {
    "grp.struct_group",
    "grp.struct_group: Results from getgr*() routines.",
    {{"gr_name", "group name"}, {"gr_passwd", "password"}, {"gr_gid", "group id"}, {"gr_mem", "group members"}},
    4};

Value text_or_none(Thread& thread, const char* text, bool* failed) {
    if (!text) return none();
    auto result = decode_path(thread, text);
    if (result.failed()) *failed = true;
    return Value(result.value());
}
Result<Value> make_password_entry(Thread& thread, const passwd& entry) {
    bool failed = false;
    auto* type = thread.interpreter->state_slot(state_slot::kPasswordType).get().to<Type>();
    Value values[] = {text_or_none(thread, entry.pw_name, &failed),
                      text_or_none(thread, entry.pw_passwd, &failed),
                      make_int(thread, entry.pw_uid),
                      make_int(thread, entry.pw_gid),
                      text_or_none(thread, entry.pw_gecos, &failed),
                      text_or_none(thread, entry.pw_dir, &failed),
                      text_or_none(thread, entry.pw_shell, &failed)};
    if (failed) return kFailure;
    return make_struct_sequence(thread, type, values);
}
Result<Value> make_group_entry(Thread& thread, const group& entry) {
    bool failed = false;
    auto* type = thread.interpreter->state_slot(state_slot::kGroupType).get().to<Type>();
    List* members = make_list(thread);
    for (char** member = entry.gr_mem; member && *member; ++member)
        TRY(list_append(thread, members, Value(TRY(decode_path(thread, *member)))));
    Value values[] = {text_or_none(thread, entry.gr_name, &failed), text_or_none(thread, entry.gr_passwd, &failed),
                      make_int(thread, entry.gr_gid), Value(members)};
    if (failed) return kFailure;
    return make_struct_sequence(thread, type, values);
}

// Calls find(entry, buffer, size, &found) with room enough.
template <typename Entry, typename Find>
Result<Entry*> look_up(Thread& thread, Entry* entry, std::vector<char>& buffer, Find&& find, bool* missing) {
    for (buffer.resize(1024);; buffer.resize(buffer.size() * 4)) {
        Entry* found = nullptr;
        int error = find(entry, buffer.data(), buffer.size(), &found);
        if (found) return found;
        if (error != ERANGE || buffer.size() > (1 << 24)) {
            *missing = true;
            return entry;
        }
    }
}

// An id argument: -1 and what does not fit is nobody's.
Result<bool> id_argument_py(Thread& thread, Value value, uint32_t* id) {
    if (is_float(value))
        return raise(thread, Exc::TypeError, "'{}' object cannot be interpreted as an integer",
                     type_name(thread, value));
    int64_t number = TRY(index_int64_py(thread, value, OutOfRange::Clamp));
    *id = static_cast<uint32_t>(number);
    return number >= -1 && number <= UINT32_MAX;
}
Result<std::string> name_argument_py(Thread& thread, Value value, const char* function) {
    auto* text = as_kind<Str>(thread, value);
    if (!text)
        return raise(thread, Exc::TypeError, "{}() argument must be str, not {}", function, type_name(thread, value));
    std::string result(TRY(encode_path(thread, text))->view());
    if (result.find('\0') != std::string::npos) return raise(thread, Exc::ValueError, "embedded null byte");
    return result;
}

FUNCTION(pwd, getpwuid, "getpwuid(uidobj, /)", "Return the password database entry for the given numeric user ID.") {
    uint32_t id;
    passwd entry;
    std::vector<char> buffer;
    bool missing = !TRY(id_argument_py(thread, args[0], &id));
    if (!missing) {
        passwd* found = TRY(look_up(
            thread, &entry, buffer,
            [&](passwd* at, char* data, size_t size, passwd** out) { return ::getpwuid_r(id, at, data, size, out); },
            &missing));
        if (!missing) return make_password_entry(thread, *found);
    }
    Str* number = TRY(repr_py(thread, args[0]));
    return raise(thread, Exc::KeyError, "getpwuid(): uid not found: {}", number);
}
FUNCTION(pwd, getpwnam, "getpwnam(name, /)", "Return the password database entry for the given user name.") {
    std::string name = TRY(name_argument_py(thread, args[0], "getpwnam"));
    passwd entry;
    std::vector<char> buffer;
    bool missing = false;
    passwd* found = TRY(look_up(
        thread, &entry, buffer,
        [&](passwd* at, char* data, size_t size, passwd** out) {
            return ::getpwnam_r(name.c_str(), at, data, size, out);
        },
        &missing));
    if (!missing) return make_password_entry(thread, *found);
    Str* text = TRY(repr_py(thread, args[0]));
    return raise(thread, Exc::KeyError, "getpwnam(): name not found: {}", text);
}
FUNCTION(pwd, getpwall, "getpwall()", "Return a list of all available password database entries, in arbitrary order.") {
    List* list = make_list(thread);
    ::setpwent();
    while (passwd* entry = ::getpwent()) {
        Result<Value> made = make_password_entry(thread, *entry);
        if (made.failed() || list_append(thread, list, made.value()).failed()) {
            ::endpwent();
            return kFailure;
        }
    }
    ::endpwent();
    return Value(list);
}

FUNCTION(grp, getgrgid, "getgrgid(id)", "Return the group database entry for the given numeric group ID.") {
    uint32_t id;
    group entry;
    std::vector<char> buffer;
    bool missing = !TRY(id_argument_py(thread, args[0], &id));
    if (!missing) {
        group* found = TRY(look_up(
            thread, &entry, buffer,
            [&](group* at, char* data, size_t size, group** out) { return ::getgrgid_r(id, at, data, size, out); },
            &missing));
        if (!missing) return make_group_entry(thread, *found);
    }
    Str* number = TRY(repr_py(thread, args[0]));
    return raise(thread, Exc::KeyError, "getgrgid(): gid not found: {}", number);
}
FUNCTION(grp, getgrnam, "getgrnam(name)", "Return the group database entry for the given group name.") {
    std::string name = TRY(name_argument_py(thread, args[0], "getgrnam"));
    group entry;
    std::vector<char> buffer;
    bool missing = false;
    group* found = TRY(look_up(
        thread, &entry, buffer,
        [&](group* at, char* data, size_t size, group** out) {
            return ::getgrnam_r(name.c_str(), at, data, size, out);
        },
        &missing));
    if (!missing) return make_group_entry(thread, *found);
    Str* text = TRY(repr_py(thread, args[0]));
    return raise(thread, Exc::KeyError, "getgrnam(): name not found: {}", text);
}
FUNCTION(grp, getgrall, "getgrall()", "Return a list of all available group entries, in arbitrary order.") {
    List* list = make_list(thread);
    ::setgrent();
    while (group* entry = ::getgrent()) {
        Result<Value> made = make_group_entry(thread, *entry);
        if (made.failed() || list_append(thread, list, made.value()).failed()) {
            ::endgrent();
            return kFailure;
        }
    }
    ::endgrent();
    return Value(list);
}

Result<void> execute_pwd(Thread& thread, Module* module) {
    Value type(make_struct_sequence_type(thread, kPasswordEntry));
    thread.interpreter->state_slot(state_slot::kPasswordType).set_immediate(type);
    return module_add(thread, module, "struct_passwd", type);
}
Result<void> execute_grp(Thread& thread, Module* module) {
    Value type(make_struct_sequence_type(thread, kGroupEntry));
    thread.interpreter->state_slot(state_slot::kGroupType).set_immediate(type);
    return module_add(thread, module, "struct_group", type);
}

}  // namespace

extern const ModuleSpec kPwdModule, kGrpModule;
const ModuleSpec kPwdModule = {
    .name = "pwd",
    .doc = "This module provides access to the Unix password database.",
    .functions = {&pwd_getpwuid, &pwd_getpwnam, &pwd_getpwall},
    .execute = execute_pwd,
};
const ModuleSpec kGrpModule = {
    .name = "grp",
    .doc = "Access to the Unix group database.",
    .functions = {&grp_getgrgid, &grp_getgrnam, &grp_getgrall},
    .execute = execute_grp,
};

}  // namespace krait::core
