#include "embed/tracer.h"

#include <optional>
#include <string>

#include "embed/host.h"

namespace krait::core {

Result<void> HostTracer::event(Thread& thread, TraceEvent event, FrameObject* frame, int line, Value) {
    krait::TraceEvent told{};
    switch (event) {
    case TraceEvent::Call: told.kind = krait::TraceEvent::call; break;
    case TraceEvent::Line: told.kind = krait::TraceEvent::line; break;
    case TraceEvent::Return: told.kind = krait::TraceEvent::return_; break;
    case TraceEvent::Exception: told.kind = krait::TraceEvent::raise; break;
    default: return {};
    }
    Code* code = frame->code.get();
    std::string file = str_utf8_lossy(code->filename.get()), function = str_utf8_lossy(code->qualname.get());
    told.file = file;
    told.function = function;
    told.line_number = line;
    std::optional<HostCallScope> scope;
    Standing& now = standing();
    if (now.thread != &thread || !now.attached) scope.emplace(thread);
    try {
        Access access{&thread, host_of(thread)};
        told.frame = krait::Object(access, Value(frame).bits());
        function_(told);
        return {};
    } catch (...) {
        return raise_current_exception(thread);
    }
}

}  // namespace krait::core
