#include "vm/import/report.h"

#include <chrono>
#include <cstdio>

#include "runtime/interpreter.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/str.h"
#include "runtime/operations.h"

namespace krait::core {

namespace {

constexpr int64_t kTimes = 1, kNames = 2;
enum Entry : size_t { kKinds, kDepth, kWithin };

int64_t microseconds() {
    auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

int64_t number(List* log, Entry entry) {
    Value value = log->get(entry);
    return value.is_small() ? value.as_small() : 0;
}

void put(Thread& thread, List* log, Entry entry, int64_t number) {
    (void)set_item_py(thread, Value(log), Value::small(entry), Value::small(number)).failed();
}

}  // namespace

ImportReport::ImportReport(Thread& thread, Str* name) : log_(nullptr), thread_(thread), name_(name) {
    Module* sys = thread.interpreter->sys_module.get();
    Value log = sys ? dict_get_str(thread, sys->dict.get(), intern(thread, "_import_log")) : Value::nothing();
    if (!log.is<List>()) return;
    log_ = log.to<List>();
    outer_ = number(log_, kWithin);
    put(thread, log_, kWithin, 0);
    put(thread, log_, kDepth, number(log_, kDepth) + 1);
    start_ = microseconds();
}

void ImportReport::done() { done_ = true; }

ImportReport::~ImportReport() {
    if (!log_) return;
    int64_t whole = microseconds() - start_, own = whole - number(log_, kWithin);
    int64_t depth = number(log_, kDepth) - 1;
    put(thread_, log_, kDepth, depth);
    put(thread_, log_, kWithin, outer_ + whole);
    if (!done_) return;
    std::string name = str_utf8_lossy(name_);
    if (number(log_, kKinds) & kTimes)
        std::fprintf(stderr, "import time: %9lld | %10lld | %*s%s\n", static_cast<long long>(own),
                     static_cast<long long>(whole), static_cast<int>(depth * 2), "", name.c_str());
    if (number(log_, kKinds) & kNames) std::fprintf(stderr, "import '%s'\n", name.c_str());
}

}  // namespace krait::core
