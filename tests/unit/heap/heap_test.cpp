// What the collector keeps and what it frees, in one thread.
#include <array>

#include <doctest/doctest.h>

#include "toys.h"

namespace krait::core {

namespace {

Pair* make_chain(Thread& thread, int length) {
    Pair* head = nullptr;
    for (int i = 0; i < length; ++i) {
        Pair* next = make_pair(thread, head ? Value(head) : Value::none(), Value::none(), static_cast<uint64_t>(i));
        head = next;
    }
    return head;
}

int chain_length(Pair* head) {
    int length = 0;
    for (Value at = Value(head); at.is_cell(); at = at.to<Pair>()->left.get()) {
        if (at.to<Pair>()->magic != Pair::kMagic) return -1;
        ++length;
    }
    return length;
}

size_t live_pairs(World& world) {
    size_t count = 0;
    world.heap().for_each_cell(
        world.t(), [](Cell* cell, void* data) { *static_cast<size_t*>(data) += cell->layout() == Layout::Instance; },
        &count);
    return count;
}

__attribute__((noinline)) void make_garbage(Thread& thread, int count) {
    for (int i = 0; i < count; ++i) make_pair(thread, Value::none(), Value::none());
}

}  // namespace

TEST_CASE("a local pointer keeps a chain alive through collections of both kinds") {
    World world;
    Pair* chain = make_chain(world.t(), 1000);
    for (int i = 0; i < 4; ++i) {
        make_garbage(world.t(), 5000);
        world.heap().collect(world.t(), i % 2 ? Collection::Full : Collection::Young);
        CHECK(chain_length(chain) == 1000);
        CHECK(world.heap().check(world.t()) == "");
    }
}

TEST_CASE("garbage is freed and its memory used again") {
    World world;
    world.heap().set_stress_period(997);
    make_garbage(world.t(), 10000);
    world.heap().collect(world.t(), Collection::Full);
    uint64_t mapped = world.heap().statistics().bytes_mapped;
    for (int i = 0; i < 20; ++i) {
        make_garbage(world.t(), 10000);
        world.heap().collect(world.t(), Collection::Full);
    }
    CHECK(world.heap().statistics().bytes_mapped <= mapped + 4 * kBlockSize);
    clear_dead_stack();
    CHECK(live_pairs(world) < 20);
}

TEST_CASE("an old cell that was written keeps what it now refers to through a young collection") {
    World world;
    Root old(world.t(), Value(make_pair(world.t(), Value::none(), Value::none(), 1)));
    world.heap().collect(world.t(), Collection::Full);
    old.get().to<Pair>()->left.set(old.get().to<Pair>(), Value(make_chain(world.t(), 100)));
    clear_dead_stack();
    for (int i = 0; i < 3; ++i) {
        make_garbage(world.t(), 3000);
        world.heap().collect(world.t(), Collection::Young);
        CHECK(world.heap().check(world.t()) == "");
    }
    CHECK(chain_length(old.get().to<Pair>()) == 101);
}

TEST_CASE("cells of all sizes are zeroed, distinct and stay as they were written") {
    World world;
    world.heap().set_stress_period(997);
    ValueVector kept;
    for (size_t size = 1; size < 40000; size = size * 5 / 4 + 3) {
        RawBytes* bytes = make_bytes(world.t(), size);
        REQUIRE(bytes);
        bool zero = true;
        for (size_t i = 0; i < size; ++i) zero &= bytes->bytes[i] == 0;
        CHECK(zero);
        for (size_t i = 0; i < size; ++i) bytes->bytes[i] = static_cast<char>(size + i);
        REQUIRE(!kept.push(world.t(), Value(bytes)).failed());
    }
    for (int round = 0; round < 2; ++round) {
        world.heap().collect(world.t(), Collection::Full);
        make_garbage(world.t(), 20000);
        for (size_t i = 0; i < kept.size(); ++i) {
            RawBytes* bytes = kept[i].to<RawBytes>();
            bool same = true;
            for (size_t j = 0; j < bytes->size; ++j) same &= bytes->bytes[j] == static_cast<char>(bytes->size + j);
            CHECK(same);
        }
    }
    CHECK(world.heap().check(world.t()) == "");
}

TEST_CASE("a root handle keeps its value, and lets go of it") {
    World world;
    [&]() __attribute__((noinline)) {
        Root root(world.t(), Value(make_chain(world.t(), 500)));
        Root copy = root;
        clear_dead_stack();
        world.heap().collect(world.t(), Collection::Full);
        CHECK(chain_length(copy.get().to<Pair>()) == 500);
        CHECK(world.heap().root_table().live_count() == 1);
    }();
    clear_dead_stack();
    CHECK(live_pairs(world) < 20);
    CHECK(world.heap().root_table().live_count() == 0);
}

TEST_CASE("a root handle outlives its interpreter") {
    Root root;
    {
        World world;
        root = Root(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
    }
    CHECK(root.get().is_nothing());
}

TEST_CASE("interior pointers and the pointer behind the end keep a cell alive") {
    World world;
    world.heap().collect(world.t(), Collection::Full);
    RawBytes* bytes = make_bytes(world.t(), 1000);
    auto address = reinterpret_cast<uintptr_t>(bytes);
    CHECK(world.heap().cell_of(address) == bytes);
    CHECK(world.heap().cell_of(address + 500) == bytes);
    CHECK(world.heap().cell_of(address + 1000) == bytes);
    CHECK(world.heap().cell_of(0) == nullptr);
    CHECK(world.heap().cell_of(reinterpret_cast<uintptr_t>(&world)) == nullptr);
    RawBytes* large = make_bytes(world.t(), 300000);
    CHECK(world.heap().cell_of(reinterpret_cast<uintptr_t>(large) + 299999) == large);
}

TEST_CASE("a mark stack that cannot grow still marks everything") {
    World world;
    world.heap().set_stress_period(997);
    world.heap().set_mark_stack_limit(16);
    Pair* tree = nullptr;
    for (int i = 0; i < 3000; ++i)
        tree = make_pair(world.t(), Value(make_chain(world.t(), 3)), tree ? Value(tree) : Value::none(), 7);
    world.heap().collect(world.t(), Collection::Full);
    make_garbage(world.t(), 20000);
    int count = 0;
    for (Value at = Value(tree); at.is_cell(); at = at.to<Pair>()->right.get()) {
        count += chain_length(at.to<Pair>()->left.get().to<Pair>()) == 3;
    }
    CHECK(count == 3000);
    CHECK(world.heap().check(world.t()) == "");
}

TEST_CASE("a deep list is marked without recursion") {
    World world;
    world.heap().set_stress_period(997);
    Pair* chain = make_chain(world.t(), 1'000'000);
    world.heap().collect(world.t(), Collection::Full);
    CHECK(chain_length(chain) == 1'000'000);
}

TEST_CASE("weak cells are cleared when the target dies and kept while it lives") {
    World world;
    world.heap().set_stress_period(100'000);  // all of it dies in one collection
    auto make_weak = [&](Value target) {
        WeakBox* box = allocate<WeakBox>(world.t(), internal_shape::kInternal);
        box->target.init(target);
        world.heap().register_weak(box, [](Heap& heap, Cell* cell) {
            auto* weak = static_cast<WeakBox*>(cell);
            if (!heap.is_marked(weak->target.get())) weak->target.set_immediate(Value::none());
        });
        return box;
    };
    Pair* alive = make_pair(world.t(), Value::none(), Value::none());
    WeakBox* to_alive = make_weak(Value(alive));
    std::array<WeakBox*, 50> to_dead;
    [&]() __attribute__((noinline)) {
        for (auto& box : to_dead) box = make_weak(Value(make_pair(world.t(), Value::none(), Value::none())));
    }();
    clear_dead_stack();
    world.heap().collect(world.t(), Collection::Young);
    CHECK(to_alive->target.get() == Value(alive));
    int cleared = 0;
    for (auto* box : to_dead) cleared += box->target.get().is_none();
    CHECK(cleared >= 48);
}

// Twenty families, since a stale word on the stack may keep one of them alive.
TEST_CASE("finalizers are queued once, parents before children, and their cells live one cycle more") {
    World world;
    world.heap().set_stress_period(100'000);  // all of it dies in one collection
    [&]() __attribute__((noinline)) {
        for (uint64_t family = 0; family < 20; ++family) {
            Pair* child = make_pair(world.t(), Value::none(), Value::none(), family * 2 + 1);
            world.heap().register_finalizable(child);
            Pair* middle = make_pair(world.t(), Value(child), Value::none(), 99);
            Pair* parent = make_pair(world.t(), Value(middle), Value(child), family * 2);
            world.heap().register_finalizable(parent);
        }
    }();
    clear_dead_stack();
    world.heap().collect(world.t(), Collection::Full);
    CHECK((world.t().poll_word.load() & poll::kFinalizers) != 0);
    std::array<int, 40> queued{};
    int position = 0;
    while (Cell* cell = world.heap().next_finalizer()) {
        auto* pair = static_cast<Pair*>(cell);
        CHECK(pair->magic == Pair::kMagic);
        CHECK(queued[pair->number] == 0);
        queued[pair->number] = ++position;
    }
    int complete = 0;
    for (size_t family = 0; family < 20; ++family) {
        int parent = queued[family * 2], child = queued[family * 2 + 1];
        if (!parent || !child) continue;
        ++complete;
        CHECK(parent < child);
    }
    CHECK(complete >= 17);
}

namespace {
int destroyed = 0;
}

TEST_CASE("native destructors run once, at the latest when the heap ends") {
    destroyed = 0;
    {
        World world;
        [&]() __attribute__((noinline)) {
            for (int i = 0; i < 10; ++i)
                world.heap().register_native(make_pair(world.t(), Value::none(), Value::none()),
                                             [](Cell*) { ++destroyed; });
        }();
        Root root(world.t(), Value(make_pair(world.t(), Value::none(), Value::none())));
        world.heap().register_native(root.get().cell(), [](Cell*) { destroyed += 100; });
        clear_dead_stack();
        world.heap().collect(world.t(), Collection::Full);
        CHECK(destroyed >= 8);
        CHECK(destroyed <= 10);
    }
    CHECK(destroyed == 110);
}

TEST_CASE("the memory limit raises MemoryError once, then grants the handler some room") {
    InterpreterOptions options;
    options.memory_limit = 8 * 1024 * 1024;
    World world(options);
    world.heap().set_stress_period(997);
    [&]() __attribute__((noinline)) {
        Value chain = Value::none();
        bool raised = false;
        for (int i = 0; i < 400'000 && !raised; ++i) {
            chain = Value(make_pair(world.t(), chain, Value::none()));
            raised = world.t().poll().failed();
        }
        CHECK(raised);
        CHECK(world.t().pending == world.interpreter->memory_error.get());
        CHECK(!world.t().terminating);
        world.t().pending = Value::nothing();
        for (int i = 0; i < 2000; ++i) chain = Value(make_pair(world.t(), chain, Value::none()));
        CHECK(!world.t().poll().failed());
        CHECK(make_bytes(world.t(), 64 * 1024 * 1024) == nullptr);
        CHECK(world.t().pending == world.interpreter->memory_error.get());
        world.t().pending = Value::nothing();
    }();
    clear_dead_stack();
    world.heap().collect(world.t(), Collection::Full);
    CHECK(make_bytes(world.t(), 2 * 1024 * 1024) != nullptr);
    CHECK(!world.t().poll().failed());
}

TEST_CASE("a thread that ignores MemoryError is terminated") {
    InterpreterOptions options;
    options.memory_limit = 8 * 1024 * 1024;
    World world(options);
    world.heap().set_stress_period(997);
    Value chain = Value::none();
    int raised = 0;
    for (int i = 0; i < 4'000'000 && !world.t().terminating; ++i) {
        chain = Value(make_pair(world.t(), chain, Value::none()));
        if (world.t().poll().failed()) {
            ++raised;
            world.t().pending = Value::nothing();
        }
    }
    CHECK(world.t().terminating);
    CHECK(raised >= 2);
    CHECK(raised < 50);
}

TEST_CASE("many interpreters are made and destroyed, each with its own heap") {
    for (int i = 0; i < 50; ++i) {
        World one, two;
        Pair* first = make_chain(one.t(), 10);
        Pair* second = make_chain(two.t(), 20);
        CHECK(one.heap().cell_of(reinterpret_cast<uintptr_t>(second)) == nullptr);
        one.heap().collect(one.t(), Collection::Full);
        CHECK(chain_length(first) == 10);
        CHECK(chain_length(second) == 20);
    }
}

TEST_CASE("bytes that native objects report bring a collection and count against the limit") {
    InterpreterOptions options;
    options.memory_limit = 64 * 1024 * 1024;
    World world(options);
    for (int i = 0; i < 5; ++i) world.heap().report_external(world.t(), 8 * 1024 * 1024);
    CHECK((world.t().poll_word.load() & poll::kCollect) != 0);
    CHECK(!world.t().poll().failed());
    CHECK(world.heap().statistics().full_collections == 1);
    CHECK(!world.heap().may_commit(world.t(), 32 * 1024 * 1024));
    world.heap().report_external(world.t(), -40 * 1024 * 1024);
    CHECK(world.heap().may_commit(world.t(), 32 * 1024 * 1024));
}

TEST_CASE("a vector of values grows, shrinks and keeps what it holds") {
    World world;
    ValueVector values;
    for (uint64_t i = 0; i < 5000; ++i) {
        REQUIRE(!values.push(world.t(), Value(make_pair(world.t(), Value::none(), Value::none(), i))).failed());
        if (i % 1000 == 0) world.heap().collect(world.t(), Collection::Young);
    }
    world.heap().collect(world.t(), Collection::Full);
    make_garbage(world.t(), 10000);
    bool right = true;
    for (uint64_t i = 0; i < 5000; ++i) right &= values[i].to<Pair>()->number == i && values.data()[i] == values[i];
    CHECK(right);
    CHECK(values.pop().to<Pair>()->number == 4999);
    CHECK(values.size() == 4999);
}

TEST_CASE("a weak cell that only a finalizable cell holds is cleared though it comes back") {
    World world;
    world.heap().set_stress_period(100'000);
    [&]() __attribute__((noinline)) {
        for (int i = 0; i < 20; ++i) {
            WeakBox* box = allocate<WeakBox>(world.t(), internal_shape::kInternal);
            box->target.init(Value(make_pair(world.t(), Value::none(), Value::none())));
            world.heap().register_weak(box, [](Heap& heap, Cell* cell) {
                auto* weak = static_cast<WeakBox*>(cell);
                if (!heap.is_marked(weak->target.get())) weak->target.set_immediate(Value::none());
            });
            world.heap().register_finalizable(make_pair(world.t(), Value(box), Value::none()));
        }
    }();
    clear_dead_stack();
    world.heap().collect(world.t(), Collection::Young);
    int cleared = 0;
    while (Cell* cell = world.heap().next_finalizer()) {
        cleared += static_cast<Pair*>(cell)->left.get().to<WeakBox>()->target.get().is_none();
    }
    CHECK(cleared >= 17);
}

TEST_CASE("finalizable cells that grow old are still found dead by a full collection") {
    World world;
    world.heap().set_stress_period(100'000);
    [&]() __attribute__((noinline)) {
        ValueVector kept;
        for (int i = 0; i < 20; ++i) {
            REQUIRE(!kept.push(world.t(), Value(make_pair(world.t(), Value::none(), Value::none()))).failed());
            world.heap().register_finalizable(kept[static_cast<size_t>(i)].cell());
        }
        world.heap().collect(world.t(), Collection::Young);
        CHECK(world.heap().next_finalizer() == nullptr);
    }();
    clear_dead_stack();
    world.heap().collect(world.t(), Collection::Young);
    CHECK(world.heap().next_finalizer() == nullptr);
    clear_dead_stack();
    world.heap().collect(world.t(), Collection::Full);
    int queued = 0;
    while (world.heap().next_finalizer()) ++queued;
    CHECK(queued >= 17);
}

}  // namespace krait::core
