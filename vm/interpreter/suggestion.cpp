#include "vm/interpreter/suggestion.h"

#include <algorithm>
#include <numeric>

#include "runtime/errors.h"
#include "runtime/objects/functions.h"
#include "vm/interpreter/frames.h"

namespace krait::core {

namespace {

constexpr size_t kMoveCost = 2, kCaseCost = 1;
constexpr size_t kLongestName = 40;

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

size_t replacement_cost(char a, char b) {
    if (a == b) return 0;
    return folded(a) == folded(b) ? kCaseCost : kMoveCost;
}

// Anything above `limit` comes back as limit + 1.
size_t edit_distance(std::string_view a, std::string_view b, size_t limit) {
    while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
    while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
    if (a.empty() || b.empty()) return (a.size() + b.size()) * kMoveCost;
    if (a.size() > kLongestName || b.size() > kLongestName) return limit + 1;
    size_t row[kLongestName + 1];
    for (size_t i = 0; i <= a.size(); ++i) row[i] = i * kMoveCost;
    for (size_t j = 1; j <= b.size(); ++j) {
        size_t diagonal = row[0], least = row[0] = j * kMoveCost;
        for (size_t i = 1; i <= a.size(); ++i) {
            size_t replaced = diagonal + replacement_cost(a[i - 1], b[j - 1]);
            diagonal = row[i];
            row[i] = std::min({replaced, row[i] + kMoveCost, row[i - 1] + kMoveCost});
            least = std::min(least, row[i]);
        }
        if (least > limit) return limit + 1;
    }
    return row[a.size()];
}

}  // namespace

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& candidates) {
    const std::string* best = nullptr;
    size_t best_distance = 0;
    for (const std::string& candidate : candidates) {
        if (candidate == wrong) continue;
        size_t limit = (wrong.size() + candidate.size() + 3) * kMoveCost / 6;
        if (best) limit = std::min(limit, best_distance - 1);
        size_t distance = edit_distance(wrong, candidate, limit);
        if (distance > limit) continue;
        best = &candidate;
        best_distance = distance;
        if (best_distance == 0) break;
    }
    return best ? *best : std::string();
}

void raise_unexpected_keyword(Thread& thread, Function* function, const Code* code, Str* name) {
    std::vector<std::string> candidates;
    for (uint32_t i = code->positional_only_count; i < code->argument_count + code->keyword_only_count; ++i)
        candidates.push_back(str_utf8_lossy((*code->names.get())[code->variables[i].name].to<Str>()));
    std::string wanted = nearest_name(str_utf8_lossy(name), candidates);
    if (wanted.empty()) {
        (void)raise(thread, Exc::TypeError, "{}() got an unexpected keyword argument '{}'", function->qualname.get(),
                    name);
    } else {
        (void)raise(thread, Exc::TypeError, "{}() got an unexpected keyword argument '{}'. Did you mean '{}'?",
                    function->qualname.get(), name, wanted);
    }
}

}  // namespace krait::core
