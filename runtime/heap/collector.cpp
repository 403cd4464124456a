#include "runtime/heap/collector.h"

#include <algorithm>
#include <cstring>
#include <sys/mman.h>

#include "runtime/heap/annotations.h"
#include "runtime/heap/block_map.h"
#include "runtime/heap/roots.h"
#include "runtime/interpreter.h"
#include "runtime/objects/init.h"
#include "runtime/threads/attach.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

namespace {

constexpr uint64_t kLeastFullTrigger = 32 * 1024 * 1024;
constexpr uint64_t kLargestYoungTrigger = 64 * 1024 * 1024;
constexpr uint64_t kLeastYoungTrigger = 4 * 1024 * 1024;

// May a reader hold nothing but a pointer behind the last byte of such a cell (a loop that counts up to zero)?
bool is_variable(Layout layout) {
    switch (layout) {
    case Layout::Bytes_:
    case Layout::ValueArray:
    case Layout::ListItems:
    case Layout::DictTable:
    case Layout::SetTable:
    case Layout::OverflowChunk:
    case Layout::Int:
    case Layout::Str:
    case Layout::Bytes:
    case Layout::Tuple: return true;
    default: return false;
    }
}

}  // namespace

void Collector::run(Thread& thread, Collection collection, uint64_t began) {
    if (heap_.live_bytes_ >= heap_.full_trigger_ || heap_.external_since_ > static_cast<int64_t>(kLeastFullTrigger))
        collection = Collection::Full;
#ifdef KRAIT_GC_STRESS
    if (heap_.collections_ % 32 == 0) collection = Collection::Full;
#endif
    uint64_t used_before = heap_.live_bytes_ + heap_.allocated_;
    drop_runs();
    gather_newcomers();
    if (collection == Collection::Full) clear_marks();
    else mark_dirty();
    if (finalizing_all_) queue_everything_finalizable();
    mark_roots(thread, collection);
    drain();
    process_weak_cells(collection);
    process_weak(collection, WeakPhase::BeforeFinalizers);
    drain();
    queue_finalizers(thread, collection);
    process_weak(collection, WeakPhase::AfterFinalizers);
    clear_method_cache(heap_.interpreter_);
    const VmHooks* vm = heap_.interpreter_.vm;
    if (collection == Collection::Full && vm && vm->clear_inline_caches) vm->clear_inline_caches(heap_.interpreter_);
    drop_dead_weak_cells(collection);
    destroy_natives(collection);
    finish(collection, used_before);

    auto ended = static_cast<uint64_t>(monotonic_now());
    HeapStatistics& counts = heap_.counts_;
    counts.last_pause_ns = ended - began;
    counts.longest_pause_ns = std::max(counts.longest_pause_ns, counts.last_pause_ns);
    if (collection == Collection::Full) {
        ++counts.full_collections;
    } else {
        ++counts.young_collections;
        // Another collection may have ended while this one waited for the world.
        adapt_young_trigger(counts.last_pause_ns, began > heap_.last_end_ns_ ? began - heap_.last_end_ns_ : 0);
    }
    heap_.last_end_ns_ = ended;
    heap_.collections_.fetch_add(1, std::memory_order_relaxed);
}

// Young collections should take about 2 to 8 % of the time, and no pause more than a few milliseconds. Each thread that runs has its
// share of bytes: twice the threads, twice the bytes until they all have to stop.
void Collector::adapt_young_trigger(uint64_t pause, uint64_t between) {
    uint64_t ceiling = heap_.trigger_ceiling_, least = std::min(kLeastYoungTrigger, ceiling);
    uint64_t share = std::clamp(heap_.young_trigger_ / runners_, least, ceiling);
    if (pause * 12 > between && pause < 4'000'000) share *= 2;
    else if (pause * 50 < between) share = std::max(share / 2, least);
    runners_ = 1;
    heap_.interpreter_.threads->for_each([this](Thread& thread) {
        runners_ += thread.state->attach.load(std::memory_order_relaxed) == AttachState::Parked;
    });
    heap_.young_trigger_ = std::min(share * runners_, ceiling);
}

// What is left of the runs is found again by sweeping.
void Collector::drop_runs() {
    heap_.interpreter_.threads->for_each([](Thread& thread) {
        for (Run& run : thread.runs) run = {};
        for (Block*& block : thread.state->owned) block = nullptr;
    });
}

void Collector::clear_marks() {
    heap_.full_running_ = true;
    auto clear = [](Block* block) {
        memcpy(block->before, block->marks, sizeof block->marks);
        memset(block->marks, 0, sizeof block->marks);
        block->marked_count = 0;
    };
    for (Block* block : heap_.blocks_) clear(block);
    for (Block* block : heap_.large_) clear(block);
}

// Old cells that were written since: what they refer to may be young.
void Collector::mark_dirty() {
    auto scan = [this](Block* block) {
        if (!block->dirty.load(std::memory_order_relaxed)) return;
        for_each_marked(block, [this](Cell* cell) {
            if (cell->dirty_.load(std::memory_order_relaxed)) trace(cell);
        });
    };
    for (Block* block : heap_.blocks_) scan(block);
    for (Block* block : heap_.large_) scan(block);
    drain();
}

void Collector::mark_roots(Thread& thread, Collection collection) {
    Interpreter& interpreter = heap_.interpreter_;
    const auto* first = reinterpret_cast<const Field<Value>*>(&interpreter.types);
    const auto* last = interpreter.extension_roots + std::size(interpreter.extension_roots);
    visit_range(first, static_cast<size_t>(last - first));
    visit_object_roots(interpreter, *this);
    heap_.root_table_->visit(*this);
    for (RootProvider* provider : heap_.root_providers_) provider->visit_roots(*this, collection);
    for (size_t i = heap_.finalizer_next_; i < heap_.finalizer_queue_.size(); ++i) mark(heap_.finalizer_queue_[i]);
    interpreter.threads->for_each([&](Thread& each) {
        visit(each.pending);
        visit(each.handled);
        visit(each.async_first_iteration);
        visit(each.async_finalizer);
        visit(each.context);
        visit(each.state->trace_function);
        visit(each.state->profile_function);
        if (interpreter.vm && interpreter.vm->trace_frames) interpreter.vm->trace_frames(each, *this);
        mark_stack_of(each);
    });
}

void Collector::mark_stack_of(Thread& thread) {
    Thread::State& state = *thread.state;
    if (!state.segment) return;
    for (int i = 0; i < kSavedRegisters; ++i) mark_candidate(state.registers[i]);
    for (StackSegment* segment = state.segment; segment; segment = segment->previous) {
        mark_words(segment->bottom ? segment->bottom : state.stack_pointer, segment->top);
        if (!segment->bottom) continue;
        for (int i = 0; i < kSavedRegisters; ++i) mark_candidate(segment->registers[i]);
    }
}

// A detached thread goes on using its stack while it is read here; words that change hold nothing of ours.
KRAIT_UNSANITIZED void Collector::mark_words(const char* from, const char* to) {
    from = reinterpret_cast<const char*>((reinterpret_cast<uintptr_t>(from) + 7) & ~uintptr_t{7});
    for (; from + sizeof(uintptr_t) <= to; from += sizeof(uintptr_t))
        mark_candidate(*reinterpret_cast<const volatile uintptr_t*>(from));
}

void Collector::mark_candidate(uintptr_t word) {
    if (Cell* cell = heap_.cell_of(word)) mark(cell);
    if (word % kGranule) return;
    if (Cell* before = heap_.cell_of(word - 1)) {
        if (is_variable(before->layout())) mark(before);
    }
}

// A cell is fetched when it leaves the stack and traced a few cells later, when it has arrived.
void Collector::drain_stack() {
    constexpr size_t kAhead = 8;
    Cell* ahead[kAhead] = {};
    size_t next = 0, waiting = 0;
    for (;;) {
        Cell* incoming = nullptr;
        if (!stack_.empty()) {
            incoming = reinterpret_cast<Cell*>(stack_.pop());
            __builtin_prefetch(incoming);
            ++waiting;
        } else if (waiting == 0) {
            return;
        }
        Cell* cell = ahead[next];
        ahead[next] = incoming;
        next = (next + 1) % kAhead;
        if (!cell) continue;
        --waiting;
        if (!is_leaf(cell->layout())) trace(cell);
    }
}

void Collector::drain() {
    for (;;) {
        drain_stack();
        if (!stack_.overflowed()) return;
        // Some marked cell was not traced: trace them all again, as deep as the stack goes.
        stack_.clear_overflow();
        auto again = [this](Block* block) {
            for_each_marked(block, [this](Cell* cell) {
                if (is_leaf(cell->layout())) return;
                trace(cell);
                drain_stack();
            });
        };
        for (Block* block : heap_.blocks_) again(block);
        for (Block* block : heap_.large_) again(block);
    }
}

// ---- weak references and finalizers ----

void Collector::process_weak(Collection collection, WeakPhase phase) {
    for (size_t i = 0; i < heap_.weak_hooks_.size(); ++i) {
        Heap::WeakHook hook = heap_.weak_hooks_[i];
        if (hook.phase == phase) hook.process(heap_, collection, hook.data);
    }
}

// Takes out of a list, behind its first `old` entries, what `dead` says; what is left is old from now on.
template <typename T, typename F>
void drop_dead(std::vector<T>& entries, size_t& old, Collection collection, F&& dead) {
    auto first = entries.begin() + (collection == Collection::Full ? 0 : static_cast<ptrdiff_t>(old));
    entries.erase(std::remove_if(first, entries.end(), dead), entries.end());
    old = entries.size();
}

void Collector::process_weak_cells(Collection collection) {
    auto& cells = heap_.weak_cells_;
    for (size_t i = collection == Collection::Full ? 0 : heap_.weak_old_; i < cells.size(); ++i)
        cells[i].process(heap_, cells[i].cell);
}

void Collector::drop_dead_weak_cells(Collection collection) {
    drop_dead(heap_.weak_cells_, heap_.weak_old_, collection,
              [this](const Heap::WeakCell& entry) { return !heap_.is_marked(entry.cell); });
}

namespace {

// An object does not own its class, its module or a function's globals: over those every object would reach every other.
bool is_shared_by_all(Layout layout) {
    return layout == Layout::Type || layout == Layout::Shape || layout == Layout::Module ||
           layout == Layout::Function || layout == Layout::Code;
}

}  // namespace

// Depth first, so that a cell is finished after all that it owns: backwards that is parents before children.
void Collector::order_from(Cell* root, const std::unordered_set<Cell*>& members, std::vector<Cell*>& finished) {
    struct Pusher final : Tracer {
        Collector& self;
        explicit Pusher(Collector& self) : self(self) {}
        void visit(Cell* cell) override {
            if (Block::of(cell)->is_marked(cell)) return;
            if (is_shared_by_all(cell->layout())) self.put_off_.push_back(cell);
            else self.stack_.push(reinterpret_cast<uintptr_t>(cell));
        }
        void visit_candidate(uintptr_t word) override {
            if (Cell* cell = self.heap_.cell_of(word)) visit(cell);
        }
    } pusher(*this);
    stack_.push(reinterpret_cast<uintptr_t>(root));
    while (!stack_.empty()) {
        uintptr_t entry = stack_.pop();
        auto* cell = reinterpret_cast<Cell*>(entry & ~uintptr_t{1});
        if (entry & 1) {
            finished.push_back(cell);
            continue;
        }
        if (!Block::of(cell)->set_mark(cell)) continue;
        if (members.contains(cell)) stack_.push(entry | 1);
        if (is_leaf(cell->layout())) continue;
        cell->dirty_.store(0, std::memory_order_relaxed);
        trace_cell(cell, pusher);
    }
}

// Queues the cells, parents before children and else in the order of their creation, and marks all that they reach.
void Collector::queue_in_order(const std::vector<Cell*>& cells) {
    std::unordered_set<Cell*> members(cells.begin(), cells.end());
    std::vector<Cell*> finished;
    for (size_t i = cells.size(); i-- > 0;) order_from(cells[i], members, finished);
    for (Cell* cell : put_off_) mark(cell);
    put_off_.clear();
    drain();
    if (finished.size() != cells.size()) {
        // The mark stack was full: the order is lost in part; nothing else may be.
        std::unordered_set<Cell*> listed(finished.begin(), finished.end());
        for (Cell* cell : cells) {
            mark(cell);
            if (!listed.contains(cell)) finished.push_back(cell);
        }
        drain();
    }
    heap_.finalizer_queue_.insert(heap_.finalizer_queue_.end(), finished.rbegin(), finished.rend());
}

void Collector::gather_newcomers() {
    for (Newcomers& newcomers : newcomers_) {
        std::lock_guard lock(newcomers.mutex);
        heap_.finalizable_.insert(heap_.finalizable_.end(), newcomers.cells.begin(), newcomers.cells.end());
        newcomers.cells.clear();
    }
}

bool Collector::has_newcomers() {
    for (Newcomers& newcomers : newcomers_) {
        std::lock_guard lock(newcomers.mutex);
        if (!newcomers.cells.empty()) return true;
    }
    return false;
}

void Collector::queue_finalizers(Thread& thread, Collection collection) {
    std::vector<Cell*> dying;
    drop_dead(heap_.finalizable_, heap_.finalizable_old_, collection, [&](Cell* cell) {
        if (heap_.is_marked(cell)) return false;
        // A generator that came to its end: it dies as any other cell.
        if (!(cell->flags() & kNothingToFinalize)) dying.push_back(cell);
        return true;
    });
    if (!dying.empty()) queue_in_order(dying);
    if (heap_.finalizer_next_ < heap_.finalizer_queue_.size())
        thread.poll_word.fetch_or(poll::kFinalizers, std::memory_order_relaxed);
}

void Collector::run_finalizing_all(Thread& thread) {
    finalizing_all_ = true;
    run(thread, Collection::Full, static_cast<uint64_t>(monotonic_now()));
    finalizing_all_ = false;
}

// Native objects (streams, descriptors) are flushed by their modules and needed by the finalizers of others.
void Collector::queue_everything_finalizable() {
    std::vector<Cell*> cells;
    drop_dead(heap_.finalizable_, heap_.finalizable_old_, Collection::Full, [&](Cell* cell) {
        if (cell->layout() == Layout::NativeInstance) return false;
        if (!(cell->flags() & kNothingToFinalize)) cells.push_back(cell);
        return true;
    });
    queue_in_order(cells);
}

void Collector::destroy_natives(Collection collection) {
    drop_dead(heap_.native_cells_, heap_.native_old_, collection, [this](const Heap::NativeCellEntry& entry) {
        if (heap_.is_marked(entry.cell)) return false;
        entry.destroy(entry.cell);
        return true;
    });
}

// ---- after marking ----

// False: the block is empty and went back to the pool.
bool Collector::settle_block(Block* block, Collection collection) {
    block->dirty.store(0, std::memory_order_relaxed);
    bool used = block->sweep_cursor > kFirstCell;
#if defined(KRAIT_ASAN) || defined(KRAIT_GC_STRESS)
    // Dead cells are poisoned at once, and scribbled over: whoever still holds one shall notice.
    if (used || collection == Collection::Full) {
        for (uint32_t at = kFirstCell; at < block->limit(); at += block->cell_size) {
            Cell* cell = block->cell_at(at);
            if (block->is_marked(cell)) continue;
            unpoison(cell, block->cell_size);
            memset(reinterpret_cast<char*>(cell), 0xdb, block->cell_size);
            cell->layout_ = Layout::Free;
            poison(cell, block->cell_size);
        }
        block->fresh = false;
    }
#endif
    if (used) block->fresh = false;
    block->sweep_cursor = kFirstCell;
    if (block->marked_count == 0) {
        heap_.release_block(block);
        return false;
    }
    // A nearly full block is not worth the walk.
    if (block->cell_count - block->marked_count > block->cell_count / 16) {
        block->state = BlockState::Available;
        block->next = heap_.available_[block->size_class];
        heap_.available_[block->size_class] = block;
    } else {
        block->state = BlockState::Full;
    }
    return true;
}

void Collector::finish(Collection collection, uint64_t used_before) {
    for (Block*& list : heap_.available_) list = nullptr;
    uint64_t live = 0;
    std::erase_if(heap_.blocks_, [&](Block* block) {
        live += uint64_t{block->marked_count} * block->cell_size;
        return !settle_block(block, collection);
    });
    if (collection == Collection::Full) spares_.release();
    std::erase_if(heap_.large_, [&](Block* block) {
        if (block->marked_count == 0) {
            heap_.unmap_large(block);
            return true;
        }
        block->dirty.store(0, std::memory_order_relaxed);
        live += block->large_size;
        return false;
    });
    heap_.full_running_ = false;
    heap_.counts_.bytes_freed += used_before > live ? used_before - live : 0;
    heap_.live_bytes_ = live;
    heap_.allocated_.store(0, std::memory_order_relaxed);
    if (collection == Collection::Full) {
        heap_.full_trigger_ = std::max(kLeastFullTrigger, live * 2);
        heap_.external_since_.store(0, std::memory_order_relaxed);
        // Give back what the next young cells will not need.
        uint64_t kept = heap_.young_trigger_ / kBlockSize + live / kBlockSize / 4;
        for (Block* block = heap_.free_blocks_; block; block = block->next) {
            if (kept > 0) --kept;
            else madvise(block->address() + 4096, kBlockSize - 4096, MADV_DONTNEED);
        }
        stack_.release();
    }
    if (heap_.memory_limit_ && heap_.committed() < heap_.memory_limit_) {
        heap_.grant_ = 0;
        heap_.memory_error_due_.store(false, std::memory_order_relaxed);
    }
    heap_.trigger_ceiling_ = std::max(heap_.trigger_ceiling_, std::min(kLargestYoungTrigger, live / 4));
}

}  // namespace krait::core
