// The heap alone: allocation, pauses, the life of an interpreter. Prints one line each.
#include "toys.h"

#include <cstdio>

#include "runtime/threads/spawn.h"

using namespace krait::core;

namespace {

struct Small : Cell {
    uint64_t number;
};

double seconds_since(Deadline began) { return static_cast<double>(monotonic_now() - began) / 1e9; }

}  // namespace

template <>
struct krait::core::LayoutOf<Small> {
    static constexpr Layout value = Layout::Float;
};

namespace {

void allocate_small(const char* what, Thread& thread, size_t count) {
    Deadline began = monotonic_now();
    for (size_t i = 0; i < count; ++i) allocate<Small>(thread, 3)->number = i;
    double took = seconds_since(began);
    HeapStatistics statistics = thread.heap().statistics();
    printf("%-36s %6.1f M cells/s   young %llu full %llu, longest pause %.2f ms\n", what,
           static_cast<double>(count) / took / 1e6, static_cast<unsigned long long>(statistics.young_collections),
           static_cast<unsigned long long>(statistics.full_collections),
           static_cast<double>(statistics.longest_pause_ns) / 1e6);
}

// A binary tree of pairs, about `bytes` large.
Value make_tree(Thread& thread, int depth) {
    if (depth == 0) return Value::none();
    Value left = make_tree(thread, depth - 1), right = make_tree(thread, depth - 1);
    return Value(make_pair(thread, left, right));
}

void pauses_with_live(int depth) {
    World world;
    Root tree(world.t(), make_tree(world.t(), depth));
    world.heap().collect(world.t(), Collection::Full);
    double full = static_cast<double>(world.heap().statistics().last_pause_ns) / 1e6;
    double megabytes = static_cast<double>(world.heap().statistics().bytes_in_use) / 1e6;
    double young = 0;
    for (int i = 0; i < 10; ++i) {
        for (int j = 0; j < 250'000; ++j) allocate<Small>(world.t(), 3);
        world.heap().collect(world.t(), Collection::Young);
        young += static_cast<double>(world.heap().statistics().last_pause_ns) / 1e7;
    }
    printf("%5.0f MB live: full %.2f ms, young %.3f ms\n", megabytes, full, young);
    char what[64];
    snprintf(what, sizeof what, "16-byte cells, %.0f MB live", megabytes);
    allocate_small(what, world.t(), 50'000'000);
}

struct Allocating final : ThreadBody {
    void run(Thread& thread) override {
        for (int i = 0; i < 50'000'000; ++i) allocate<Small>(thread, 3)->number = 1;
    }
};
struct Computing final : ThreadBody {
    std::atomic<bool>& stop;
    explicit Computing(std::atomic<bool>& stop) : stop(stop) {}
    void run(Thread& thread) override {
        while (!stop.load(std::memory_order_relaxed) && !thread.poll().failed()) allocate<Small>(thread, 3);
    }
};

void threads() {
    InterpreterOptions options;
    options.gil = false;
    World world(options);
    for (int count : {1, 2}) {
        Deadline began = monotonic_now();
        for (int i = 0; i < count; ++i) (void)spawn_thread(world.t(), {}, std::make_unique<Allocating>()).failed();
        (void)join_all_threads(world.t()).failed();
        printf("%d threads allocate, free              %6.1f M cells/s\n", count, count * 50 / seconds_since(began));
    }
    world.interpreter->threads->set_gil_mode(world.t(), GilMode::On);
    std::atomic<bool> stop{false};
    (void)spawn_thread(world.t(), {}, std::make_unique<Computing>(stop)).failed();
    (void)wait(world.t(), WaitTarget::nothing(), deadline_in(20'000'000)).failed();
    Deadline began = monotonic_now();
    for (int i = 0; i < 200; ++i) Detached pause(world.t());
    printf("a short block behind a computing thread %5.2f ms\n", seconds_since(began) * 1000 / 200);
    stop = true;
}

}  // namespace

int main() {
    threads();
    {
        World world;
        allocate_small("16-byte cells, nothing live", world.t(), 100'000'000);
    }
    {
        World world;
        Deadline began = monotonic_now();
        for (int i = 0; i < 50; ++i) make_tree(world.t(), 16);
        HeapStatistics statistics = world.heap().statistics();
        printf("%-36s %6.1f M cells/s   young %llu full %llu, longest pause %.2f ms\n", "48-byte trees, 3 MB each",
               50 * 65536 / seconds_since(began) / 1e6, static_cast<unsigned long long>(statistics.young_collections),
               static_cast<unsigned long long>(statistics.full_collections),
               static_cast<double>(statistics.longest_pause_ns) / 1e6);
    }
    {
        World world;
        Deadline began = monotonic_now();
        for (int i = 0; i < 100'000; ++i) make_bytes(world.t(), 20'000);
        printf("%-36s %6.2f us each\n", "20 KB cells", seconds_since(began) * 10);
        began = monotonic_now();
        for (int i = 0; i < 20'000; ++i) make_bytes(world.t(), 200'000);
        printf("%-36s %6.2f us each\n", "200 KB cells", seconds_since(began) * 50);
    }
    pauses_with_live(16);
    pauses_with_live(20);
    Deadline began = monotonic_now();
    for (int i = 0; i < 1000; ++i) World world;
    printf("create and destroy                   %6.1f us\n", seconds_since(began) * 1000);
    {
        World world;
        began = monotonic_now();
        for (int i = 0; i < 1'000'000; ++i) Detached pause(world.t());
        printf("detach and attach, GIL               %6.1f ns\n", seconds_since(began) * 1000);
        world.interpreter->threads->set_gil_mode(world.t(), GilMode::Off);
        began = monotonic_now();
        for (int i = 0; i < 1'000'000; ++i) Detached pause(world.t());
        printf("detach and attach, free              %6.1f ns\n", seconds_since(began) * 1000);
    }
}
