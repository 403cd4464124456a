// tuple, range, slice, enumerate, zip, map, filter, reversed.
#include "containers_fixture.h"

using namespace krait;
using namespace krait::core;

TEST_CASE("tuple") {
    Containers world;
    Thread& thread = world.thread();
    Value one = Value::small(1), two = Value::small(2);
    Value tuple(make_tuple(thread, {one, two}));
    CHECK(world.text_of(tuple) == "(1, 2)");
    CHECK(world.text_of(Value(make_tuple(thread, {one}))) == "(1,)");
    CHECK(world.text_of(world.make(BuiltinType::Tuple).value()) == "()");
    CHECK(hash_py(thread, tuple).value() == -3550055125485641917);
    CHECK(world.call(tuple, "index", {two}) == "1");
    CHECK(world.call(tuple, "index", {Value::none()}) == "ValueError: tuple.index(x): x not in tuple");
    CHECK(world.call(tuple, "__add__", {tuple}) == "(1, 2, 1, 2)");
    CHECK(world.call(tuple, "__mul__", {two}) == "(1, 2, 1, 2)");
    CHECK(world.call(tuple, "__lt__", {Value(make_tuple(thread, {one, two, one}))}) == "True");
    CHECK(world.call(tuple, "__getitem__", {two}) == "IndexError: tuple index out of range");
    CHECK(world.shown(set_item_py(thread, tuple, one, two).failed()
                          ? Result<Value>(krait::kFailure)
                          : Result<Value>(one)) == "TypeError: 'tuple' object does not support item assignment");
}

TEST_CASE("range") {
    Containers world;
    Thread& thread = world.thread();
    auto range = [&](std::initializer_list<Value> arguments) {
        return world.make(BuiltinType::Range, arguments).value();
    };
    Value ten = Value::small(10), zero = Value::small(0), three = Value::small(3);
    Value big = int_binary(thread, BinaryOp::LShift, Value::small(1), Value::small(70)).value();
    CHECK(world.text_of(range({zero, ten, three})) == "range(0, 10, 3)");
    CHECK(length_py(thread, range({zero, ten, three})).value() == 4);
    CHECK(length_py(thread, range({ten, zero, Value::small(-3)})).value() == 4);
    CHECK(world.shown(world.make(BuiltinType::List, {range({ten, zero, Value::small(-3)})})) == "[10, 7, 4, 1]");
    CHECK(world.call(range({ten}), "__getitem__",
                     {Value(make_slice(thread, Value::none(), Value::none(), Value::small(-3)))}) ==
          "range(9, -1, -3)");
    CHECK(world.call(range({big}), "__getitem__", {Value::small(-1)}) == "1180591620717411303423");
    CHECK(world.call(range({big}), "__contains__", {big}) == "False");
    CHECK(world.call(range({big}), "__len__") == "OverflowError: Python int too large to convert to C ssize_t");
    CHECK(world.call(range({zero, ten, three}), "index", {Value::small(9)}) == "3");
    CHECK(world.call(range({ten}), "index", {ten}) == "ValueError: range.index(x): x not in range");
    CHECK(world.call(range({zero, Value::small(4), three}), "__eq__", {range({zero, Value::small(6), three})}) ==
          "True");
    CHECK(hash_py(thread, range({ten})).value() == hash_py(thread, range({zero, ten, Value::small(1)})).value());
    CHECK(world.shown(world.make(BuiltinType::Range, {zero, ten, zero})) ==
          "ValueError: range() arg 3 must not be zero");
    Value iterator =
        iterate_py(thread, range({int_binary(thread, BinaryOp::Sub, big, Value::small(1)).value(), big})).value();
    CHECK(world.shown(next_py(thread, iterator)) == "1180591620717411303423");
    CHECK(next_py(thread, iterator).value().is_unbound());
    CHECK(world.shown(world.make(BuiltinType::List, {world.make(BuiltinType::Reversed, {range({three})}).value()})) ==
          "[2, 1, 0]");
}

TEST_CASE("slice.indices clips ints of any size") {
    Containers world;
    Thread& thread = world.thread();
    Value none = Value::none(), seven = Value::small(7);
    Value big = int_binary(thread, BinaryOp::LShift, Value::small(1), Value::small(70)).value();
    CHECK(world.call(Value(make_slice(thread, none, none, none)), "indices", {seven}) == "(0, 7, 1)");
    CHECK(world.call(Value(make_slice(thread, none, none, Value::small(-2))), "indices", {seven}) == "(6, -1, -2)");
    CHECK(world.call(Value(make_slice(thread, none, big, none)), "indices", {seven}) == "(0, 7, 1)");
    CHECK(world.call(Value(make_slice(thread, Value::small(-3), none, none)), "indices", {big}) ==
          "(1180591620717411303421, 1180591620717411303424, 1)");
    CHECK(world.text_of(Value(make_slice(thread, none, seven, none))) == "slice(None, 7, None)");
    CHECK(hash_py(thread, Value(make_slice(thread, Value::small(1), Value::small(2), Value::small(3)))).value() ==
          -2340833382717974474);
}

TEST_CASE("enumerate, zip, map, filter, reversed") {
    Containers world;
    auto listed = [&](Result<Value> iterator) {
        if (iterator.failed()) return world.error();
        return world.shown(world.make(BuiltinType::List, {iterator.value()}));
    };
    Value abc = world.list({7, 8, 9}), two = world.list({1, 0});
    CHECK(listed(world.make(BuiltinType::Enumerate, {abc, Value::small(5)})) == "[(5, 7), (6, 8), (7, 9)]");
    CHECK(listed(world.make(BuiltinType::Enumerate)) == "TypeError: enumerate() missing required argument 'iterable'");
    CHECK(listed(world.make(BuiltinType::Zip, {abc, two})) == "[(7, 1), (8, 0)]");
    CHECK(listed(world.make(BuiltinType::Zip, {abc, two, abc})) == "[(7, 1, 7), (8, 0, 8)]");
    CHECK(listed(world.make(BuiltinType::Zip)) == "[]");
    CHECK(listed(world.make(BuiltinType::Map, {world.type(BuiltinType::Str), abc})) == "['7', '8', '9']");
    CHECK(listed(world.make(BuiltinType::Map, {abc})) == "TypeError: map() must have at least two arguments.");
    CHECK(listed(world.make(BuiltinType::Filter, {Value::none(), two})) == "[1]");
    CHECK(listed(world.make(BuiltinType::Reversed, {abc})) == "[9, 8, 7]");
    CHECK(listed(world.make(BuiltinType::Reversed, {Value::small(1)})) == "TypeError: 'int' object is not reversible");

    Thread& thread = world.thread();
    Tuple* names = make_tuple(thread, {Value(intern(thread, "strict"))});
    auto strict = [&](BuiltinType type, std::initializer_list<Value> values) {
        CallArguments arguments{values.begin(), static_cast<uint32_t>(values.size()) - 1, names};
        return call_py(thread, world.type(type), arguments);
    };
    Value yes = Value::true_();
    CHECK(listed(strict(BuiltinType::Zip, {abc, abc, yes})) == "[(7, 7), (8, 8), (9, 9)]");
    CHECK(listed(strict(BuiltinType::Zip, {abc, two, yes})) ==
          "ValueError: zip() argument 2 is shorter than argument 1");
    CHECK(listed(strict(BuiltinType::Zip, {two, two, abc, yes})) ==
          "ValueError: zip() argument 3 is longer than arguments 1-2");
}
