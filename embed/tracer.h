// Interpreter::trace: the host's function told of calls, lines, returns and exceptions.
#pragma once

#include <functional>

#include <krait/interpreter.hpp>

#include "vm/interpreter/tracing.h"

namespace krait::core {

// What the function throws is raised in the script, at the event.
class HostTracer : public TraceHook {
public:
    using Function = std::function<void(const krait::TraceEvent&)>;  // lint: rooted (the host's: it holds handles)
    explicit HostTracer(Function function) : function_(std::move(function)) {}
    Result<void> event(Thread& thread, TraceEvent event, FrameObject* frame, int line, Value argument) override;

private:
    Function function_;
};

}  // namespace krait::core
