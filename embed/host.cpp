#include "embed/host.h"

#include <cstdio>
#include <cstdlib>

#include "embed/allow.h"
#include "runtime/allow.h"
#include "runtime/errors.h"
#include "runtime/process.h"
#include "runtime/threads/events.h"
#include "runtime/threads/registry.h"
#include "runtime/vm_hooks.h"
#include "stdlib/modules.h"

namespace krait::core {

namespace {

// The one place for state of a native thread: a thread has no other way to know which of its interpreters it is in.
thread_local Standing the_standing;

struct Membership {
    Host* host;
    Guest* guest;
};
struct Memberships {
    std::vector<Membership> all;
    ~Memberships();
};
thread_local Memberships* memberships = nullptr;
struct MembershipsEnd {
    bool used = false;
    ~MembershipsEnd() {
        delete memberships;
        memberships = nullptr;
    }
};
thread_local MembershipsEnd memberships_end;

Memberships::~Memberships() {
    for (Membership& each : all) {
        each.host->forget_guest(each.guest);
        each.host->release();
    }
}

// Leaves the interpreter that the thread is attached to, as a call of the host does.
[[gnu::always_inline]] inline void suspend(Thread& thread) {
    StackSegment* segment = thread.state->segment;
    if (segment) KRAIT_SAVE_CONTEXT(segment->registers, segment->bottom);
    detach(thread);
}
inline void resume(Thread& thread) {
    attach(thread);
    if (thread.state->segment) thread.state->segment->bottom = nullptr;
}

// The calling thread outside of the interpreter that it is attached to, for a scope in another one.
class Elsewhere {
public:
    [[gnu::always_inline]] Elsewhere() : before_(the_standing) {
        if (before_.attached) suspend(*before_.thread);
        the_standing = {};
    }
    ~Elsewhere() {
        the_standing = before_;
        if (before_.attached) resume(*before_.thread);
    }
    Elsewhere(const Elsewhere&) = delete;
    Elsewhere& operator=(const Elsewhere&) = delete;

private:
    Standing before_;
};

constexpr size_t kHandleChunk = 64;
constexpr int64_t kEndTime = 5'000'000'000;
constexpr size_t kMaxSources = 256;

const ModuleSpec* find_native(std::string_view name) { return kLibraryModules.native(name); }

// Modules that the host gave as text come before the library's.
bool find_module(Interpreter& interpreter, std::string_view name, EmbeddedModule* found) {
    auto& host = *static_cast<const Host*>(interpreter.module_provider);
    if (!host.config.files.empty()) {
        std::string path(name);
        for (char& c : path) c = c == '.' ? '/' : c;
        for (const char* tail : {".py", "/__init__.py"}) {
            auto file = host.config.files.find(path + tail);
            if (file == host.config.files.end()) continue;
            *found = {file->second, file->first, tail[0] == '/'};
            return true;
        }
        auto below = host.config.files.lower_bound(path + "/");
        if (below != host.config.files.end() && below->first.compare(0, path.size() + 1, path + "/") == 0) {
            *found = {"", below->first, true};
            return true;
        }
    }
    return kLibraryModules.embedded(interpreter, name, found);
}

// A stream's function of the host's: called detached. What it calls back begins a new segment, so this one ends here.
class StreamCall {
public:
    explicit StreamCall(Host*)
        : before_(standing()), segment_(before_.thread ? before_.thread->state->segment : nullptr) {
        if (before_.thread) standing().attached = false;
        if (segment_) KRAIT_SAVE_CONTEXT(segment_->registers, segment_->bottom);
    }
    ~StreamCall() {
        if (segment_) segment_->bottom = nullptr;
        standing() = before_;
    }
    StreamCall(const StreamCall&) = delete;
    StreamCall& operator=(const StreamCall&) = delete;

private:
    Standing before_;
    StackSegment* segment_;
};

void write_out(void* data, std::string_view text) {
    StreamCall scope(static_cast<Host*>(data));
    try {
        static_cast<Host*>(data)->config.out(text);
    } catch (...) {}
}
void write_err(void* data, std::string_view text) {
    StreamCall scope(static_cast<Host*>(data));
    try {
        static_cast<Host*>(data)->config.err(text);
    } catch (...) {}
}
bool read_in(void* data, std::string* line) {
    StreamCall scope(static_cast<Host*>(data));
    try {
        std::optional<std::string> read = static_cast<Host*>(data)->config.in();
        if (!read) return false;
        *line = std::move(*read);
        if (line->empty() || line->back() != '\n') line->push_back('\n');
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

Standing& standing() { return the_standing; }

Host::Host(Config given) : ModuleProvider{find_native, find_module, restrict_module}, config(std::move(given)) {}

Host::~Host() = default;

void Host::release() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

void Host::start() {
    StartOptions options;
    options.interpreter.gil = config.gil == Gil::on;
    options.interpreter.memory_limit = config.memory_limit;
    options.interpreter.recursion_limit = config.recursion_limit;
    options.interpreter.hash_seed_given = config.hash_seed.has_value();
    options.interpreter.hash_seed = config.hash_seed.value_or(0);
    options.sys.argv = config.argv.empty() ? std::vector<std::string>{""} : config.argv;
    options.sys.path = config.path;
    options.sys.optimize = config.optimize;
    options.sys.ignore_environment = true;
    out_ = {this, write_out, nullptr, nullptr, -1};
    err_ = {this, write_err, nullptr, nullptr, -1};
    in_ = {this, nullptr, nullptr, read_in, -1};
    if (config.out) options.out = &out_;
    if (config.err) options.err = &err_;
    if (config.in) options.in = &in_;
    options.provider = this;

    Elsewhere elsewhere;
    std::string problem;
    Thread* thread = start_interpreter(options, &problem);
    if (!thread) throw std::runtime_error("krait: " + problem);
    interpreter = thread->interpreter;
    interpreter->heap->add_root_provider(this);
    interpreter->options.allow = config.allow == Allow::all() ? allow::kAll : config.allow.bits;
    restrict_loaded_modules(*thread);
    // Start-up scanned the whole stack; from now on only calls are.
    detach(*thread);
    thread->state->segment = nullptr;

    auto guest = std::make_unique<Guest>();
    guest->thread = thread;
    if (!memberships) memberships = new Memberships;
    memberships_end.used = true;
    memberships->all.push_back({this, guest.get()});
    retain();
    guests_.push_back(std::move(guest));
}

// ---- guests ----

Guest* Host::guest_of_this_thread() {
    if (!memberships) memberships = new Memberships;
    memberships_end.used = true;
    std::vector<Membership>& all = memberships->all;
    for (size_t i = all.size(); i-- > 0;)
        if (all[i].host == this) return all[i].guest;
    // Those of interpreters that are gone.
    std::erase_if(all, [](Membership& each) {
        if (each.host->interpreter) return false;
        each.host->release();
        return true;
    });
    std::lock_guard lock(guests_mutex_);
    if (closing || !interpreter) throw Gone("krait: the interpreter is gone");
    auto guest = std::make_unique<Guest>();
    guest->thread = interpreter->threads->create(ThreadRegistry::StackScan::FromEntry);
    Guest* result = guest.get();
    guests_.push_back(std::move(guest));
    retain();
    all.push_back({this, result});
    return result;
}

void Host::forget_guest(Guest* guest) {
    std::lock_guard lock(guests_mutex_);
    if (closing || !interpreter || !guest->thread) return;
    if (interpreter->vm && interpreter->vm->thread_ended) interpreter->vm->thread_ended(*guest->thread);
    interpreter->threads->destroy(*guest->thread);
    std::erase_if(guests_, [&](const std::unique_ptr<Guest>& each) { return each.get() == guest; });
}

void Host::entered(Guest* guest) {
    guest->entries.fetch_add(1, std::memory_order_seq_cst);
    if (closing.load(std::memory_order_seq_cst)) {
        left(guest);
        throw Gone("krait: the interpreter is gone");
    }
    guest->since.store(next_entry_.fetch_add(1, std::memory_order_relaxed), std::memory_order_relaxed);
}

void Host::left(Guest* guest) {
    if (guest->entries.fetch_sub(1, std::memory_order_seq_cst) != 1 || !closing.load(std::memory_order_seq_cst)) return;
    std::lock_guard lock(guests_mutex_);
    idle_.notify_all();
}

// Goes to the call that began first.
void Host::interrupt() {
    std::lock_guard lock(guests_mutex_);
    if (closing || !interpreter) return;
    Guest* first = nullptr;
    for (auto& guest : guests_)
        if (guest->thread && guest->entries.load() > 0 && (!first || guest->since.load() < first->since.load()))
            first = guest.get();
    if (first) ThreadRegistry::request(*first->thread, poll::kInterrupt);
}

void Host::stop() {
    if (standing().host == this && standing().thread) {
        std::fputs("krait: an Interpreter was destroyed inside of one of its own calls\n", stderr);
        std::abort();
    }
    Elsewhere elsewhere;
    Guest* own = guest_of_this_thread();
    {
        std::unique_lock lock(guests_mutex_);
        closing.store(true, std::memory_order_seq_cst);
        auto busy = [&] {
            for (auto& guest : guests_)
                if (guest.get() != own && guest->entries.load(std::memory_order_seq_cst) > 0) return true;
            return false;
        };
        if (busy()) {
            terminate_interpreter(*interpreter);
            while (busy()) idle_.wait_for(lock, std::chrono::milliseconds(20));
        }
    }
    Thread& thread = *own->thread;
    {
        StackSegment segment{thread.state->segment, static_cast<char*>(__builtin_frame_address(0)), nullptr, {}};
        attach(thread);
        thread.state->segment = &segment;
        standing() = {this, &thread, true};
        clear_budget(*interpreter);
        // What the program registered for its end may take a while, but not for ever.
        if (set_budget(*interpreter, kEndTime, 0)) {
            shut_down_py(thread);
            clear_budget(*interpreter);
            thread.terminating = false;
            thread.pending = Value::nothing();
        }
        forget_errors(*this, thread);
        bury(thread);
        for (auto& guest : guests_)
            if (guest.get() != own && guest->thread && interpreter->vm) interpreter->vm->thread_ended(*guest->thread);
        interpreter->heap->remove_root_provider(this);
        {
            std::lock_guard lock(handles_mutex_);
            for (auto& chunk : chunks_)
                for (size_t i = 0; i < kHandleChunk; ++i) chunk[i].bits.store(0, std::memory_order_release);
        }
        Interpreter::destroy(thread);
    }
    standing() = {};
    {
        std::lock_guard lock(guests_mutex_);
        interpreter = nullptr;
        for (auto& guest : guests_) guest->thread = nullptr;
    }
    // Destructors that the end of the heap left behind.
    std::vector<Dead> last;
    last.swap(dead);
    last.clear();
    for (auto& [type, record] : classes)
        if (record->cls) core::release(record->cls);
    for (ExceptionClass& each : exception_classes) core::release(each.type);
    exception_classes.clear();
    for (auto& [ident, loop] : loops) core::release(loop);
    loops.clear();
    config.out = nullptr;
    config.err = nullptr;
    config.in = nullptr;
    if (memberships) {
        std::erase_if(memberships->all, [&](Membership& each) {
            if (each.host != this) return false;
            release();
            return true;
        });
    }
}

void Host::bury(Thread& thread) {
    while (has_dead.load(std::memory_order_acquire)) {
        std::vector<Dead> some;
        {
            std::lock_guard lock(instances_mutex);
            some.swap(dead);
            has_dead.store(false, std::memory_order_release);
        }
        for (Dead& each : some) thread.heap().report_external(thread, -static_cast<int64_t>(each.size));
        some.clear();
    }
}

void Host::add_source(std::string_view file, std::string_view source) {
    if (file.empty() || file == "<string>") return;
    if (sources.size() >= kMaxSources) sources.erase(sources.begin());
    sources.insert_or_assign(std::string(file), std::string(source));
}

// ---- handles ----

Handle* Host::acquire(Value value) {
    std::lock_guard lock(handles_mutex_);
    if (!free_handles_) {
        chunks_.push_back(std::make_unique<Handle[]>(kHandleChunk));
        for (size_t i = 0; i < kHandleChunk; ++i) {
            Handle& handle = chunks_.back()[i];
            handle.host = this;
            handle.next_free = free_handles_;
            free_handles_ = &handle;
        }
    }
    Handle* handle = free_handles_;
    free_handles_ = handle->next_free;
    handle->bits.store(value.bits(), std::memory_order_release);
    handle->count.store(1, std::memory_order_release);
    retain();
    return handle;
}

void Host::free_handle(Handle* handle) {
    {
        std::lock_guard lock(handles_mutex_);
        handle->text.reset();
        handle->bits.store(0, std::memory_order_release);
        handle->next_free = free_handles_;
        free_handles_ = handle;
    }
    release();
}

void Host::visit_roots(Tracer& tracer, Collection) {
    std::lock_guard lock(handles_mutex_);
    for (auto& chunk : chunks_)
        for (size_t i = 0; i < kHandleChunk; ++i)
            if (uint64_t bits = chunk[i].bits.load(std::memory_order_acquire)) tracer.visit(Value::from_bits(bits));
}

void retain(Handle* handle) noexcept { handle->count.fetch_add(1, std::memory_order_relaxed); }
void release(Handle* handle) noexcept {
    if (handle->count.fetch_sub(1, std::memory_order_acq_rel) == 1) handle->host->free_handle(handle);
}
Handle* make_handle(Access& access, Word word) { return access.host->acquire(value(word)); }
Host* host_of(Handle* handle) {
    if (!handle) throw Gone("krait: an empty Object was used");
    return handle->host;
}
Word value_of(Access& access, Handle* handle) {
    if (!handle) throw Gone("krait: an empty Object was used");
    if (handle->host != access.host) throw Gone("krait: an Object of another interpreter was used");
    return handle->bits.load(std::memory_order_acquire);
}

// ---- attaching ----

static_assert(sizeof(StackSegment) <= sizeof(Word[12]));

void Attach::enter(Host* host, void* frame) {
    Standing& now = the_standing;
    if (now.host == host && now.attached) [[likely]] {
        access_ = {now.thread, host};
        return;
    }
    if (!host) throw Gone("krait: an empty Object was used");
    if (!host->interpreter) throw Gone("krait: the interpreter is gone");
    Thread* thread = now.host == host ? now.thread : nullptr;
    Guest* guest = nullptr;
    if (!thread) {
        guest = host->guest_of_this_thread();
        thread = guest->thread;
        host->entered(guest);
    }
    static_assert(sizeof(Standing) <= 3 * sizeof(void*));
    before_[0] = now.host;
    before_[1] = now.thread;
    before_[2] = reinterpret_cast<void*>(static_cast<uintptr_t>(now.attached));
    if (now.attached) suspend(*now.thread);
    guest_ = guest;
    left_ = true;
    auto* segment = new (segment_) StackSegment{thread->state->segment, static_cast<char*>(frame), nullptr, {}};
    attach(*thread);
    thread->state->segment = segment;
    if (!thread->vm_stack) thread->interpreter->vm->thread_started(*thread);
    now = {host, thread, true};
    access_ = {thread, host};
    if (host->has_dead.load(std::memory_order_relaxed)) host->bury(*thread);
}

void Attach::leave() noexcept {
    Standing& now = the_standing;
    Thread* thread = access_.thread;
    Host* host = access_.host;
    if (host->has_dead.load(std::memory_order_relaxed)) host->bury(*thread);
    thread->state->segment = reinterpret_cast<StackSegment*>(segment_)->previous;
    if (guest_) thread->poll_word.fetch_and(~poll::kInterrupt, std::memory_order_relaxed);
    detach(*thread);
    if (guest_) host->left(static_cast<Guest*>(guest_));
    now = {static_cast<Host*>(before_[0]), static_cast<Thread*>(before_[1]), before_[2] != nullptr};
    if (now.attached) resume(*now.thread);
}

void Detach::enter(Host* host) {
    Standing& now = the_standing;
    thread_ = now.host == host && now.attached ? now.thread : nullptr;
    if (!thread_) return;
    now.attached = false;
    suspend(*thread_);
}
Detach::~Detach() {
    if (!thread_) return;
    resume(*thread_);
    the_standing.attached = true;
}

}  // namespace krait::core
