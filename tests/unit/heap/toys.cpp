#include "toys.h"

#include "runtime/errors.h"
#include "runtime/objects/init.h"

namespace krait::core {

void trace_cell(Cell* cell, Tracer& tracer) {
    switch (cell->layout()) {
    case Layout::Instance: {
        auto* pair = static_cast<Pair*>(cell);
        tracer.visit(pair->left);
        tracer.visit(pair->right);
        break;
    }
    case Layout::ValueArray: {
        auto* array = static_cast<ValueArray*>(cell);
        tracer.visit_range(array->items_, array->capacity_);
        break;
    }
    default: break;
    }
}

void init_objects(Thread& thread) {
    thread.interpreter->memory_error.init(Value(make_pair(thread, Value::none(), Value::none())));
}
void destroy_objects(Interpreter&) {}
void clear_method_cache(Interpreter&) {}
void visit_object_roots(Interpreter&, Tracer&) {}

Failure raise_message(Thread& thread, Exc type, std::string_view, std::initializer_list<const MessageArgument*>) {
    thread.pending = Value::small(static_cast<int>(type));
    return kFailure;
}

}  // namespace krait::core
