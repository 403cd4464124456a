#include "containers_fixture.h"

#include <algorithm>
#include <map>
#include <vector>

using namespace krait::core;

TEST_CASE("a dict agrees with a model through random changes") {
    Containers world;
    Thread& thread = world.thread();
    for (uint32_t range : {7u, 100u, 5000u}) {
        Dict* dict = make_dict(thread);
        std::map<int, int> model;
        std::vector<int> order;  // keys as they were inserted
        Lcg random(range);
        for (int step = 0; step < 20000; ++step) {
            int key = static_cast<int>(random.next() % range), value = static_cast<int>(random.next());
            bool as_text = key % 3 == 0;
            Value key_value = as_text ? world.str("k" + std::to_string(key)) : Value::small(key);
            if (random.next() % 5 < 3) {
                if (!model.count(key)) order.push_back(key);
                model[key] = value;
                REQUIRE(!dict_set_py(thread, dict, key_value, Value::small(value)).failed());
            } else {
                bool there = model.erase(key) > 0;
                if (there) order.erase(std::find(order.begin(), order.end(), key));
                REQUIRE(dict_delete_py(thread, dict, key_value).value() == there);
            }
            Value found = dict_get_py(thread, dict, key_value).value();
            REQUIRE(found.is_unbound() == !model.count(key));
            REQUIRE(dict->size() == model.size());
        }
        size_t position = 0, count = 0;
        Value key, value;
        while (dict_next(dict, &position, &key, &value)) {
            REQUIRE(count < order.size());
            int expected = order[count++];
            if (expected % 3 == 0) REQUIRE(str_utf8_lossy(key.to<Str>()) == "k" + std::to_string(expected));
            else REQUIRE(key == Value::small(expected));
            REQUIRE(value == Value::small(model[expected]));
        }
        CHECK(count == order.size());
    }
}

TEST_CASE("an entry's index means one key for ever, and deleting clears the value") {
    Containers world;
    Thread& thread = world.thread();
    Dict* dict = make_dict(thread);
    Str *a = intern(thread, "a"), *b = intern(thread, "b");
    REQUIRE(!dict_set_str(thread, dict, a, Value::small(1)).failed());
    REQUIRE(!dict_set_str(thread, dict, b, Value::small(2)).failed());
    DictTable* table = dict->table_.get();
    CHECK(dict_delete_str(thread, dict, a));
    CHECK(!dict_delete_str(thread, dict, a));
    CHECK(table->entries()[0].value.get().is_nothing());
    REQUIRE(!dict_set_str(thread, dict, a, Value::small(3)).failed());
    CHECK(dict->table_.get() == table);
    CHECK(table->entries()[0].value.get().is_nothing());
    CHECK(table->entries()[2].key.get() == Value(a));
    CHECK(dict_get_str(thread, dict, a) == Value::small(3));
    CHECK(world.text_of(Value(dict)) == "{'b': 2, 'a': 3}");
}

TEST_CASE("a dict may be emptied from either side in linear time") {
    Containers world;
    Thread& thread = world.thread();
    Dict* dict = make_dict(thread);
    constexpr int kMany = 200000;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < kMany; ++i) REQUIRE(!dict_set_py(thread, dict, Value::small(i), Value::none()).failed());
        Str* popitem = intern(thread, "popitem");
        for (int i = 0; i < kMany; ++i) {
            if (round == 0) {
                Value pair = call_method_py(thread, Value(dict), popitem).value();
                REQUIRE((*pair.to<Tuple>())[0] == Value::small(kMany - 1 - i));
            } else {
                size_t position = 0;
                Value key, value;
                REQUIRE(dict_next(dict, &position, &key, &value));
                REQUIRE(key == Value::small(i));
                REQUIRE(dict_delete_py(thread, dict, key).value());
            }
        }
        CHECK(dict->size() == 0);
    }
}

TEST_CASE("keys that are equal are one key: 1, 1.0 and True") {
    Containers world;
    Thread& thread = world.thread();
    Dict* dict = make_dict(thread);
    REQUIRE(!dict_set_py(thread, dict, Value::small(1), world.str("int")).failed());
    REQUIRE(!dict_set_py(thread, dict, Value::true_(), world.str("bool")).failed());
    REQUIRE(!dict_set_py(thread, dict, make_float(thread, 1.0), world.str("float")).failed());
    CHECK(world.text_of(Value(dict)) == "{1: 'float'}");
}

TEST_CASE("methods of dict") {
    Containers world;
    Thread& thread = world.thread();
    Dict* dict = make_dict(thread);
    Value self(dict), one = Value::small(1), two = Value::small(2), a = world.str("a");
    CHECK(world.call(self, "get", {a}) == "None");
    CHECK(world.call(self, "setdefault", {a, one}) == "1");
    CHECK(world.call(self, "setdefault", {a, two}) == "1");
    CHECK(world.call(self, "pop", {a}) == "1");
    CHECK(world.call(self, "pop", {a}) == "KeyError: 'a'");
    CHECK(world.call(self, "pop", {a, two}) == "2");
    CHECK(world.call(self, "popitem") == "KeyError: 'popitem(): dictionary is empty'");
    CHECK(world.call(self, "update",
                     {Value(make_list_from(thread, std::initializer_list<Value>{Value(make_tuple(thread, {one, two}))})
                                .value())}) == "None");
    CHECK(world.call(self, "keys") == "dict_keys([1])");
    CHECK(world.call(self, "values") == "dict_values([2])");
    CHECK(world.call(self, "items") == "dict_items([(1, 2)])");
    CHECK(world.call(self, "get", {world.list({})}) ==
          "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')");
    CHECK(world.call(self, "update", {one}) == "TypeError: 'int' object is not iterable");
    CHECK(world.call(self, "update", {world.list({5})}) == "TypeError: object is not iterable");
    CHECK(world.call(self, "update",
                     {Value(make_list_from(thread, std::initializer_list<Value>{world.list({5})}).value())}) ==
          "ValueError: dictionary update sequence element #0 has length 1; 2 is required");
    CHECK(world.call(self, "copy") == "{1: 2}");
    REQUIRE(!dict_set_py(thread, dict, two, self).failed());
    CHECK(world.text_of(self) == "{1: 2, 2: {...}}");
    CHECK(world.call(self, "clear") == "None");
    CHECK(world.text_of(self) == "{}");
}

TEST_CASE("a dict iterator notices a change of size, and survives a new table of the same size") {
    Containers world;
    Thread& thread = world.thread();
    Dict* dict = make_dict(thread);
    for (int i = 0; i < 4; ++i) REQUIRE(!dict_set_py(thread, dict, Value::small(i), Value::none()).failed());
    Value iterator = iterate_py(thread, Value(dict)).value();
    CHECK(next_py(thread, iterator).value() == Value::small(0));
    REQUIRE(!dict_set_py(thread, dict, Value::small(9), Value::none()).failed());
    CHECK(world.shown(next_py(thread, iterator)) == "RuntimeError: dictionary changed size during iteration");
    CHECK(dict_delete_py(thread, dict, Value::small(9)).value());
    CHECK(world.shown(next_py(thread, iterator)) == "RuntimeError: dictionary changed size during iteration");

    iterator = iterate_py(thread, Value(dict)).value();
    CHECK(next_py(thread, iterator).value() == Value::small(0));
    CHECK(next_py(thread, iterator).value() == Value::small(1));
    DictTable* table = dict->table_.get();
    for (int i = 10; dict->table_.get() == table; ++i) {  // until the table is another one
        REQUIRE(!dict_set_py(thread, dict, Value::small(i), Value::none()).failed());
        REQUIRE(dict_delete_py(thread, dict, Value::small(i)).value());
    }
    CHECK(next_py(thread, iterator).value() == Value::small(2));
    CHECK(next_py(thread, iterator).value() == Value::small(3));
    CHECK(next_py(thread, iterator).value().is_unbound());
    CHECK(next_py(thread, iterator).value().is_unbound());
}
