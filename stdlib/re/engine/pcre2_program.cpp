#define PCRE2_CODE_UNIT_WIDTH 0
#include "stdlib/re/engine/pcre2_program.h"

#include <pcre2.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace krait::regex {

namespace {

// Bounds of the time between two polls. What PCRE2 counts (a starting point, a turn of a group) can take as long as the
// text, so each bound is a product with the length of the text.
constexpr size_t kLongText = 1 << 12;
constexpr uint64_t kWindowWork = 1 << 24;    // starting points
constexpr uint64_t kQuickWork = 20'000'000;  // turns, before kLimit
constexpr uint64_t kCalloutWork = 1 << 25;   // callouts
constexpr size_t kWindowAtLeast = 32;
constexpr size_t kQuickAtLeast = 1000;  // and one for each starting point
constexpr uint32_t kHeapLimitKib = 512 * 1024;
constexpr size_t kJitStack = 128 << 20;  // reserved; what is touched is given back after a long text
constexpr uint32_t kParensNestLimit = 6000;
constexpr size_t kMaxCode = 64 << 20;  // bytes of compiled code: nested repeats multiply
constexpr size_t kMaxCodeForJit = 4 << 20;

// The three libraries under one set of names.
#define KRAIT_PCRE2_WIDTH(width)                                                                         \
    struct Api##width {                                                                                  \
        using Unit = PCRE2_UCHAR##width;                                                                 \
        using Code = pcre2_code_##width;                                                                 \
        using Data = pcre2_match_data_##width;                                                           \
        using Context = pcre2_match_context_##width;                                                     \
        using CompileContext = pcre2_compile_context_##width;                                            \
        static constexpr auto general_context_create = pcre2_general_context_create_##width;             \
        static constexpr auto general_context_free = pcre2_general_context_free_##width;                 \
        static constexpr auto pattern_info = pcre2_pattern_info_##width;                                 \
        using JitStack = pcre2_jit_stack_##width;                                                        \
        using CalloutBlock = pcre2_callout_block_##width;                                                \
        static constexpr auto compile_context_create = pcre2_compile_context_create_##width;             \
        static constexpr auto compile_context_free = pcre2_compile_context_free_##width;                 \
        static constexpr auto set_newline = pcre2_set_newline_##width;                                   \
        static constexpr auto set_parens_nest_limit = pcre2_set_parens_nest_limit_##width;               \
        static constexpr auto compile = pcre2_compile_##width;                                           \
        static constexpr auto code_free = pcre2_code_free_##width;                                       \
        static constexpr auto jit_compile = pcre2_jit_compile_##width;                                   \
        static constexpr auto get_error_message = pcre2_get_error_message_##width;                       \
        static constexpr auto match_data_create = pcre2_match_data_create_from_pattern_##width;          \
        static constexpr auto match_data_free = pcre2_match_data_free_##width;                           \
        static constexpr auto context_create = pcre2_match_context_create_##width;                       \
        static constexpr auto context_free = pcre2_match_context_free_##width;                           \
        static constexpr auto set_match_limit = pcre2_set_match_limit_##width;                           \
        static constexpr auto set_heap_limit = pcre2_set_heap_limit_##width;                             \
        static constexpr auto set_depth_limit = pcre2_set_depth_limit_##width;                           \
        static constexpr auto set_offset_limit = pcre2_set_offset_limit_##width;                         \
        static constexpr auto set_callout = pcre2_set_callout_##width;                                   \
        static constexpr auto jit_stack_create = pcre2_jit_stack_create_##width;                         \
        static constexpr auto jit_stack_free = pcre2_jit_stack_free_##width;                             \
        static constexpr auto jit_stack_assign = pcre2_jit_stack_assign_##width;                         \
        static constexpr auto match = pcre2_match_##width;                                               \
        static constexpr auto ovector = pcre2_get_ovector_pointer_##width;                               \
    };
KRAIT_PCRE2_WIDTH(8)
KRAIT_PCRE2_WIDTH(16)
KRAIT_PCRE2_WIDTH(32)
#undef KRAIT_PCRE2_WIDTH

template <typename Api>
std::string error_message(int code) {
    typename Api::Unit buffer[256];
    std::string result;
    int length = Api::get_error_message(code, buffer, 256);
    for (int i = 0; i < length; ++i) result += static_cast<char>(buffer[i]);
    return result;
}

// What a run needs beside the program; one is kept for the next run.
template <typename Api>
struct Scratch {
    typename Api::Data* data = nullptr;
    typename Api::Context* context = nullptr;
    typename Api::JitStack* jit_stack = nullptr;

    ~Scratch() {
        Api::match_data_free(data);
        Api::context_free(context);
        if (jit_stack) Api::jit_stack_free(jit_stack);
    }
};

struct CalloutState {
    const Poll* poll;
    uint64_t callouts_per_poll;
    uint64_t count = 0;
};

template <typename Api>
int on_callout(typename Api::CalloutBlock*, void* pointer) {
    auto* state = static_cast<CalloutState*>(pointer);
    if (++state->count < state->callouts_per_poll) return 0;
    state->count = 0;
    return (*state->poll)() ? 0 : PCRE2_ERROR_CALLOUT;
}

template <typename Api>
class ProgramOf final : public Pcre2Program {
public:
    ProgramOf(typename Api::Code* code, MatchKind kind) : code_(code), kind_(kind) {}
    ~ProgramOf() override {
        delete spare_.load();
        Api::code_free(code_);
    }

    RunStatus run(const RunRequest& request) const override {
        std::unique_ptr<Scratch<Api>> scratch(spare_.exchange(nullptr));
        if (!scratch) scratch = make_scratch();
        if (!scratch) {
            *request.problem = "out of memory";
            return RunStatus::kError;
        }
        RunStatus status = run_with(*scratch, request);
        if (scratch->jit_stack && request.subject.length >= kLongText) return status;
        delete spare_.exchange(scratch.release());
        return status;
    }

private:
    std::unique_ptr<Scratch<Api>> make_scratch() const {
        auto scratch = std::make_unique<Scratch<Api>>();
        scratch->data = Api::match_data_create(code_, nullptr);
        scratch->context = Api::context_create(nullptr);
        if (!scratch->data || !scratch->context) return nullptr;
        Api::set_heap_limit(scratch->context, kHeapLimitKib);
        Api::set_depth_limit(scratch->context, UINT32_MAX);
        return scratch;
    }

    RunStatus run_with(Scratch<Api>& scratch, const RunRequest& request) const {
        size_t length = request.subject.length;
        CalloutState callouts{&request.poll, std::clamp<uint64_t>(kCalloutWork / (length + 1), 16, 4096)};
        Api::set_callout(scratch.context, on_callout<Api>, &callouts);
        size_t window =
            length < kLongText ? length - request.start + 1 : std::max<size_t>(kWindowAtLeast, kWindowWork / length);
        uint64_t limit = std::max<uint64_t>(kQuickAtLeast + window, kQuickWork / (length + 1));
        Api::set_match_limit(scratch.context,
                             request.effort == Effort::kQuick ? static_cast<uint32_t>(limit) : UINT32_MAX);
        if (kind_ != MatchKind::kSearch) return run_once(scratch, request, request.start, request.empty);

        EmptyAtStart empty = request.empty;
        size_t end = std::min(length, request.last_start);
        for (size_t start = request.start; start <= end;) {
            size_t last = std::min(end, start + window - 1);
            Api::set_offset_limit(scratch.context, last == length ? PCRE2_UNSET : last);
            RunStatus status = run_once(scratch, request, start, empty);
            if (status != RunStatus::kNoMatch) return status;
            if (last == end) break;
            if (!request.poll()) return RunStatus::kInterrupted;
            start = last + 1;
            empty = EmptyAtStart::kAllowed;
        }
        return RunStatus::kNoMatch;
    }

    RunStatus run_once(Scratch<Api>& scratch, const RunRequest& request, size_t start, EmptyAtStart empty) const {
        uint32_t options = PCRE2_NO_UTF_CHECK;
        if (empty == EmptyAtStart::kRefused) options |= PCRE2_NOTEMPTY_ATSTART;
        if (request.jit == JitUse::kNever) options |= PCRE2_NO_JIT;
        static constexpr typename Api::Unit kNothing{};
        auto* text = static_cast<const typename Api::Unit*>(request.subject.data);
        if (!text) text = &kNothing;
        auto match = [&](uint32_t more) {
            return Api::match(code_, text, request.subject.length, start, options | more, scratch.data,
                              scratch.context);
        };
        int result = match(0);
        if (result == PCRE2_ERROR_JIT_STACKLIMIT && !scratch.jit_stack) {
            scratch.jit_stack = Api::jit_stack_create(64 << 10, kJitStack, nullptr);
            Api::jit_stack_assign(scratch.context, nullptr, scratch.jit_stack);
            result = match(0);
        }
        if (result == PCRE2_ERROR_JIT_STACKLIMIT) result = match(PCRE2_NO_JIT);
        if (result > 0) {
            const PCRE2_SIZE* ovector = Api::ovector(scratch.data);
            for (size_t i = 0; i < request.spans.size(); ++i) {
                bool set = i < static_cast<size_t>(result) && ovector[2 * i] != PCRE2_UNSET;
                request.spans[i] =
                    set ? MatchSpan{static_cast<int64_t>(ovector[2 * i]), static_cast<int64_t>(ovector[2 * i + 1])}
                        : MatchSpan{};
            }
            return RunStatus::kMatched;
        }
        switch (result) {
        case PCRE2_ERROR_NOMATCH: return RunStatus::kNoMatch;
        case PCRE2_ERROR_MATCHLIMIT: return RunStatus::kLimit;
        case PCRE2_ERROR_CALLOUT: return RunStatus::kInterrupted;
        default: *request.problem = error_message<Api>(result); return RunStatus::kError;
        }
    }

    typename Api::Code* const code_;
    const MatchKind kind_;
    mutable std::atomic<Scratch<Api>*> spare_{nullptr};
};

void* allocate_bounded(PCRE2_SIZE size, void*) { return size > kMaxCode ? nullptr : std::malloc(size); }
void release(void* memory, void*) { std::free(memory); }

template <typename Api>
std::unique_ptr<Pcre2Program> compile_with(const std::string& pattern, MatchKind kind,
                                           Pcre2Program::Properties properties, JitUse jit, std::string& problem) {
    std::vector<typename Api::Unit> units(pattern.begin(), pattern.end());
    units.push_back(0);  // so that the empty pattern has an address
    auto* memory = Api::general_context_create(allocate_bounded, release, nullptr);
    auto* context = Api::compile_context_create(memory);
    Api::set_newline(context, PCRE2_NEWLINE_LF);
    Api::set_parens_nest_limit(context, kParensNestLimit);
    uint32_t options = PCRE2_ALT_CIRCUMFLEX;
    if (properties == Pcre2Program::Properties::kUnicode) options |= PCRE2_UCP;
    options |= kind == MatchKind::kSearch ? PCRE2_USE_OFFSET_LIMIT : PCRE2_ANCHORED;
    if (kind == MatchKind::kFullMatch) options |= PCRE2_ENDANCHORED;
    int error = 0;
    PCRE2_SIZE offset = 0;
    typename Api::Code* code = Api::compile(units.data(), pattern.size(), options, &error, &offset, context);
    Api::compile_context_free(context);
    Api::general_context_free(memory);
    if (!code) {
        problem = error_message<Api>(error);
        return nullptr;
    }
    // Without JIT code the interpreter runs it.
    size_t size = 0;
    Api::pattern_info(code, PCRE2_INFO_SIZE, &size);
    if (jit == JitUse::kAllowed && size <= kMaxCodeForJit) Api::jit_compile(code, PCRE2_JIT_COMPLETE);
    return std::make_unique<ProgramOf<Api>>(code, kind);
}

}  // namespace

std::unique_ptr<Pcre2Program> Pcre2Program::compile(const std::string& pattern, int width, MatchKind kind,
                                                    Properties properties, JitUse jit, std::string& problem) {
    if (width == 1) return compile_with<Api8>(pattern, kind, properties, jit, problem);
    if (width == 2) return compile_with<Api16>(pattern, kind, properties, jit, problem);
    return compile_with<Api32>(pattern, kind, properties, jit, problem);
}

}  // namespace krait::regex
