// The module _csv: registered dialects and the field size limit.
#include "stdlib/_csv/csv.h"

namespace krait::core {

static Result<List*> state(Thread& thread) {
    Field<Value>& slot = thread.interpreter->state_slot(state_slot::kCsvState);
    if (!slot.get().is<List>()) {
        constexpr int64_t kDefaultLimit = 128 * 1024;
        List* made = make_list(thread);
        TRY(list_append(thread, made, Value(make_dict(thread))));
        TRY(list_append(thread, made, Value::small(kDefaultLimit)));
        return fill_slot(slot, Value(made)).to<List>();
    }
    return slot.get().to<List>();
}
Result<Dict*> csv_dialects(Thread& thread) {
    return TRY(state(thread))
    ->get(0).to<Dict>();
}
Result<int64_t> csv_field_limit(Thread& thread) {
    return TRY(state(thread))
    ->get(1).as_small();
}

namespace {

RAW_FUNCTION(csv, register_dialect, "register_dialect(name, /, dialect='excel', **fmtparams)",
             "Create a mapping from a string name to a CVS dialect.\n\nThe optional \"dialect\" argument specifies the "
             "base dialect instance\n"
             "or the name of the registered dialect.  The function also accepts\noptional keyword arguments which "
             "override settings provided by "
             "the\ndialect.") {
    if (arguments.positional < 1)
        return raise(thread, Exc::TypeError, "register_dialect expected at least 1 argument, got 0");
    if (!as_kind<Str>(thread, arguments[0])) return raise(thread, Exc::TypeError, "dialect name must be a string");
    CsvDialect* dialect = TRY(make_dialect_py(thread, arguments, 1));
    TRY(dict_set_py(thread, TRY(csv_dialects(thread)), arguments[0], Value(dialect)));
    return none();
}
FUNCTION(csv, unregister_dialect, "unregister_dialect(name)",
         "Delete the name/dialect mapping associated with a string name.") {
    if (!TRY(dict_delete_py(thread, TRY(csv_dialects(thread)), args[0])))
        return raise_native(thread, kCsvErrorSpec, "unknown dialect");
    return none();
}
FUNCTION(csv, get_dialect, "get_dialect(name)", "Return the dialect instance associated with name.") {
    Value found = TRY(dict_get_py(thread, TRY(csv_dialects(thread)), args[0]));
    if (found.is_unbound()) return raise_native(thread, kCsvErrorSpec, "unknown dialect");
    return found;
}
FUNCTION(csv, list_dialects, "list_dialects()", "Return a list of all known dialect names.") {
    return Value(TRY(dict_keys_list(thread, TRY(csv_dialects(thread)))));
}
FUNCTION(csv, field_size_limit, "field_size_limit(new_limit=?)",
         "Sets an upper limit on parsed fields.\n\nReturns old limit. If limit is not given, no new limit is set "
         "and\nthe old limit is returned.") {
    List* kept = TRY(state(thread));
    Value old = kept->get(1);
    if (!args[0].is_nothing()) {
        if (!is_int(thread, args[0])) return raise(thread, Exc::TypeError, "limit must be an integer");
        int64_t limit = TRY(index_int64_py(thread, args[0]));
        TRY(set_item_py(thread, Value(kept), Value::small(1), make_int(thread, limit)));
    }
    return old;
}

Result<void> execute(Thread& thread, Module* module) {
    constexpr const char* kQuotings[kCsvQuotings] = {"QUOTE_MINIMAL", "QUOTE_ALL",     "QUOTE_NONNUMERIC",
                                                     "QUOTE_NONE",    "QUOTE_STRINGS", "QUOTE_NOTNULL"};
    for (int i = 0; i < kCsvQuotings; ++i) TRY(module_add(thread, module, kQuotings[i], Value::small(i)));
    TRY(module_add(thread, module, "_dialects", Value(TRY(csv_dialects(thread)))));
    Value name(intern(thread, "_csv"));
    TRY(module_add(thread, module, "reader", make_native_function(thread, kCsvReader, Value(module), name)));
    TRY(module_add(thread, module, "writer", make_native_function(thread, kCsvWriter, Value(module), name)));
    return module_add(thread, module, "__version__", Value(make_ascii(thread, "1.0")));
}

}  // namespace

const TypeSpec kCsvErrorSpec = {
    .name = "_csv.Error", .base = BuiltinType::Exception, .flags = type_flag::kSubclassable};

extern const ModuleSpec kCsvModule;
const ModuleSpec kCsvModule = {
    .name = "_csv",
    .doc = "CSV parsing and writing.",
    .functions = {&csv_register_dialect, &csv_unregister_dialect, &csv_get_dialect, &csv_list_dialects,
                  &csv_field_size_limit},
    .types = {&CsvDialect::spec, &kCsvErrorSpec},
    .execute = execute,
};

}  // namespace krait::core
