// The heap checker: every invariant of block.h and heap.h, with the world stopped. For tests; slow.
#include "runtime/heap/annotations.h"
#include "runtime/heap/block.h"
#include "runtime/heap/block_map.h"
#include "runtime/interpreter.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/registry.h"

namespace krait::core {

namespace {

class Checker final : public Tracer {
public:
    explicit Checker(const Heap& heap) : heap_(heap) {}

    void check_cell(Block* block, Cell* cell) {
        owner_ = cell;
        owner_is_old_ = block->is_marked(cell);
        bool dirty = cell->dirty_.load(std::memory_order_relaxed);
        owner_is_clean_ = !dirty;
        if (cell->layout() == Layout::Free) fail("an allocated cell has the layout Free");
        if (owner_is_old_ && dirty && !block->dirty.load(std::memory_order_relaxed))
            fail("a dirty old cell in a clean block");
        trace_cell(cell, *this);
    }
    using Tracer::visit;
    void visit(Cell* cell) override {
        if (heap_.cell_of(reinterpret_cast<uintptr_t>(cell)) != cell) {
            fail("a reference to what is no allocated cell");
            return;
        }
        if (owner_is_old_ && owner_is_clean_ && !heap_.is_marked(cell)) fail("a clean old cell refers to a young one");
    }
    void fail(const char* what) {
        if (!problem.empty()) return;
        char buffer[200];
        snprintf(buffer, sizeof buffer, "%s (cell %p, layout %d)", what, static_cast<void*>(owner_),
                 owner_ ? static_cast<int>(owner_->layout()) : -1);
        problem = buffer;
    }
    std::string problem;

private:
    const Heap& heap_;
    Cell* owner_ = nullptr;
    bool owner_is_old_ = false, owner_is_clean_ = false;
};

}  // namespace

std::string Heap::check(Thread& thread) {
    KRAIT_SAVE_CONTEXT(thread.state->registers, thread.state->stack_pointer);
    interpreter_.threads->stop_world(thread);
    Checker checker(*this);
    for (Block* block : blocks_) {
        if (block->heap != this || map_->find(reinterpret_cast<uintptr_t>(block)) != block)
            checker.fail("a block of nobody");
        if (block->cell_size != class_size(block->size_class)) checker.fail("a block with a wrong cell size");
        size_t marked = 0;
        for (uint64_t word : block->marks) marked += static_cast<size_t>(__builtin_popcountll(word));
        size_t at_cells = 0;
        for (uint32_t at = kFirstCell; at < block->limit(); at += block->cell_size) {
            Cell* cell = block->cell_at(at);
            at_cells += block->is_marked(cell);
            if (is_allocated(block, cell)) checker.check_cell(block, cell);
            else if (block->is_marked(cell)) checker.fail("a marked cell that is not allocated");
        }
        if (at_cells != marked) checker.fail("a mark that is at no cell");
        if (block->marked_count != marked) checker.fail("a wrong count of marks");
    }
    for (Block* block : large_) {
        if (map_->find(reinterpret_cast<uintptr_t>(block) + block->mapping_size - 1) != block)
            checker.fail("a large cell of nobody");
        if (is_allocated(block, block->cell_at(kFirstCell))) checker.check_cell(block, block->cell_at(kFirstCell));
    }
    for (Block* block = free_blocks_; block; block = block->next) {
        if (block->state != BlockState::Free || block->marked_count)
            checker.fail("a block in the pool that is not free");
        for (uint64_t word : block->marks)
            if (word) checker.fail("a block in the pool with marks");
    }
    interpreter_.threads->for_each([&](Thread& each) {
        for (int i = 0; i < kSizeClasses; ++i) {
            Block* block = each.state->owned[i];
            Run& run = each.runs[i];
            if (run.cursor == run.end) continue;
            if (!block && block_of(run.cursor) == nullptr) checker.fail("a run without a block");
            if (static_cast<size_t>(run.end - run.cursor) % class_size(i))
                checker.fail("a run that ends inside of a cell");
#ifndef KRAIT_ASAN
            for (char* at = run.cursor; at < run.end; ++at)
                if (*at) checker.fail("a run that is not zero");
#endif
        }
    });
    interpreter_.threads->resume_world(thread);
    return checker.problem;
}

}  // namespace krait::core
