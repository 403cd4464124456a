// One collection: mark, weak references, finalizers, caches, and the bookkeeping that makes sweeping lazy.
#pragma once

#include <mutex>
#include <pthread.h>
#include <unordered_set>
#include <vector>

#include "runtime/heap/block.h"
#include "runtime/heap/mark_stack.h"
#include "runtime/heap/spares.h"

namespace krait::core {

class Collector final : public Tracer {
public:
    explicit Collector(Heap& heap) : heap_(heap) {}
    // `began`: when the world was asked to stop, which is part of the pause.
    void run(Thread& thread, Collection collection, uint64_t began);
    // A full collection that first queues what has a finalizer, dead or alive, but for native objects.
    void run_finalizing_all(Thread& thread);

    void visit(Cell* cell) override { mark(cell); }
    void visit_candidate(uintptr_t word) override { mark_candidate(word); }
    using Tracer::visit;
    MarkStack& stack() { return stack_; }
    // Cells that got a finalizer since the last collection, in the order of their birth in each thread. By thread, so that threads
    // that make many of them (each coroutine is one) do not meet.
    struct alignas(64) Newcomers {
        std::mutex mutex;
        std::vector<Cell*> cells;
    };
    Newcomers& newcomers_of_this_thread() {
        constexpr int kShift = 12;  // the addresses of two threads' own data differ above it
        return newcomers_[(reinterpret_cast<uintptr_t>(pthread_self()) >> kShift) % std::size(newcomers_)];
    }
    void gather_newcomers();  // into the heap's list
    bool has_newcomers();
    Spares& spares() { return spares_; }

private:
    // Internal data and numbers refer to nothing.
    static constexpr bool is_leaf(Layout layout) {
        return layout == Layout::Bytes_ || layout == Layout::Int || layout == Layout::Float ||
               layout == Layout::Complex || layout == Layout::Bytes;
    }
    void mark(Cell* cell) {
        if (!Block::of(cell)->set_mark(cell)) return;
        stack_.push(reinterpret_cast<uintptr_t>(cell));
    }
    void trace(Cell* cell) {
        // Clean again: what it refers to is marked now.
        if (cell->dirty_.load(std::memory_order_relaxed)) cell->dirty_.store(0, std::memory_order_relaxed);
        trace_cell(cell, *this);
    }
    void adapt_young_trigger(uint64_t pause, uint64_t between);
    void drop_runs();
    void clear_marks();
    void mark_dirty();
    void mark_roots(Thread& thread, Collection collection);
    void mark_stack_of(Thread& thread);
    void mark_words(const char* from, const char* to);
    void mark_candidate(uintptr_t word);
    void drain();
    void drain_stack();
    void process_weak(Collection collection, WeakPhase phase);
    void process_weak_cells(Collection collection);
    void drop_dead_weak_cells(Collection collection);
    void queue_finalizers(Thread& thread, Collection collection);
    void queue_everything_finalizable();
    void queue_in_order(const std::vector<Cell*>& cells);
    void order_from(Cell* root, const std::unordered_set<Cell*>& members, std::vector<Cell*>& finished);
    void destroy_natives(Collection collection);
    void finish(Collection collection, uint64_t used_before);
    bool settle_block(Block* block, Collection collection);

    Heap& heap_;
    MarkStack stack_;
    Spares spares_;
    std::vector<Cell*> put_off_;  // what the search for an order has met and not entered
    bool finalizing_all_ = false;
    Newcomers newcomers_[16];
    uint64_t runners_ = 1;  // threads that the last young collection stopped, with the one that ran it
};

}  // namespace krait::core
