// bench_threads_control: what two threads of this machine are worth, for bench/threads/scaling.py to divide by.
//
// Reads lines `KIND THREADS` and answers each with the seconds that so many threads took, each doing the same work.
// KIND compute: a small interpreter; allocate: trees from malloc, made and freed.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

namespace {

// A program of a few instructions, in a loop that fetches and dispatches them: many independent loads and well predicted
// jumps, as in an interpreter, so that what two hardware threads take from each other counts here too.
uint64_t compute() {
    enum : uint8_t { Add, Multiply, Load, Store, Jump };
    struct Instruction {
        uint8_t op, to, a, b;
    };
    const std::vector<Instruction> program = {{Load, 0, 4, 0},  {Add, 1, 1, 0}, {Multiply, 2, 1, 5}, {Add, 3, 3, 2},
                                              {Store, 4, 3, 0}, {Add, 4, 4, 5}, {Jump, 0, 0, 0}};
    std::vector<uint64_t> table(512, 1), registers(8, 3);
    size_t at = 0;
    for (int i = 0; i < 2'000'000; ++i) {
        const Instruction& each = program[at++];
        switch (each.op) {
        case Add: registers[each.to] = registers[each.a] + registers[each.b]; break;
        case Multiply: registers[each.to] = registers[each.a] * registers[each.b]; break;
        case Load: registers[each.to] = table[registers[each.a] & 511]; break;
        case Store: table[registers[each.to] & 511] = registers[each.a]; break;
        case Jump: at = each.to; break;
        }
    }
    return table[7];
}

struct Node {
    std::unique_ptr<Node> left, right;
    std::vector<int> value;
};

std::unique_ptr<Node> make_tree(int depth) {
    if (depth == 0) return nullptr;
    auto node = std::make_unique<Node>();
    node->left = make_tree(depth - 1), node->right = make_tree(depth - 1);
    node->value.push_back(depth);
    return node;
}

uint64_t allocate() {
    uint64_t count = 0;
    for (int i = 0; i < 300; ++i) count += make_tree(8)->value.size();
    return count;
}

double timed(uint64_t (*work)(), int count) {
    volatile uint64_t sink = 0;
    auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back([&] { sink = work(); });
    for (auto& thread : threads) thread.join();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main() {
    char kind[32];
    int count;
    while (scanf("%31s %d", kind, &count) == 2) {
        printf("%.6f\n", timed(strcmp(kind, "allocate") == 0 ? allocate : compute, count));
        fflush(stdout);
    }
}
