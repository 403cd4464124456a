#include "stdlib/_json/json.h"

namespace krait::core {

static Result<void> execute_json(Thread& thread, Module* module) {
    TRY(module_add(thread, module, "make_scanner", Value(native_type(thread, json::kScanner))));
    return module_add(thread, module, "make_encoder", Value(native_type(thread, json::kEncoder)));
}

extern const ModuleSpec kJsonModule;
const ModuleSpec kJsonModule = {
    .name = "_json",
    .doc = "json speedups\n",
    .functions = {&json::kEncodeAscii, &json::kEncodeString, &json::kScanString, &json::kSkipWhitespace},
    .execute = execute_json,
};

}  // namespace krait::core
