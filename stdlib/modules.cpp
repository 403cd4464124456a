#include "stdlib/modules.h"

#include <algorithm>
#include <string>

#include "runtime/interpreter.h"

namespace krait::core {

// Defined in each module's folder.
#define MODULE(NAME) extern const ModuleSpec NAME;
#include "stdlib/modules.def"

std::span<const ModuleSpec* const> native_modules() {
    static constexpr const ModuleSpec* kModules[] = {
#define MODULE(NAME) &NAME,
#include "stdlib/modules.def"
        nullptr};
    return {kModules, std::size(kModules) - 1};
}

extern const EmbeddedEntry kEmbeddedIndex[];
extern const size_t kEmbeddedCount;
extern "C" const char krait_embedded_blob[];

std::span<const EmbeddedEntry> embedded_modules() { return {kEmbeddedIndex, kEmbeddedCount}; }

static const ModuleSpec* find_native(std::string_view name) {
    for (const ModuleSpec* spec : native_modules()) {
        if (name == spec->name) return spec;
    }
    return nullptr;
}

static bool find_embedded(Interpreter&, std::string_view name, EmbeddedModule* found) {
    auto modules = embedded_modules();
    auto entry = std::lower_bound(modules.begin(), modules.end(), name,
                                  [](const EmbeddedEntry& e, std::string_view n) { return e.name < n; });
    if (entry == modules.end() || entry->name != name) return false;
    found->source = {krait_embedded_blob + entry->offset, entry->size};
    found->package = entry->package;
    // The name follows its source in the blob, as the file name shown in tracebacks.
    found->origin = {krait_embedded_blob + entry->offset + entry->size + 1};
    return true;
}

const ModuleProvider kLibraryModules = {find_native, find_embedded};

}  // namespace krait::core
