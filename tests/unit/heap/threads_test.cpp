// Threads: the GIL, stop-the-world, byte locks, waiting, in both modes and while the mode changes.
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "runtime/process.h"
#include "runtime/threads/byte_lock.h"
#include "runtime/threads/spawn.h"
#include <doctest/doctest.h>

#include "toys.h"

namespace krait::core {

namespace {

constexpr int64_t kMillisecond = 1'000'000;

InterpreterOptions with_gil(bool gil) {
    InterpreterOptions options;
    options.gil = gil;
    return options;
}

// An appending list of the toys: left holds a ValueArray, number the length.
void append(Thread& thread, Pair* list, Value value) {
    for (;;) {
        auto* items = list->left.get().to<ValueArray>();
        auto length = __atomic_load_n(&list->number, __ATOMIC_ACQUIRE);
        ValueArray* bigger = nullptr;
        if (length == items->capacity_) bigger = ValueArray::make(thread, items->capacity_ * 2).value();
        ByteLockGuard guard(thread, list);
        if (list->left.get() != Value(items) || list->number != length) continue;  // another was quicker
        if (bigger) {
            for (uint64_t i = 0; i < length; ++i) bigger->items_[i].init(items->items_[i].get());
            list->left.set(list, Value(bigger));
            items = bigger;
        }
        items->items_[length].set(items, value);
        __atomic_store_n(&list->number, length + 1, __ATOMIC_RELEASE);
        return;
    }
}

Pair* make_list(Thread& thread) { return make_pair(thread, Value(ValueArray::make(thread, 4).value()), Value::none()); }

template <typename F>
struct LambdaBody final : ThreadBody {
    F body;
    explicit LambdaBody(F body) : body(std::move(body)) {}
    void run(Thread& thread) override { body(thread); }
};
template <typename F>
struct LambdaErrand final : Errand {
    F work;
    explicit LambdaErrand(F work) : work(std::move(work)) {}
    void run() override { work(); }
};
template <typename F>
std::shared_ptr<Errand> errand(F work) {
    return std::make_shared<LambdaErrand<F>>(std::move(work));
}

template <typename F>
uint64_t start(World& world, F body) {
    auto ident = spawn_thread(world.t(), {}, std::make_unique<LambdaBody<F>>(std::move(body)));
    REQUIRE(!ident.failed());
    return ident.value();
}

void join(World& world, uint64_t ident) {
    auto done = join_thread(world.t(), ident);
    REQUIRE(!done.failed());
    CHECK(done.value());
}

}  // namespace

TEST_CASE("appends by several threads all arrive, with the GIL and without") {
    for (bool gil : {true, false}) {
        World world(with_gil(gil));
        world.heap().set_stress_period(17);
        Root list(world.t(), Value(make_list(world.t())));
        std::vector<uint64_t> idents;
        for (int worker = 0; worker < 3; ++worker) {
            idents.push_back(start(world, [list](Thread& thread) {
                for (int i = 0; i < 4000; ++i) {
                    append(thread, list.get().to<Pair>(), Value(make_pair(thread, Value::none(), Value::none(), 5)));
                    CHECK(!thread.poll().failed());
                }
            }));
        }
        for (uint64_t ident : idents) join(world, ident);
        CHECK(list.get().to<Pair>()->number == 12000);
        auto* items = list.get().to<Pair>()->left.get().to<ValueArray>();
        bool whole = true;
        for (int i = 0; i < 12000; ++i) whole &= items->items_[i].get().to<Pair>()->magic == Pair::kMagic;
        CHECK(whole);
        CHECK(world.heap().check(world.t()) == "");
    }
}

TEST_CASE("with the GIL on at most one thread is attached") {
    World world;
    std::atomic<int> inside{0}, violations{0}, iterations{0};
    std::vector<uint64_t> idents;
    world.interpreter->threads->set_switch_interval(200'000);
    for (int worker = 0; worker < 3; ++worker) {
        idents.push_back(start(world, [&](Thread& thread) {
            for (int i = 0; i < 20000; ++i) {
                if (inside.fetch_add(1) != 0) ++violations;
                inside.fetch_sub(1);
                ++iterations;
                if (thread.poll().failed()) return;
                if (i % 100 == 0) Detached pause(thread);
            }
        }));
    }
    for (uint64_t ident : idents) join(world, ident);
    CHECK(violations == 0);
    CHECK(iterations == 60000);
}

TEST_CASE("a computing thread hands the GIL over when the interval ends") {
    World world;
    std::atomic<bool> stop{false};
    uint64_t busy = start(world, [&](Thread& thread) {
        while (!stop.load(std::memory_order_relaxed))
            if (thread.poll().failed()) return;
    });
    Deadline longest = 0;
    for (int i = 0; i < 20; ++i) {
        Deadline began = monotonic_now();
        { Detached pause(world.t()); }
        longest = std::max(longest, monotonic_now() - began);
    }
    stop = true;
    join(world, busy);
    CHECK(longest < 200 * kMillisecond);
}

TEST_CASE("the mode is toggled thousands of times while threads work") {
    World world;
    world.heap().set_stress_period(17);
    Root list(world.t(), Value(make_list(world.t())));
    Root slot(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
    std::atomic<bool> stop{false};
    std::atomic<uint64_t> appended{0};
    std::vector<uint64_t> idents;
    for (int worker = 0; worker < 2; ++worker) {
        idents.push_back(start(world, [&, list, slot](Thread& thread) {
            while (!stop.load(std::memory_order_relaxed)) {
                Pair* fresh = make_pair(thread, Value::none(), Value::none(), 3);
                Pair* object = slot.get().to<Pair>();
                {
                    ByteLockGuard guard(thread, object);
                    object->left.set(object, Value(fresh));
                    ++object->number;
                }
                Value seen = object->left.get();
                if (seen.to<Pair>()->magic != Pair::kMagic) std::abort();
                if (appended.load(std::memory_order_relaxed) < 20000) {
                    append(thread, list.get().to<Pair>(), seen);
                    appended.fetch_add(1);
                }
                {
                    ByteLockPairGuard guard(thread, object, list.get().cell());
                    ++object->number;
                }
                if (thread.poll().failed()) return;
            }
        }));
    }
    world.interpreter->threads->set_switch_interval(100'000);
    // More rounds on a busy machine, until the workers had their turns too.
    for (int i = 0; i < 3000 || (appended <= 1000 && i < 1'000'000); ++i) {
        world.interpreter->threads->set_gil_mode(world.t(), i % 2 ? GilMode::On : GilMode::Off);
        CHECK(world.t().gil_on == (i % 2 == 1));
        if (i % 100 == 0) world.heap().collect(world.t(), i % 200 ? Collection::Full : Collection::Young);
        CHECK(!world.t().poll().failed());
        if (i % 16 == 0) {
            Detached pause(world.t());
        }
    }
    stop = true;
    for (uint64_t ident : idents) join(world, ident);
    CHECK(list.get().to<Pair>()->number == appended.load());
    CHECK(appended > 1000);
    CHECK(world.heap().check(world.t()) == "");
}

TEST_CASE("collections by several threads at once, with cells passed between them") {
    World world(with_gil(false));
    world.heap().set_stress_period(17);
    Root mailbox(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
    world.heap().set_young_trigger(64 * 1024);
    std::vector<uint64_t> idents;
    std::atomic<int> broken{0};
    for (int worker = 0; worker < 3; ++worker) {
        idents.push_back(start(world, [&, mailbox](Thread& thread) {
            Pair* box = mailbox.get().to<Pair>();
            for (int i = 0; i < 20000; ++i) {
                Value chain = Value(make_pair(thread, box->left.get(), Value::none(), static_cast<uint64_t>(i)));
                if (i % 50 == 0) chain.to<Pair>()->left.set_immediate(Value::none());
                box->left.set(box, chain);
                int length = 0;
                for (Value at = box->left.get(); at.is_cell() && length < 20; at = at.to<Pair>()->left.get(), ++length)
                    broken += at.to<Pair>()->magic != Pair::kMagic;
                thread.safepoint();
            }
        }));
    }
    for (uint64_t ident : idents) join(world, ident);
    CHECK(broken == 0);
    CHECK(world.heap().statistics().young_collections > 20);
    CHECK(world.heap().check(world.t()) == "");
}

TEST_CASE("two objects are locked in either order without deadlock") {
    World world(with_gil(false));
    Root a(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
    Root b(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
    auto work = [a, b](Cell* first, Cell* second) {
        return [=](Thread& thread) {
            for (int i = 0; i < 5000; ++i) {
                ByteLockPairGuard guard(thread, first, second);
                ++a.get().to<Pair>()->number;
                ++b.get().to<Pair>()->number;
            }
        };
    };
    uint64_t one = start(world, work(a.get().cell(), b.get().cell()));
    uint64_t two = start(world, work(b.get().cell(), a.get().cell()));
    join(world, one);
    join(world, two);
    CHECK(a.get().to<Pair>()->number == 10000);
    CHECK(b.get().to<Pair>()->number == 10000);
    ByteLockPairGuard same(world.t(), a.get().cell(), a.get().cell());
}

TEST_CASE("a sleeper notices an interrupt within 50 ms") {
    for (bool gil : {true, false}) {
        World world(with_gil(gil));
        std::atomic<Deadline> asked{0};
        Deadline noticed = 0;
        bool failed = false, right = false;
        std::atomic<bool> ready{false};
        uint64_t ident = start(world, [&](Thread& thread) {
            ready = true;
            failed = wait(thread, WaitTarget::nothing(), deadline_in(10'000 * kMillisecond)).failed();
            noticed = monotonic_now();
            right = thread.pending == Value::small(static_cast<int>(Exc::KeyboardInterrupt));
        });
        while (!ready) REQUIRE(!wait(world.t(), WaitTarget::nothing(), deadline_in(5 * kMillisecond)).failed());
        asked = monotonic_now();
        CHECK(interrupt(*world.interpreter, ident));
        join(world, ident);
        CHECK(failed);
        CHECK(right);
        CHECK(noticed - asked < 50 * kMillisecond);
    }
}

TEST_CASE("a wait for a descriptor ends when it is readable, at the deadline, or by termination") {
    World world;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    auto outcome = wait(world.t(), WaitTarget::readable(ends[0]), deadline_in(10 * kMillisecond));
    REQUIRE(!outcome.failed());
    CHECK(outcome.value() == WaitOutcome::TimedOut);
    std::thread writer([&] {
        usleep(10'000);
        CHECK(write(ends[1], "x", 1) == 1);
    });
    outcome = wait(world.t(), WaitTarget::readable(ends[0]));
    REQUIRE(!outcome.failed());
    CHECK(outcome.value() == WaitOutcome::Ready);
    writer.join();
    char byte;
    CHECK(read(ends[0], &byte, 1) == 1);
    bool ended = false;
    uint64_t ident = start(world, [&](Thread& thread) {
        ended = wait(thread, WaitTarget::readable(ends[0])).failed() && thread.terminating;
    });
    REQUIRE(!wait(world.t(), WaitTarget::nothing(), deadline_in(20 * kMillisecond)).failed());
    CHECK(terminate(*world.interpreter, ident));
    join(world, ident);
    CHECK(ended);
    close(ends[0]);
    close(ends[1]);
}

TEST_CASE("a parking mutex excludes, times out, and is unlocked by another thread") {
    World world(with_gil(false));
    ParkingMutex mutex;
    int counter = 0;
    std::vector<uint64_t> idents;
    for (int worker = 0; worker < 3; ++worker) {
        idents.push_back(start(world, [&](Thread& thread) {
            for (int i = 0; i < 3000; ++i) {
                auto locked = mutex.lock(thread);
                if (locked.failed() || !locked.value()) return;
                ++counter;
                mutex.unlock(*thread.interpreter);
            }
        }));
    }
    for (uint64_t ident : idents) join(world, ident);
    CHECK(counter == 9000);
    CHECK(mutex.try_lock());
    auto locked = mutex.lock(world.t(), deadline_in(10 * kMillisecond));
    REQUIRE(!locked.failed());
    CHECK(!locked.value());
    uint64_t ident = start(world, [&](Thread& thread) { mutex.unlock(*thread.interpreter); });
    locked = mutex.lock(world.t());
    REQUIRE(!locked.failed());
    CHECK(locked.value());
    join(world, ident);
    CHECK(mutex.unlock(*world.interpreter));
    CHECK(!mutex.unlock(*world.interpreter));
}

TEST_CASE("what cannot be polled runs on a helper, which is abandoned on interrupt") {
    World world;
    auto done = std::make_shared<std::atomic<int>>(0);
    CHECK(!run_abandonable(world.t(), errand([done] { *done = 1; })).failed());
    CHECK(*done == 1);
    std::thread interrupter([&] {
        usleep(20'000);
        interrupt_main(*world.interpreter);
    });
    Deadline began = monotonic_now();
    CHECK(run_abandonable(world.t(), errand([done] {
                              usleep(400'000);
                              *done = 2;
                          }))
              .failed());
    CHECK(monotonic_now() - began < 200 * kMillisecond);
    interrupter.join();
    world.t().pending = Value::nothing();
    while (*done != 2) usleep(1000);
}

TEST_CASE("handles are released on threads that are not attached") {
    World world;
    std::vector<Root> roots;
    for (int i = 0; i < 500; ++i)
        roots.emplace_back(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
    std::thread dropper([&] { roots.clear(); });
    for (int i = 0; i < 10; ++i) world.heap().collect(world.t(), Collection::Full);
    dropper.join();
    CHECK(world.heap().root_table().live_count() == 0);
}

TEST_CASE("a spent budget of steps or of time terminates until it is cleared") {
    World world;
    CHECK(set_budget(*world.interpreter, 0, 100));
    int steps = 0;
    while (!world.t().poll().failed() && steps < 1000) ++steps;
    CHECK(steps >= 99);
    CHECK(steps <= 100);
    CHECK(world.t().terminating);
    CHECK(world.t().poll().failed());
    clear_budget(*world.interpreter);
    clear_termination(world.t());
    CHECK(!world.t().poll().failed());
    CHECK(set_budget(*world.interpreter, 20 * kMillisecond, 0));
    Deadline began = monotonic_now();
    CHECK(wait(world.t(), WaitTarget::nothing(), deadline_in(5000 * kMillisecond)).failed());
    CHECK(monotonic_now() - began < 1000 * kMillisecond);
    clear_budget(*world.interpreter);
    clear_termination(world.t());
    CHECK(!world.t().poll().failed());
}

TEST_CASE("destroying an interpreter ends its threads, computing and sleeping ones") {
    for (bool gil : {true, false}) {
        World world(with_gil(gil));
        for (int i = 0; i < 2; ++i) {
            start(world, [](Thread& thread) {
                while (!thread.poll().failed()) make_pair(thread, Value::none(), Value::none());
            });
            start(world, [](Thread& thread) { CHECK(wait(thread, WaitTarget::nothing()).failed()); });
        }
    }
}

TEST_CASE("interpreters in different threads do not meet") {
    std::vector<std::thread> hosts;
    std::atomic<int> wrong{0};
    for (int i = 0; i < 2; ++i) {
        hosts.emplace_back([&wrong] {
            for (int round = 0; round < 20; ++round) {
                World world;
                Value chain = Value::none();
                for (int j = 0; j < 2000; ++j) chain = Value(make_pair(world.t(), chain, Value::none()));
                world.heap().collect(world.t(), Collection::Young);
                int length = 0;
                for (; chain.is_cell(); chain = chain.to<Pair>()->left.get()) ++length;
                wrong += length != 2000;
            }
        });
    }
    for (auto& host : hosts) host.join();
    CHECK(wrong == 0);
}

TEST_CASE("a host thread enters, calls back and enters again; what it holds in entries is kept") {
    World world;
    Interpreter& interpreter = *world.interpreter;
    bool right = false;
    std::thread host([&] {
        Thread& thread = *interpreter.threads->create(ThreadRegistry::StackScan::FromEntry);
        {
            HostEntry entry(thread);
            Pair* outer = make_pair(thread, Value::none(), Value::none(), 11);
            {
                HostCall call(thread);
                HostEntry inner(thread);
                Pair* second = make_pair(thread, Value::none(), Value::none(), 12);
                thread.heap().collect(thread, Collection::Full);
                for (int i = 0; i < 1000; ++i) make_pair(thread, Value::none(), Value::none(), 13);
                right = outer->number == 11 && second->number == 12;
            }
            right &= outer->number == 11;
        }
        interpreter.threads->destroy(thread);
    });
    {
        Detached pause(world.t());
        host.join();
    }
    CHECK(right);
}

TEST_CASE("stop-the-world stops those that run and holds back those that come") {
    World world(with_gil(false));
    std::atomic<uint64_t> progress{0};
    std::atomic<bool> stop{false};
    std::vector<uint64_t> idents;
    for (int worker = 0; worker < 2; ++worker) {
        idents.push_back(start(world, [&, worker](Thread& thread) {
            while (!stop) {
                if (worker == 1) {
                    Detached pause(thread);
                }
                progress.fetch_add(1);
                thread.safepoint();
            }
        }));
    }
    for (int i = 0; i < 200; ++i) {
        world.interpreter->threads->stop_world(world.t());
        uint64_t before = progress;
        usleep(50);
        CHECK(progress == before);
        world.interpreter->threads->resume_world(world.t());
    }
    stop = true;
    for (uint64_t ident : idents) join(world, ident);
}

TEST_CASE("the child of a fork goes on with the calling thread alone") {
    for (bool gil : {true, false}) {
        World world(with_gil(gil));
        start(world, [](Thread& thread) {
            while (!thread.poll().failed()) make_pair(thread, Value::none(), Value::none());
        });
        Pair* kept = make_pair(world.t(), Value::none(), Value::none(), 77);
        int child = fork_process(world.t());
        REQUIRE(child >= 0);
        if (child == 0) {
            world.heap().collect(world.t(), Collection::Full);
            for (int i = 0; i < 1000; ++i) make_pair(world.t(), Value::none(), Value::none());
            { Detached pause(world.t()); }
            bool right = kept->number == 77 && world.interpreter->threads->count() == 1 && !world.t().poll().failed();
            _exit(right ? 0 : 1);
        }
        int status = -1;
        {
            Detached pause(world.t());
            waitpid(child, &status, 0);
        }
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }
}

TEST_CASE("non-daemon threads are joined; a join can time out") {
    World world;
    std::atomic<bool> go{false};
    uint64_t ident = start(world, [&](Thread& thread) {
        while (!go) {
            if (wait(thread, WaitTarget::nothing(), deadline_in(kMillisecond)).failed()) return;
        }
    });
    auto early = join_thread(world.t(), ident, deadline_in(5 * kMillisecond));
    REQUIRE(!early.failed());
    CHECK(!early.value());
    go = true;
    CHECK(!join_all_threads(world.t()).failed());
    CHECK(world.interpreter->threads->count() == 1);
    CHECK(!interrupt(*world.interpreter, ident));
}

}  // namespace krait::core
