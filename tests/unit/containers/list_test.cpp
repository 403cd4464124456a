#include "containers_fixture.h"

#include <algorithm>
#include <vector>

using namespace krait::core;

namespace {

void check_sorted(Containers& world, std::initializer_list<Value> keys, bool reverse) {
    Thread& thread = world.thread();
    List* list = make_list(thread);
    for (Value key : keys) REQUIRE(!list_append(thread, list, key).failed());
    REQUIRE(!list_sort_py(thread, list, Value::none(), reverse).failed());
    REQUIRE(list->size() == keys.size());
    for (size_t i = 1; i < list->size(); ++i) {
        Value earlier = list->get(reverse ? i : i - 1), later = list->get(reverse ? i - 1 : i);
        REQUIRE(!compare_bool_py(thread, CompareOp::Lt, later, earlier).value());
    }
}

}  // namespace

TEST_CASE("sort orders small ints of every pattern and length") {
    Containers world;
    Thread& thread = world.thread();
    Lcg random(1);
    for (size_t size : {0u, 1u, 2u, 3u, 31u, 32u, 33u, 63u, 64u, 65u, 100u, 1000u, 5000u}) {
        for (int pattern = 0; pattern < 8; ++pattern) {
            List* list = make_list(thread);
            std::vector<int64_t> model;
            for (size_t i = 0; i < size; ++i) {
                auto n = static_cast<int64_t>(i);
                int64_t value = 0;
                switch (pattern) {
                case 0: value = static_cast<int64_t>(random.next()) - 4000000; break;
                case 1: value = n; break;
                case 2: value = -n; break;
                case 3: value = n % 7; break;
                case 4: value = n < static_cast<int64_t>(size / 2) ? n : n - static_cast<int64_t>(size / 2); break;
                case 5: value = 5; break;
                case 6: value = n % 100 == 0 ? static_cast<int64_t>(random.next()) : n; break;
                case 7: value = (n & 1) ? n : -n; break;
                }
                model.push_back(value);
                REQUIRE(!list_append(thread, list, Value::small(value)).failed());
            }
            REQUIRE(!list_sort_py(thread, list, Value::none(), false).failed());
            std::sort(model.begin(), model.end());
            REQUIRE(list->size() == model.size());
            for (size_t i = 0; i < size; ++i) REQUIRE(list->get(i) == Value::small(model[i]));
        }
    }
}

TEST_CASE("sort is stable, in both directions") {
    Containers world;
    Thread& thread = world.thread();
    Lcg random(5);
    for (bool reverse : {false, true}) {
        List* list = make_list(thread);
        constexpr int kSize = 3000;
        // Floats and ints that are equal: what tells them apart is not compared.
        struct Item {
            int key, place;
            bool as_float;
        };
        std::vector<Item> model;
        for (int i = 0; i < kSize; ++i) {
            int key = static_cast<int>(random.next() % 40);
            bool as_float = random.next() & 1;
            model.push_back({key, i, as_float});
            Value value = as_float ? make_float(thread, key) : Value::small(key);
            REQUIRE(!list_append(thread, list, value).failed());
        }
        std::sort(model.begin(), model.end(), [&](auto& a, auto& b) {
            if (a.key == b.key) return a.place < b.place;
            return reverse ? a.key > b.key : a.key < b.key;
        });
        REQUIRE(!list_sort_py(thread, list, Value::none(), reverse).failed());
        for (int i = 0; i < kSize; ++i) {
            Value expected = model[i].as_float ? make_float(thread, model[i].key) : Value::small(model[i].key);
            REQUIRE(list->get(i) == expected);
        }
    }
}

TEST_CASE("sort by key moves keys and values alike") {
    Containers world;
    Thread& thread = world.thread();
    Lcg random(9);
    List* list = make_list(thread);
    for (int i = 0; i < 2000; ++i) {
        int number = static_cast<int>(random.next() % 100000) - 50000;
        REQUIRE(!list_append(thread, list, Value::small(number)).failed());
    }
    Value text_type = world.type(BuiltinType::Str);
    REQUIRE(!list_sort_py(thread, list, text_type, false).failed());
    std::string before;
    for (size_t i = 0; i < list->size(); ++i) {
        std::string text = std::to_string(list->get(i).as_small());
        if (i > 0) REQUIRE(before <= text);
        before = text;
    }
}

TEST_CASE("sort compares texts of all widths by code point") {
    Containers world;
    auto text = [&](const char* utf8) { return Value(intern(world.thread(), utf8)); };
    for (bool reverse : {false, true}) {
        check_sorted(
            world,
            {text("b"), text("a"), text("é"), text("ab"), text(""), text("😀"), text("zz"), text("日本"), text("~")},
            reverse);
        check_sorted(world, {text("b"), text("a"), text("é"), text("ab"), text(""), text("a"), text("zz")}, reverse);
    }
}

TEST_CASE("a failing comparison leaves a permutation") {
    Containers world;
    Thread& thread = world.thread();
    List* list = make_list(thread);
    int64_t sum = 0;
    for (int i = 0; i < 500; ++i) {
        sum += (i * 37) % 500;
        REQUIRE(!list_append(thread, list, Value::small((i * 37) % 500)).failed());
        if (i == 400) REQUIRE(!list_append(thread, list, world.str("x")).failed());
    }
    CHECK(list_sort_py(thread, list, Value::none(), false).failed());
    CHECK(world.error() == "TypeError: '<' not supported between instances of 'str' and 'int'");
    REQUIRE(list->size() == 501);
    for (size_t i = 0; i < list->size(); ++i)
        if (list->get(i).is_small()) sum -= list->get(i).as_small();
    CHECK(sum == 0);
}

TEST_CASE("methods of list") {
    Containers world;
    Thread& thread = world.thread();
    Value list = world.list({1, 2, 3}), one = Value::small(1), nine = Value::small(9);
    CHECK(world.call(list, "append", {nine}) == "None");
    CHECK(world.call(list, "insert", {Value::small(-100), nine}) == "None");
    CHECK(world.text_of(list) == "[9, 1, 2, 3, 9]");
    CHECK(world.call(list, "index", {nine, one}) == "4");
    CHECK(world.call(list, "count", {nine}) == "2");
    CHECK(world.call(list, "remove", {nine}) == "None");
    CHECK(world.call(list, "pop", {Value::small(0)}) == "1");
    CHECK(world.call(list, "pop") == "9");
    CHECK(world.text_of(list) == "[2, 3]");
    CHECK(world.call(list, "pop", {nine}) == "IndexError: pop index out of range");
    CHECK(world.call(list, "remove", {nine}) == "ValueError: list.remove(x): x not in list");
    CHECK(world.call(list, "index", {nine}) == "ValueError: list.index(x): x not in list");
    CHECK(world.call(list, "extend", {list}) == "None");
    CHECK(world.call(list, "reverse") == "None");
    CHECK(world.text_of(list) == "[3, 2, 3, 2]");
    CHECK(world.call(list, "copy") == "[3, 2, 3, 2]");
    CHECK(world.call(list, "__mul__", {Value::small(2)}) == "[3, 2, 3, 2, 3, 2, 3, 2]");
    CHECK(world.call(list, "__add__", {one}) == "TypeError: can only concatenate list (not \"int\") to list");
    CHECK(world.call(list, "__getitem__", {world.str("a")}) ==
          "TypeError: list indices must be integers or slices, not str");
    CHECK(world.call(list, "__getitem__", {nine}) == "IndexError: list index out of range");
    CHECK(world.call(list, "append", {list}) == "None");
    CHECK(world.text_of(list) == "[3, 2, 3, 2, [...]]");
    CHECK(world.call(list, "clear") == "None");
    CHECK(world.call(list, "pop") == "IndexError: pop from empty list");
    CHECK(world.shown(world.make(BuiltinType::List, {one})) == "TypeError: 'int' object is not iterable");
    CHECK(world.shown(world.make(BuiltinType::List, {one, one})) ==
          "TypeError: list expected at most 1 argument, got 2");
    CHECK(world.shown(world.make(BuiltinType::List, {world.make(BuiltinType::Range, {Value::small(4)}).value()})) ==
          "[0, 1, 2, 3]");
    (void)thread;
}

TEST_CASE("slices: get, set, delete, against a model") {
    Containers world;
    Thread& thread = world.thread();
    Lcg random(3);
    for (int round = 0; round < 3000; ++round) {
        std::vector<int64_t> model;
        List* list = make_list(thread);
        auto size = static_cast<int64_t>(random.next() % 12);
        for (int64_t i = 0; i < size; ++i) {
            model.push_back(i);
            REQUIRE(!list_append(thread, list, Value::small(i)).failed());
        }
        auto start = static_cast<int64_t>(random.next() % 16) - 8, stop = static_cast<int64_t>(random.next() % 16) - 8;
        int64_t step = static_cast<int64_t>(random.next() % 7) - 3;
        if (step == 0) step = 1;
        Slice* slice = make_slice(thread, Value::small(start), Value::small(stop), Value::small(step));
        std::vector<size_t> chosen;
        auto fixed = [&](int64_t index) {
            if (index < 0) index += size;
            return step > 0 ? std::clamp<int64_t>(index, 0, size) : std::clamp<int64_t>(index, -1, size - 1);
        };
        for (int64_t i = fixed(start); step > 0 ? i < fixed(stop) : i > fixed(stop); i += step)
            chosen.push_back(static_cast<size_t>(i));
        Value got = get_item_py(thread, Value(list), Value(slice)).value();
        REQUIRE(got.to<List>()->size() == chosen.size());
        for (size_t i = 0; i < chosen.size(); ++i) REQUIRE(got.to<List>()->get(i) == Value::small(model[chosen[i]]));

        if (round % 2) {
            REQUIRE(!delete_item_py(thread, Value(list), Value(slice)).failed());
            std::sort(chosen.rbegin(), chosen.rend());
            for (size_t at : chosen) model.erase(model.begin() + static_cast<long>(at));
        } else if (step == 1) {
            int64_t from = fixed(start), to = std::max(from, fixed(stop));
            REQUIRE(!set_item_py(thread, Value(list), Value(slice), world.list({70, 71, 72})).failed());
            model.erase(model.begin() + from, model.begin() + to);
            for (int64_t number : {72, 71, 70}) model.insert(model.begin() + from, number);
        }
        REQUIRE(list->size() == model.size());
        for (size_t i = 0; i < model.size(); ++i) REQUIRE(list->get(i) == Value::small(model[i]));
    }
}
