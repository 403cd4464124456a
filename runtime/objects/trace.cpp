// trace_cell: visits the references of a cell by its layout. Runs with the world stopped, and for the heap checker.
#include "runtime/heap/block.h"
#include "runtime/names.h"
#include "runtime/objects/attributes.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/init.h"
#include "runtime/objects/numbers.h"
#include "runtime/objects/object_state.h"
#include "runtime/objects/rope_buffer.h"
#include "runtime/objects/small_types.h"
#include "runtime/objects/str.h"
#include "runtime/vm_hooks.h"

namespace krait::core {

uint32_t item_end(const Object* object, const Type* type) {
    size_t items = 0;
    switch (type->native_base) {
    case Layout::Tuple: items = static_cast<const Tuple*>(object)->size() * sizeof(Value); break;
    case Layout::Int: items = static_cast<const Int*>(object)->size() * sizeof(uint64_t); break;
    case Layout::Bytes:
        // The first word of bytes is the length (bytes.h).
        items = *reinterpret_cast<const size_t*>(object + 1) + 1;
        break;
    default: break;
    }
    return static_cast<uint32_t>((type->basic_size + items + 7) & ~size_t{7});
}

namespace {

template <typename T>
void visit_values(T* array, Tracer& tracer) {
    tracer.visit_range(array->items_, array->capacity_);
}

void trace_dict_table(DictTable* table, Tracer& tracer) {
    uint32_t used = table->used.load(std::memory_order_acquire);
    DictEntry* entries = table->entries();
    for (uint32_t i = 0; i < used; ++i) {
        if (entries[i].value.get_relaxed().is_nothing()) continue;  // its key is dead: dict_table.h, rule 1
        tracer.visit(entries[i].key);
        tracer.visit(entries[i].value);
    }
}

void trace_type(Type* type, Tracer& tracer) {
    tracer.visit(type->name);
    tracer.visit(type->qualname);
    tracer.visit(type->module);
    tracer.visit(type->base);
    tracer.visit(type->bases);
    tracer.visit(type->mro);
    tracer.visit(type->dict);
    tracer.visit(type->subclasses);
    tracer.visit(type->root_shape);
    tracer.visit(type->dict_shape);
    tracer.visit(type->native_extra);
}

// The fixed part of an object with a native layout. Shared by exact instances and by those of Python subclasses.
// True if the layout is one of runtime/; else it is the VM's.
bool trace_fixed(Cell* cell, Layout layout, Tracer& tracer) {
    switch (layout) {
    case Layout::Int:
    case Layout::Float:
    case Layout::Complex:
    case Layout::Bytes: return true;
    case Layout::Str: {
        auto* text = static_cast<Str*>(cell);
        if (text->flags() & Str::kRope) {
            tracer.visit(text->left_);
            tracer.visit(text->right_);
        }
        // A buffer of its own, that begins behind a cell's header.
        auto* data = static_cast<char*>(__atomic_load_n(&text->data_, __ATOMIC_ACQUIRE));
        if (data && text->flags() & Str::kRope) tracer.visit(static_cast<Cell*>(RopeBuffer::of(data)));
        else if (data && data != text->inline_data()) tracer.visit(reinterpret_cast<Cell*>(data - sizeof(Cell)));
        return true;
    }
    case Layout::List: tracer.visit(static_cast<List*>(cell)->items_); return true;
    case Layout::Tuple: {
        auto* tuple = static_cast<Tuple*>(cell);
        tracer.visit_range(tuple->items_, tuple->size_);
        return true;
    }
    case Layout::Dict: tracer.visit(static_cast<Dict*>(cell)->table_); return true;
    case Layout::Set:
    case Layout::Frozenset: tracer.visit(static_cast<Set*>(cell)->table_); return true;
    case Layout::Range: {
        auto* range = static_cast<Range*>(cell);
        for (auto* field : {&range->start, &range->stop, &range->step, &range->length}) tracer.visit(*field);
        return true;
    }
    case Layout::Slice: {
        auto* slice = static_cast<Slice*>(cell);
        for (auto* field : {&slice->start, &slice->stop, &slice->step}) tracer.visit(*field);
        return true;
    }
    case Layout::Type: trace_type(static_cast<Type*>(cell), tracer); return true;
    case Layout::BoundMethod:
        tracer.visit(static_cast<BoundMethod*>(cell)->function);
        tracer.visit(static_cast<BoundMethod*>(cell)->self);
        return true;
    case Layout::NativeFunction: {
        auto* function = static_cast<NativeFunction*>(cell);
        tracer.visit(function->self);
        tracer.visit(function->module);
        tracer.visit(function->owner);
        return true;
    }
    case Layout::MethodDescriptor: tracer.visit(static_cast<MethodDescriptor*>(cell)->owner); return true;
    case Layout::WrapperDescriptor: tracer.visit(static_cast<WrapperDescriptor*>(cell)->owner); return true;
    case Layout::GetSetDescriptor: tracer.visit(static_cast<GetSetDescriptor*>(cell)->owner); return true;
    case Layout::MemberDescriptor:
        tracer.visit(static_cast<MemberDescriptor*>(cell)->name);
        tracer.visit(static_cast<MemberDescriptor*>(cell)->owner);
        return true;
    case Layout::Property: {
        auto* property = static_cast<Property*>(cell);
        for (auto* field : {&property->getter, &property->setter, &property->deleter, &property->doc, &property->name})
            tracer.visit(*field);
        return true;
    }
    case Layout::ClassMethod: tracer.visit(static_cast<ClassMethod*>(cell)->callable); return true;
    case Layout::StaticMethod: tracer.visit(static_cast<StaticMethod*>(cell)->callable); return true;
    case Layout::Super: {
        auto* super = static_cast<Super*>(cell);
        for (auto* field : {&super->type, &super->self, &super->self_type}) tracer.visit(*field);
        return true;
    }
    case Layout::Module: tracer.visit(static_cast<Module*>(cell)->dict); return true;
    case Layout::CellVariable: tracer.visit(static_cast<CellVariable*>(cell)->value); return true;
    case Layout::Traceback:
        tracer.visit(static_cast<Traceback*>(cell)->next);
        tracer.visit(static_cast<Traceback*>(cell)->frame);
        return true;
    case Layout::ListIterator: tracer.visit(static_cast<ListIterator*>(cell)->list); return true;
    case Layout::TupleIterator: tracer.visit(static_cast<TupleIterator*>(cell)->tuple); return true;
    case Layout::RangeIterator: return true;
    case Layout::MappingProxy: tracer.visit(static_cast<MappingProxy*>(cell)->mapping); return true;
    case Layout::WeakReference: tracer.visit(static_cast<WeakReference*>(cell)->callback); return true;
    default: return false;
    }
}

// What the type's tables say of the fixed part, from the class itself down to object.
void trace_by_table(Cell* cell, const Type* type, Tracer& tracer) {
    for (const Type* at = type; at; at = at->base.get_relaxed()) {
        if (at->trace) at->trace(cell, tracer);
    }
}

void trace_object(Cell* cell, Layout layout, Interpreter& interpreter, Tracer& tracer) {
    uint32_t id = cell->shape_id();
    Shape* shape = interpreter.shapes->get_if_made(id);
    if (!shape) return;  // the interpreter is just being made
    const Type* type = shape->type();
    if (id >= kFirstDynamicShape) tracer.visit(static_cast<Cell*>(shape));
    if (layout == Layout::NativeInstance) {
        // VM types may have Python subclasses too: their trace lies in the type's table.
        if (type->native_base != Layout::NativeInstance) trace_fixed(cell, type->native_base, tracer);
        trace_by_table(cell, type, tracer);
    }
    if (type->basic_size > type->native_size && layout != Layout::Type) {
        auto* fields = reinterpret_cast<Field<Value>*>(reinterpret_cast<char*>(cell) + ((type->native_size + 7) & ~7u));
        tracer.visit_range(fields, (type->basic_size - ((type->native_size + 7) & ~7u)) / sizeof(Value));
    }
    visit_instance_attributes(type, shape, static_cast<Object*>(cell), tracer);
}

bool is_vm_layout(Layout layout) {
    switch (layout) {
    case Layout::Function:
    case Layout::Code:
    case Layout::Frame:
    case Layout::Generator:
    case Layout::Coroutine:
    case Layout::AsyncGenerator: return true;
    default: return false;
    }
}

}  // namespace

void trace_cell(Cell* cell, Tracer& tracer) {
    Layout layout = cell->layout();
    Interpreter& interpreter = Block::of(cell)->heap->interpreter();
    switch (layout) {
    case Layout::Free:
    case Layout::Bytes_:
    case Layout::RootBlock: return;
    case Layout::ValueArray: visit_values(static_cast<ValueArray*>(cell), tracer); return;
    case Layout::ListItems: visit_values(static_cast<ListItems*>(cell), tracer); return;
    case Layout::DictTable: trace_dict_table(static_cast<DictTable*>(cell), tracer); return;
    case Layout::SetTable: {
        auto* table = static_cast<SetTable*>(cell);
        for (uint64_t i = 0; i <= table->mask; ++i) tracer.visit(table->entries_[i].key);
        return;
    }
    case Layout::Shape: {
        auto* shape = static_cast<Shape*>(cell);
        tracer.visit(shape->type_);
        tracer.visit(shape->parent_);
        tracer.visit(shape->name_);
        tracer.visit(shape->table_);
        tracer.visit(shape->transitions_);
        return;
    }
    case Layout::ShapeTable: return;
    case Layout::InstanceExtra:
        tracer.visit(static_cast<InstanceExtra*>(cell)->dict);
        tracer.visit(static_cast<InstanceExtra*>(cell)->directory);
        return;
    case Layout::OverflowChunk:
        tracer.visit_range(static_cast<OverflowChunk*>(cell)->slots, InstanceExtra::kChunkSlots);
        return;
    case Layout::NativeCell: {
        // The second word is the trace function.
        auto trace = reinterpret_cast<TraceFunction*>(cell + 1)[0];
        if (trace) trace(cell, tracer);
        return;
    }
    default: break;
    }
    if (is_vm_layout(layout)) {
        if (interpreter.vm && interpreter.vm->trace_cell) interpreter.vm->trace_cell(cell, tracer);
    } else if (layout != Layout::Instance && layout != Layout::NativeInstance && !trace_fixed(cell, layout, tracer)) {
        // A layout of its own whose trace stands in its type's table (iterators, memoryview, bytearray).
        if (Shape* shape = interpreter.shapes->get_if_made(cell->shape_id()))
            trace_by_table(cell, shape->type(), tracer);
    }
    trace_object(cell, layout, interpreter, tracer);
}

void visit_object_roots(Interpreter& interpreter, Tracer& tracer) {
    if (interpreter.names) {
        auto* names = reinterpret_cast<Field<Str*>*>(interpreter.names);
        for (size_t i = 0; i < sizeof(Names) / sizeof(Field<Str*>); ++i) tracer.visit(names[i]);
    }
    // Built-in types' shapes are not reached from their objects.
    for (uint32_t id = kFirstBuiltinShape; id < kFirstDynamicShape; ++id) {
        if (Shape* shape = interpreter.shapes ? interpreter.shapes->get_if_made(id) : nullptr)
            tracer.visit(static_cast<Cell*>(shape));
    }
    if (!interpreter.objects) return;
    for (auto& known : interpreter.objects->native_types) tracer.visit(known.type);
    for (auto& known : interpreter.objects->known_defaults) tracer.visit(known.text);
}

void clear_method_cache(Interpreter& interpreter) {
    if (interpreter.method_cache) interpreter.method_cache->clear();
}

}  // namespace krait::core
