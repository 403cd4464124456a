// The object model without Python code: classes, attributes, calls of native functions, exceptions.
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/format_text.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/small_types.h"
#include "runtime/operations.h"
#include "tests/unit/objects/fixture.h"

using namespace krait::core;

namespace {

Type* make_class(Thread& thread, const char* name, std::initializer_list<Value> bases, Dict* names = nullptr) {
    Tuple* tuple = make_tuple(thread, bases);
    return make_class_py(thread, thread.interpreter->type(BuiltinType::Type), intern(thread, name), tuple,
                         names ? names : make_dict(thread), nullptr)
        .value();
}
std::string pending_text(Thread& thread) {
    Value error = take_pending(thread);
    if (error.is_nothing()) return "no error";
    Value saved = error;
    return str_utf8_lossy(type_of(thread, error)->name.get()) + ": " + str_utf8_lossy(str_py(thread, saved).value());
}
std::string repr(Thread& thread, Value value) {
    auto text = repr_py(thread, value);
    return text.failed() ? pending_text(thread) : str_utf8_lossy(text.value());
}

FUNCTION(test, pick, "pick(a, b=2, *, c='x')", nullptr) {
    return Value(make_tuple(thread, {args[0], args[1], args[2]}));
}
FUNCTION(test, one, "one(object, /)", nullptr) { return args[0]; }
FUNCTION(test, rest, "rest(*args, **kwargs)", nullptr) { return args[0]; }

}  // namespace

TEST_CASE("attributes keep their slots, grow into overflow chunks and become a dict when asked for") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Type* cls = make_class(thread, "C", {});
    Object* object = allocate_instance(thread, cls);
    for (int i = 0; i < 60; ++i) {
        Str* name = intern(thread, "name" + std::to_string(i));
        CHECK(!set_instance_attribute(thread, object, name, Value::small(i)).failed());
    }
    for (int i = 0; i < 60; ++i)
        CHECK(get_instance_attribute(thread, Value(object), intern(thread, "name" + std::to_string(i))) ==
              Value::small(i));
    CHECK(shape_of(thread, Value(object))->slot_count() == 60);
    CHECK(allocate_instance(thread, cls)->shape_id() != cls->shape_id());

    Dict* dict = instance_dict(thread, object);
    CHECK(dict->size() == 60);
    CHECK(instance_dict(thread, object) == dict);
    CHECK(!dict_set_str(thread, dict, "name3", Value::small(-3)).failed());
    CHECK(get_attribute_py(thread, Value(object), "name3").value() == Value::small(-3));
    CHECK(!set_attribute_py(thread, Value(object), "more", Value::small(1)).failed());
    CHECK(dict->size() == 61);
}

TEST_CASE("an attribute that is deleted and set again comes last in __dict__") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Object* object = allocate_instance(thread, make_class(thread, "C", {}));
    for (const char* name : {"a", "b"}) CHECK(!set_attribute_py(thread, Value(object), name, Value::small(1)).failed());
    CHECK(!delete_attribute_py(thread, Value(object), intern(thread, "a")).failed());
    CHECK(get_attribute_py(thread, Value(object), "a").failed());
    CHECK(pending_text(thread) == "AttributeError: 'C' object has no attribute 'a'");
    CHECK(!set_attribute_py(thread, Value(object), "a", Value::small(2)).failed());
    Dict* dict = instance_dict(thread, object);
    size_t position = 0;
    Value key, value;
    REQUIRE(dict_next(dict, &position, &key, &value));
    CHECK(key == Value(intern(thread, "b")));
    REQUIRE(dict_next(dict, &position, &key, &value));
    CHECK(key == Value(intern(thread, "a")));
    CHECK(value == Value::small(2));
}

TEST_CASE("the order of bases is C3, and conflicts are told") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Type* a = make_class(thread, "A", {});
    Type* b = make_class(thread, "B", {Value(a)});
    Type* c = make_class(thread, "C", {Value(a)});
    Type* d = make_class(thread, "D", {Value(b), Value(c)});
    Tuple* order = d->mro.get();
    REQUIRE(order->size() == 5);
    CHECK((*order)[1] == Value(b));
    CHECK((*order)[2] == Value(c));
    CHECK((*order)[3] == Value(a));
    Tuple* wrong = make_tuple(thread, {Value(a), Value(b)});
    CHECK(make_class_py(thread, thread.interpreter->type(BuiltinType::Type), intern(thread, "E"), wrong,
                        make_dict(thread), nullptr)
              .failed());
    CHECK(pending_text(thread) == "TypeError: Cannot create a consistent method resolution order (MRO) for bases A, B");
    Tuple* clash = make_tuple(thread, {Value(thread.interpreter->type(BuiltinType::List)),
                                       Value(thread.interpreter->type(BuiltinType::Tuple))});
    CHECK(make_class_py(thread, thread.interpreter->type(BuiltinType::Type), intern(thread, "F"), clash,
                        make_dict(thread), nullptr)
              .failed());
    CHECK(pending_text(thread) == "TypeError: multiple bases have instance lay-out conflict");
}

TEST_CASE("a class change is seen through the method cache by its subclasses") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Type* a = make_class(thread, "A", {});
    Type* b = make_class(thread, "B", {Value(a)});
    Str* name = intern(thread, "x");
    CHECK(b->lookup(thread, name).is_nothing());
    CHECK(!set_attribute_py(thread, Value(a), name, Value::small(1)).failed());
    CHECK(b->lookup(thread, name) == Value::small(1));
    CHECK(!delete_attribute_py(thread, Value(a), name).failed());
    CHECK(b->lookup(thread, name).is_nothing());
}

TEST_CASE("native functions bind their arguments and say what is wrong as CPython does") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Value pick = make_native_function(thread, test_pick, Value::nothing(), Value::none());
    Value one = make_native_function(thread, test_one, Value::nothing(), Value::none());
    auto is = [](krait::Result<Value> result, Value a, Value b, Value c) {
        if (result.failed()) return false;
        auto* items = result.value().to<Tuple>();
        return (*items)[0] == a && (*items)[1] == b && (*items)[2] == c;
    };
    Value x(intern(thread, "x"));
    CHECK(is(call_py(thread, pick, Value::small(1)), Value::small(1), Value::small(2), x));
    CHECK(call_py(thread, pick).failed());
    CHECK(pending_text(thread) == "TypeError: pick() missing required argument 'a' (pos 1)");
    CHECK(call_py(thread, one).failed());
    CHECK(pending_text(thread) == "TypeError: one() takes exactly one argument (0 given)");
    Value values[] = {Value::small(1), Value::small(5)};
    Tuple* names = make_tuple(thread, {Value(intern(thread, "c"))});
    CHECK(
        is(call_py(thread, pick, CallArguments{values, 1, names}), Value::small(1), Value::small(2), Value::small(5)));
    names = make_tuple(thread, {Value(intern(thread, "d"))});
    CHECK(call_py(thread, pick, CallArguments{values, 1, names}).failed());
    CHECK(pending_text(thread) == "TypeError: pick() got an unexpected keyword argument 'd'");
    CHECK(call_py(thread, one, CallArguments{values, 1, names}).failed());
    CHECK(pending_text(thread) == "TypeError: one() takes no keyword arguments");
}

TEST_CASE("slot wrappers call the slots of built-in types") {
    TestInterpreter test;
    Thread& thread = test.thread();
    List* list = make_list(thread);
    Value method = get_attribute_py(thread, Value(list), "__len__").value();
    CHECK(call_py(thread, method).value() == Value::small(0));
    Value wrapper = get_attribute_py(thread, Value(thread.interpreter->type(BuiltinType::List)), "__len__").value();
    CHECK(repr(thread, wrapper) == "<slot wrapper '__len__' of 'list' objects>");
    CHECK(call_py(thread, wrapper, Value::small(1)).failed());
    CHECK(pending_text(thread) == "TypeError: descriptor '__len__' requires a 'list' object but received a 'int'");
}

TEST_CASE("a dunder set later fills the slot, also in subclasses") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Type* a = make_class(thread, "A", {});
    Type* b = make_class(thread, "B", {Value(a)});
    CHECK(!b->slots.length);
    CHECK(!set_attribute_py(thread, Value(a), "__len__", Value::none()).failed());
    CHECK(!!b->slots.length);
    CHECK(!delete_attribute_py(thread, Value(a), intern(thread, "__len__")).failed());
    CHECK(!b->slots.length);
}

TEST_CASE("exceptions: families, messages, chaining") {
    TestInterpreter test;
    Thread& thread = test.thread();
    (void)raise_errno(thread, ENOENT, Value(intern(thread, "f.txt")));
    CHECK(pending_matches(thread, Exc::FileNotFoundError));
    Value missing = take_pending(thread);
    CHECK(missing.to<OSError>()->errno_.get() == Value::small(ENOENT));
    CHECK(missing.to<OSError>()->filename.get() == Value(intern(thread, "f.txt")));
    (void)raise_value(thread, Exc::KeyError, Value::none());
    CHECK(pending_text(thread) == "KeyError: None");
    (void)raise(thread, Exc::ValueError, "a {} b", 1);
    CHECK(str_utf8_lossy(str_py(thread, thread.pending).value()) == "a 1 b");
    Value error = take_pending(thread);
    CHECK(is_instance(thread, error, BuiltinType::Exception));
    (void)raise(thread, Exc::TypeError, "t");
    Value other = take_pending(thread);
    set_context(thread, other.to<BaseException>(), error);
    set_context(thread, error.to<BaseException>(), other);
    CHECK(error.to<BaseException>()->context.get() == other);
    CHECK(other.to<BaseException>()->context.get().is_none());
}

TEST_CASE("weak references are cleared by a collection") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Type* cls = make_class(thread, "C", {});
    Object* kept = allocate_instance(thread, cls);
    Type* type = thread.interpreter->type(BuiltinType::WeakReference);
    WeakReference* reference = make_weak_reference(thread, type, Value(kept), Value::nothing()).value();
    CHECK(make_weak_reference(thread, type, Value(kept), Value::nothing()).value() == reference);
    CHECK(weak_reference_count(thread, Value(kept)) == 1);
    thread.heap().collect(thread, Collection::Full);
    CHECK(reference->target() == Value(kept));
    CHECK(make_weak_reference(thread, type, Value::small(1), Value::nothing()).failed());
    CHECK(pending_text(thread) == "TypeError: cannot create weak reference to 'int' object");
}

TEST_CASE("the types of an interpreter are made quickly, and survive collections") {
    TestInterpreter test;
    Thread& thread = test.thread();
    thread.heap().collect(thread, Collection::Full);
    CHECK(thread.heap().check(thread) == "");
    CHECK(repr(thread, Value(thread.interpreter->type(BuiltinType::ExceptionGroup)->mro.get())) ==
          "(<class 'ExceptionGroup'>, <class 'BaseExceptionGroup'>, <class 'Exception'>, <class 'BaseException'>, "
          "<class 'object'>)");
}

TEST_CASE("a subclass of a native type has attributes behind the native part, also behind a tuple's items") {
    TestInterpreter test;
    Thread& thread = test.thread();
    Type* my_list = make_class(thread, "L", {Value(thread.interpreter->type(BuiltinType::List))});
    Value list(allocate_instance(thread, my_list));
    CHECK(as_kind<List>(thread, list) != nullptr);
    CHECK(!list.is<List>());
    CHECK(!set_attribute_py(thread, list, "x", Value::small(7)).failed());
    CHECK(!list_append(thread, as_kind<List>(thread, list), Value::small(1)).failed());
    CHECK(get_attribute_py(thread, list, "x").value() == Value::small(7));

    Type* my_tuple = make_class(thread, "T", {Value(thread.interpreter->type(BuiltinType::Tuple))});
    Value items = Value(make_tuple(thread, {Value::small(1), Value::small(2), Value::small(3)}));
    Value tuple = call_py(thread, Value(my_tuple), items).value();
    REQUIRE(as_kind<Tuple>(thread, tuple) != nullptr);
    for (int i = 0; i < 40; ++i)
        CHECK(!set_attribute_py(thread, tuple, "a" + std::to_string(i), Value::small(i)).failed());
    thread.heap().collect(thread, Collection::Full);
    CHECK(as_kind<Tuple>(thread, tuple)->size() == 3);
    CHECK((*as_kind<Tuple>(thread, tuple))[2] == Value::small(3));
    CHECK(get_attribute_py(thread, tuple, "a39").value() == Value::small(39));
    CHECK(thread.heap().check(thread) == "");
}

TEST_CASE("struct sequences are tuples with names, some of which are attributes only") {
    TestInterpreter test;
    Thread& thread = test.thread();
    static const StructSequenceSpec spec = {
        "os.pair", "doc", {{"first", nullptr}, {"second", nullptr}, {"hidden", nullptr}}, 2};
    Type* type = make_struct_sequence_type(thread, spec);
    Value values[] = {Value::none(), Value::true_(), Value(make_list(thread))};
    Value pair = make_struct_sequence(thread, type, values);
    thread.heap().collect(thread, Collection::Full);
    CHECK(as_kind<Tuple>(thread, pair)->size() == 2);
    CHECK(get_attribute_py(thread, pair, "second").value() == Value::true_());
    CHECK(get_attribute_py(thread, pair, "hidden").value().is<List>());
    CHECK(set_attribute_py(thread, pair, "first", Value::none()).failed());
    CHECK(pending_text(thread) == "AttributeError: readonly attribute");
    CHECK(repr(thread, Value(type)) == "<class 'os.pair'>");
}
