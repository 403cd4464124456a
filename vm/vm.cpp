// The VM's seam to runtime/: the hooks, the stacks of VM frames, tracing of the VM's layouts.
#include "vm/vm.h"

#include <sys/mman.h>

#include "runtime/errors.h"
#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"
#include "runtime/names.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/spec_table.h"
#include "runtime/operations.h"
#include "runtime/vm_hooks.h"
#include "vm/compiler/compile.h"
#include "vm/import/import.h"
#include "vm/interpreter/frames.h"
#include "vm/interpreter/tracing.h"
#include "vm/objects/code_storage.h"
#include "vm/objects/generator.h"
#include "vm/vm_state.h"

namespace krait::core {

const TypeSpec& frame_locals_spec();
const TypeSpec& coroutine_wrapper_spec();
void complete_async_types(Thread& thread);
void complete_template_types(Thread& thread);
void complete_typing_types(Thread& thread);
Result<Value> compile_py(Thread& thread, Value source, Value filename, std::string_view mode, int flags, int optimize);
Result<void> run_signals_py(Thread& thread);

namespace {

// Address space for frames; pages are committed as they are touched.
constexpr size_t kStackReserve = size_t{256} << 20;
constexpr size_t kStackMargin = 64 * 1024;

void thread_started(Thread& thread) {
    if (thread.vm_stack) return;
    void* stack =
        mmap(nullptr, kStackReserve, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED) return;  // vm_top == vm_end: the first call raises RecursionError
    thread.vm_stack = static_cast<char*>(stack);
    thread.vm_top = thread.vm_stack;
    thread.vm_end = thread.vm_stack + kStackReserve - kStackMargin;
    begin_tracing(thread);
}

void thread_ended(Thread& thread) {
    if (!thread.vm_stack) return;
    munmap(thread.vm_stack, kStackReserve);
    thread.vm_stack = thread.vm_top = thread.vm_end = nullptr;
}

void trace_vm_cell(Cell* cell, Tracer& tracer) {
    switch (cell->layout()) {
    case Layout::Code: {
        auto* code = static_cast<Code*>(cell);
        tracer.visit(code->name);
        tracer.visit(code->qualname);
        tracer.visit(code->filename);
        tracer.visit(code->constants);
        tracer.visit(code->names);
        tracer.visit(code->storage);
        tracer.visit(code->caches_cell);
        tracer.visit(code->lines_cache);
        return;
    }
    case Layout::Function: {
        auto* function = static_cast<Function*>(cell);
        tracer.visit(function->code);
        tracer.visit(function->globals);
        tracer.visit(function->builtins);
        tracer.visit(function->closure);
        tracer.visit(function->defaults);
        tracer.visit(function->keyword_defaults);
        tracer.visit(function->name);
        tracer.visit(function->qualname);
        for (auto* field :
             {&function->doc, &function->module, &function->annotations, &function->annotate, &function->type_params})
            tracer.visit(*field);
        return;
    }
    case Layout::Frame: {
        auto* frame = static_cast<FrameObject*>(cell);
        tracer.visit(frame->back);
        tracer.visit(frame->code);
        tracer.visit(frame->function);
        tracer.visit(frame->globals);
        tracer.visit(frame->builtins);
        tracer.visit(frame->values);
        tracer.visit(frame->closure);
        for (auto* field :
             {&frame->namespace_, &frame->extra_locals, &frame->trace, &frame->generator, &frame->native_call})
            tracer.visit(*field);
        return;
    }
    case Layout::Generator:
    case Layout::Coroutine:
    case Layout::AsyncGenerator: {
        auto* generator = static_cast<GeneratorBase*>(cell);
        tracer.visit(generator->names);
        tracer.visit(generator->delegate);
        tracer.visit(generator->root);
        tracer.visit(generator->innermost);
        tracer.visit(generator->awaited_by);
        tracer.visit(generator->origin_or_hook);
        if (generator->frame.code) trace_frame_of(generator, tracer);
        return;
    }
    default: return;
    }
}

// Finalizers, one at a time, as an event point allows. What they raise is reported and forgotten.
Result<void> run_pending(Thread& thread) {
    while (Cell* cell = thread.heap().next_finalizer()) {
        Value object(cell);
        auto* reference = static_cast<WeakReference*>(cell);
        if (type_of(thread, object)->native_base == Layout::WeakReference && reference->pending_) {
            if (run_weak_callback_py(thread, reference).failed()) {
                if (thread.terminating) return kFailure;
                report_unraisable_py(thread, object);
            }
            continue;
        }
        auto finalize = type_of(thread, object)->slots.finalize;
        if (!finalize) continue;
        if (finalize(thread, object).failed()) {
            if (thread.terminating) return kFailure;
            Value method = type_of(thread, object)->lookup(thread, KRAIT_NAME(dunder_del));
            if (method.is_nothing()) report_unraisable_py(thread, object);
            else if (object.as_if<Generator>() || object.as_if<Coroutine>() || object.as_if<AsyncGenerator>())
                report_unraisable_py(thread, object, "Exception ignored while closing generator");
            else report_unraisable_py(thread, method, "Exception ignored while calling deallocator");
        }
    }
    return {};
}

Value current_frame(Thread& thread) { return thread.frame ? Value(frame_object(thread, thread.frame)) : Value::none(); }
Value current_globals(Thread& thread) { return thread.frame ? Value(thread.frame->globals()) : Value::none(); }
Value handled(Thread& thread) { return handled_exception(thread.frame); }

Result<Value> eval_code(Thread& thread, Value code, Value globals, Value locals, Value closure) {
    return eval_code_py(thread, code.to<Code>(), globals.to<Dict>(), locals,
                        closure.is<Tuple>() ? closure.to<Tuple>() : nullptr);
}

// super() without arguments: the first parameter, and the __class__ cell that the compiler put into the closure.
Result<void> super_arguments(Thread& thread, Value* type, Value* self) {
    Frame* frame = thread.frame;
    if (!frame) return raise(thread, Exc::RuntimeError, "super(): no current frame");
    Code* code = frame->code;
    if (code->argument_count == 0) return raise(thread, Exc::RuntimeError, "super(): no arguments");
    Value first = frame->registers()[code->variables[0].index];
    if (first.is<CellVariable>() && (code->variables[0].kind & static_cast<uint8_t>(VariableKind::Cell)))
        first = first.to<CellVariable>()->value.get();
    if (first.is_nothing()) return raise(thread, Exc::RuntimeError, "super(): arg[0] deleted");
    Str* name = thread.interpreter->names->dunder_class.get_relaxed();
    for (uint32_t i = 0; i < code->variable_count; ++i) {
        const Variable& variable = code->variables[i];
        if (!(variable.kind & static_cast<uint8_t>(VariableKind::Free)) ||
            !((*code->names.get())[variable.name] == Value(name)))
            continue;
        Value cls = (*frame->function->closure.get())[variable.index].to<CellVariable>()->value.get();
        if (cls.is_nothing()) return raise(thread, Exc::RuntimeError, "super(): empty __class__ cell");
        if (!cls.is_cell() || !is_instance(thread, cls, BuiltinType::Type))
            return raise(thread, Exc::RuntimeError, "super(): __class__ is not a type ({})", type_name(thread, cls));
        *type = cls;
        *self = first;
        return {};
    }
    return raise(thread, Exc::RuntimeError, "super(): __class__ cell not found");
}

int32_t traceback_line(Thread&, Traceback* traceback) {
    Value frame = traceback->frame.get();
    return frame.is<FrameObject>() ? line_of_word(frame.to<FrameObject>()->code.get(), traceback->lasti / 4) : 0;
}

bool called_by_loop(Thread& thread, const NativeSpec& function) {
    Frame* frame = thread.frame;
    if (!frame || !thread.loop_stack || frame->pc == frame->code->words) return false;
    uint32_t word = __atomic_load_n(frame->pc - 1, __ATOMIC_RELAXED);
    Op op = generic_op(static_cast<uint8_t>(word));
    if (op != Op::call && op != Op::call_method) return false;
    Value callee = frame->registers()[operand_b(word)];
    return callee.is<NativeFunction>() && callee.to<NativeFunction>()->spec_ == &function;
}

constexpr VmHooks make_hooks() {
    VmHooks hooks{};
    hooks.trace_frames = trace_frames;
    hooks.called_by_loop = called_by_loop;
    hooks.run_pending_py = run_pending;
    hooks.run_signals_py = run_signals_py;
    hooks.current_frame = current_frame;
    hooks.current_globals = current_globals;
    hooks.import_module_py = import_module_py;
    hooks.compile_py = compile_py;
    hooks.eval_code_py = eval_code;
    hooks.super_arguments = super_arguments;
    hooks.reset_caches = reset_all_caches;
    hooks.thread_started = thread_started;
    hooks.thread_ended = thread_ended;
    hooks.trace_cell = trace_vm_cell;
    hooks.handled_exception = handled;
    hooks.traceback_line = traceback_line;
    return hooks;
}
constexpr VmHooks kHooks = make_hooks();

}  // namespace

void init_vm(Thread& thread) {
    thread.interpreter->vm = &kHooks;
    init_vm_state(thread);
    thread_started(thread);
    complete_builtin_type(thread, BuiltinType::Code, Code::spec);
    complete_builtin_type(thread, BuiltinType::Function, Function::spec);
    complete_builtin_type(thread, BuiltinType::Frame, FrameObject::spec);
    complete_builtin_type(thread, BuiltinType::FrameLocals, frame_locals_spec());
    complete_builtin_type(thread, BuiltinType::Generator, Generator::spec);
    complete_builtin_type(thread, BuiltinType::Coroutine, Coroutine::spec);
    complete_builtin_type(thread, BuiltinType::CoroutineWrapper, coroutine_wrapper_spec());
    complete_builtin_type(thread, BuiltinType::ModuleSpec, kModuleSpecType);
    complete_async_types(thread);
    complete_template_types(thread);
    complete_typing_types(thread);
}

Result<Value> eval_code_py(Thread& thread, Code* code, Dict* globals, Value locals, Tuple* closure) {
    Function* function = make_function(thread, code, globals);
    if (closure) function->closure.set(function, closure);
    return run_code_py(thread, function, locals.is_nothing() || locals == Value(globals) ? Value::nothing() : locals);
}

}  // namespace krait::core
