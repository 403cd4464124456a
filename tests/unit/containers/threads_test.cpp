// Proof (a) on the real containers: list, dict, set and attribute slots, two threads at each, the mode toggled all the while and the
// heap collected often. Under tsan nothing is reported, under asan nothing freed is touched.

#include "containers_fixture.h"
#include "runtime/heap/heap.h"
#include "runtime/threads/registry.h"
#include "runtime/threads/spawn.h"

namespace krait::core {

namespace {

constexpr int kRounds = 400, kThreads = 2;

template <typename F>
struct LambdaBody final : ThreadBody {
    F body;
    explicit LambdaBody(F body) : body(std::move(body)) {}
    void run(Thread& thread) override { body(thread); }
};

class Workers : public Containers {
public:
    Workers() { thread().heap().set_stress_period(23); }

    // Runs work(thread, number, i) kRounds times in each thread, while this one toggles the mode.
    template <typename F>
    void run(F work) {
        std::atomic<int> left{kThreads};
        std::vector<uint64_t> idents;
        for (int number = 0; number < kThreads; ++number) {
            auto body = [&left, work, number](Thread& thread) {
                for (int i = 0; i < kRounds; ++i) {
                    work(thread, number, i);
                    if (thread.poll().failed()) break;
                }
                --left;
            };
            idents.push_back(
                spawn_thread(thread(), {}, std::make_unique<LambdaBody<decltype(body)>>(std::move(body))).value());
        }
        ThreadRegistry& threads = *thread().interpreter->threads;
        threads.set_switch_interval(100'000);
        for (int i = 0; left > 0; ++i) {
            threads.set_gil_mode(thread(), i % 2 ? GilMode::On : GilMode::Off);
            if (i % 64 == 0) thread().heap().collect(thread(), i % 128 ? Collection::Young : Collection::Full);
            CHECK(!thread().poll().failed());
            if (i % 16 == 0) Detached pause(thread());
        }
        for (uint64_t ident : idents) CHECK(join_thread(thread(), ident).value());
        threads.set_gil_mode(thread(), GilMode::On);
        CHECK(thread().heap().check(thread()) == "");
    }
};

// Results that must not fail; doctest's own checks are for the main thread.
template <typename T>
T sure(Result<T> result) {
    if (result.failed()) std::abort();
    if constexpr (!std::is_void_v<T>) return result.value();
}
// What a race may rightly refuse.
void dropped(Thread& thread, bool failed) {
    if (failed) (void)take_pending(thread);
}
Value number_text(Thread& thread, int number, int i) {
    return Value(make_ascii(thread, std::to_string(number) + ":" + std::to_string(i)));
}

}  // namespace

TEST_CASE("threads: what is appended to a list arrives, and other changes leave a list") {
    Workers workers;
    Root appended(workers.thread(), Value(make_list(workers.thread())));
    Root shared(workers.thread(), workers.list({1, 2, 3, 4, 5, 6}));
    workers.run([appended, shared](Thread& thread, int number, int i) {
        sure(list_append(thread, appended.get().to<List>(), number_text(thread, number, i)));
        auto* list = shared.get().to<List>();
        sure(list_append(thread, list, number_text(thread, number, i)));
        dropped(thread, call_method_py(thread, Value(list), intern(thread, "pop"), {}).failed());
        dropped(thread, set_item_py(thread, Value(list), Value::small(i % 5), Value::small(i)).failed());
        if (i % 50 == 0) sure(list_extend_py(thread, list, shared.get()));
        if (list->size() > 40) sure(call_method_py(thread, Value(list), intern(thread, "clear"), {}));
        for (size_t at = 0; at < list->size(); ++at) {
            Value item = list->get(at);
            if (!item.is_nothing() && !item.is_small() && !item.is<Str>()) std::abort();
        }
        sure(list_to_tuple(thread, list));
    });
    auto* list = appended.get().to<List>();
    CHECK(list->size() == kRounds * kThreads);
    size_t texts = 0;
    for (size_t i = 0; i < list->size(); ++i) texts += list->get(i).is<Str>();
    CHECK(texts == kRounds * kThreads);
}

TEST_CASE("threads: a dict keeps every key that was put and not taken away") {
    Workers workers;
    Root kept(workers.thread(), Value(make_dict(workers.thread())));
    Root shared(workers.thread(), Value(make_dict(workers.thread())));
    workers.run([kept, shared](Thread& thread, int number, int i) {
        Value key = number_text(thread, number, i);
        sure(dict_set_py(thread, kept.get().to<Dict>(), key, Value::small(i)));
        if (sure(dict_get_py(thread, kept.get().to<Dict>(), key)) != Value::small(i)) std::abort();
        auto* dict = shared.get().to<Dict>();
        sure(dict_set_py(thread, dict, Value::small(i % 11), key));
        sure(dict_setdefault_py(thread, dict, Value::small(i % 7), key));
        sure(dict_delete_py(thread, dict, Value::small((i + 3) % 11)));
        sure(dict_pop_py(thread, dict, Value::small(i % 5)));
        if (i % 100 == 99) dict_clear(thread, dict);
        size_t position = 0;
        Value found, value;
        while (dict_next(dict, &position, &found, &value))
            if (!found.is_small() || !value.is<Str>()) std::abort();
        sure(dict_copy(thread, dict));
    });
    CHECK(kept.get().to<Dict>()->size() == kRounds * kThreads);
    for (int number = 0; number < kThreads; ++number) {
        for (int i = 0; i < kRounds; ++i) {
            Value key = number_text(workers.thread(), number, i);
            CHECK(dict_get_py(workers.thread(), kept.get().to<Dict>(), key).value() == Value::small(i));
        }
    }
}

TEST_CASE("threads: a set keeps every element that was added and not discarded") {
    Workers workers;
    Root kept(workers.thread(), Value(make_set(workers.thread())));
    Root shared(workers.thread(), Value(make_set(workers.thread())));
    workers.run([kept, shared](Thread& thread, int number, int i) {
        Value element = number_text(thread, number, i);
        if (!sure(set_add_py(thread, kept.get().to<Set>(), element))) std::abort();
        if (!sure(set_contains_py(thread, kept.get().to<Set>(), element))) std::abort();
        auto* set = shared.get().to<Set>();
        sure(set_add_py(thread, set, Value::small(i % 13)));
        sure(set_discard_py(thread, set, Value::small((i + 5) % 13)));
        sure(set_update_py(thread, set, Value(make_tuple(thread, {Value::small(i % 3), Value::small(i % 40)}))));
        if (i % 100 == 99) sure(call_method_py(thread, Value(set), intern(thread, "clear"), {}));
        dropped(thread, call_method_py(thread, Value(set), intern(thread, "pop"), {}).failed());
        size_t position = 0;
        Value found;
        while (set_next(set, &position, &found))
            if (!found.is_small()) std::abort();
    });
    CHECK(kept.get().to<Set>()->size() == kRounds * kThreads);
}

TEST_CASE("threads: an attribute is never seen in another's place") {
    Workers workers;
    Thread& main = workers.thread();
    Value cls =
        workers
            .make(BuiltinType::Type, {workers.str("Thing"), Value(make_tuple(main, std::initializer_list<Value>{})),
                                      Value(make_dict(main))})
            .value();
    Root type(main, cls);
    Root shared(main, call_py(main, cls, std::span<const Value>()).value());
    workers.run([type, shared](Thread& thread, int number, int i) {
        // The value says whose it is. Objects outgrow their inline room, and get attributes in different orders.
        Value own = call_py(thread, type.get(), std::span<const Value>()).value();
        for (Value object : {shared.get(), own}) {
            int which = (i + number * 7) % 24;
            Str* name = intern(thread, "name" + std::to_string(which));
            sure(set_attribute_py(thread, object, name, Value::small(which + 100 * i)));
            int other = (i * 5 + 3) % 24;
            Str* looked = intern(thread, "name" + std::to_string(other));
            Value seen = sure(find_attribute_py(thread, object, looked));
            if (!seen.is_unbound() && seen.as_small() % 100 != other) std::abort();
            if (i % 6 == 5) dropped(thread, set_attribute_py(thread, object, looked, Value::nothing()).failed());
        }
        if (i % 40 == 39) sure(get_attribute_py(thread, own, intern(thread, "__dict__")));
    });
    CHECK(workers.text_of(type.get()) == "<class 'Thing'>");
}

}  // namespace krait::core
