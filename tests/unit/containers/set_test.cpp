#include "containers_fixture.h"

#include <vector>

using namespace krait::core;

namespace {

uint64_t fold(Set* set) {
    uint64_t sum = 7;
    size_t position = 0;
    Value value;
    while (set_next(set, &position, &value)) sum = sum * 31 + static_cast<uint64_t>(value.as_small());
    return sum;
}

// The order of iteration after a history of changes, folded into a number: recorded from CPython 3.13 and 3.14.
struct Recorded {
    uint32_t seed, range, steps;
    uint64_t folds[12];
};
const Recorded kRecorded[] = {
    {1,
     10,
     50,
     {0xbf2e4bfu, 0x56eb7aaaf99u, 0x4c8a802b324f64f7u, 0xd9u, 0x66c3e1u, 0x27e0064e295bd09u, 0xbf2e4bfu, 0xbf2e4bfu,
      0x639cedu, 0x27e0064e295bd09u, 0xd9u, 0x1463c9f2f8789du}},
    {2,
     100,
     300,
     {0x972eb1e56c83df17u, 0xabfba4c83cd711eau, 0x3bf028202c283487u, 0xbd2170152cffb634u, 0x83dac68972f1be16u,
      0x3d3d89f5c61d4d82u, 0x972eb1e56c83df17u, 0x972eb1e56c83df17u, 0x83dac68972f1be16u, 0x4e680e0403c24aa0u,
      0xbd2170152cffb634u, 0xd794218060278be2u}},
    {3,
     1000,
     3000,
     {0x56e653c26fbd5473u, 0xfaf6d2e9a1c34f16u, 0x17e05aad4436cc6cu, 0xb69fa5cfeca1b753u, 0x2e7d228c2027f5bfu,
      0xf93b8c131ca2e810u, 0x1447326af58ffed7u, 0x1447326af58ffed7u, 0x2e7d228c2027f5bfu, 0x1bf32ce45eab7268u,
      0xb69fa5cfeca1b753u, 0xabc5dd278dbb27a4u}},
    {4,
     100000,
     20000,
     {0x9e9570cbe37397f1u, 0xeea2fc93c2b8909fu, 0x37246fced05ef75bu, 0xcc5a560830fc4371u, 0x6e4e229dc376ffbu,
      0x428ef486b30fa59u, 0xd776441af7ae90a5u, 0xd776441af7ae90a5u, 0xd74242816f3ee0bu, 0x92dda5d67fcb394fu,
      0xcc5a560830fc4371u, 0x344794b28ac05275u}},
    {5,
     4194304,
     60000,
     {0xee5c9b0aa91f286eu, 0x8628777799b3a9bbu, 0x17e32fd049b774f2u, 0xb8c42a4611bc68afu, 0x959dc55f84651b0eu,
      0x5298ff6932c90ee8u, 0xee5c9b0aa91f286eu, 0xee5c9b0aa91f286eu, 0xa84759066db41decu, 0xdc4419880391a10u,
      0xb8c42a4611bc68afu, 0x70ca225ce687bb8cu}},
};

}  // namespace

TEST_CASE("sets iterate in CPython's order after the same history") {
    Containers world;
    Thread& thread = world.thread();
    for (const Recorded& recorded : kRecorded) {
        CAPTURE(recorded.seed);
        Lcg random(recorded.seed);
        Set *s = make_set(thread), *t = make_set(thread);
        for (uint32_t i = 0; i < recorded.steps; ++i) {
            auto value = static_cast<int64_t>(random.next() % recorded.range);
            uint32_t choice = random.next() % 8;
            if (choice < 5) REQUIRE(!set_add_py(thread, s, Value::small(value)).failed());
            else if (choice == 5) REQUIRE(!set_discard_py(thread, s, Value::small(value)).failed());
            else REQUIRE(!set_add_py(thread, t, Value::small(value * 3)).failed());
        }
        auto binary = [&](BinaryOp op) { return fold(binary_py(thread, op, Value(s), Value(t)).value().to<Set>()); };
        auto copy = [&] { return call_method_py(thread, Value(s), intern(thread, "copy")).value(); };
        auto inplace = [&](BinaryOp op) { return fold(inplace_py(thread, op, copy(), Value(t)).value().to<Set>()); };
        CHECK(fold(s) == recorded.folds[0]);
        CHECK(fold(t) == recorded.folds[1]);
        CHECK(binary(BinaryOp::Or) == recorded.folds[2]);
        CHECK(binary(BinaryOp::And) == recorded.folds[3]);
        CHECK(binary(BinaryOp::Sub) == recorded.folds[4]);
        CHECK(binary(BinaryOp::Xor) == recorded.folds[5]);
        CHECK(fold(copy().to<Set>()) == recorded.folds[6]);
        CHECK(fold(make_frozenset_from_py(thread, Value(s)).value()) == recorded.folds[7]);
        CHECK(inplace(BinaryOp::Sub) == recorded.folds[8]);
        CHECK(inplace(BinaryOp::Xor) == recorded.folds[9]);
        CHECK(inplace(BinaryOp::And) == recorded.folds[10]);
        uint64_t popped = 7;
        auto pop_some = [&] {
            for (int i = 0; i < 20 && s->size() > 0; ++i) {
                Value value = call_method_py(thread, Value(s), intern(thread, "pop")).value();
                popped = popped * 31 + static_cast<uint64_t>(value.as_small());
            }
        };
        pop_some();
        for (int i = 0; i < 5; ++i) REQUIRE(!set_add_py(thread, s, Value::small(i * 7)).failed());
        pop_some();
        CHECK(popped == recorded.folds[11]);
    }
}

TEST_CASE("methods of set") {
    Containers world;
    Thread& thread = world.thread();
    Value set = world.make(BuiltinType::Set, {world.list({3, 1, 2})}).value(), one = Value::small(1);
    CHECK(world.text_of(set) == "{1, 2, 3}");
    CHECK(world.call(set, "remove", {one}) == "None");
    CHECK(world.call(set, "remove", {one}) == "KeyError: 1");
    CHECK(world.call(set, "discard", {one}) == "None");
    CHECK(world.call(set, "union", {world.list({7}), world.list({8})}) == "{8, 2, 3, 7}");
    CHECK(world.call(set, "intersection", {world.list({2, 9})}) == "{2}");
    CHECK(world.call(set, "issubset", {world.list({2, 3, 4})}) == "True");
    CHECK(world.call(set, "issuperset", {world.list({2, 4})}) == "False");
    CHECK(world.call(set, "isdisjoint", {world.list({4})}) == "True");
    CHECK(world.call(set, "add", {world.list({})}) ==
          "TypeError: cannot use 'list' as a set element (unhashable type: 'list')");
    CHECK(world.call(set, "__or__", {world.list({})}) == "NotImplemented");
    CHECK(world.call(set, "union", {one}) == "TypeError: 'int' object is not iterable");
    Value frozen = world.make(BuiltinType::Frozenset, {world.list({1})}).value();
    CHECK(world.text_of(frozen) == "frozenset({1})");
    CHECK(world.call(set, "add", {frozen}) == "None");
    CHECK(world.call(set, "__contains__", {world.make(BuiltinType::Set, {world.list({1})}).value()}) == "True");
    CHECK(world.call(set, "clear") == "None");
    CHECK(world.text_of(set) == "set()");
    CHECK(world.call(set, "pop") == "KeyError: 'pop from an empty set'");
    CHECK(hash_py(thread, frozen).value() == -558064481276695278);
}
