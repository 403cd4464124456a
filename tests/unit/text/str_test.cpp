// str from C++: kinds, ropes, interning, codecs, formatting.
#include "tests/unit/objects/fixture.h"

#include "runtime/objects/containers.h"
#include "runtime/objects/exceptions.h"
#include "runtime/objects/text.h"
#include "runtime/objects/text_codecs.h"
#include "runtime/operations.h"

using namespace krait::core;
using krait::Result;

namespace {

std::string lossy(Result<Str*> result) {
    return result.failed() ? std::string("<failed>") : str_utf8_lossy(result.value());
}
Value method(Thread& thread, Value self, std::string_view name, std::initializer_list<Value> arguments = {}) {
    auto answer = call_method_py(thread, self, intern(thread, name), {arguments.begin(), arguments.size()});
    if (!answer.failed()) return answer.value();
    Value error = take_pending(thread);
    return Value(str_py(thread, error).value());
}
std::string shown(Thread& thread, Value value) { return lossy(repr_py(thread, value)); }
Value text(Thread& thread, std::string_view utf8) { return Value(make_str(thread, utf8).value()); }

}  // namespace

TEST_CASE("the kind is the narrowest that fits") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(make_str(thread, "abc").value()->is_ascii());
    CHECK(make_str(thread, "é€").value()->kind() == 2);
    CHECK(make_str(thread, "éa").value()->kind() == 1);
    CHECK(make_str(thread, "\U0001f600").value()->kind() == 4);
    Str* mixed = make_str(thread, "ab\U0001f600").value();
    CHECK(str_slice(thread, mixed, 0, 2).value()->is_ascii());
}

TEST_CASE("interned strings of one text are one cell, and die with their last reference") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(intern(thread, "spam_eggs") == intern(thread, make_str(thread, "spam_eggs").value()));
    CHECK(make_char(thread, 'x') == intern(thread, "x"));
    for (int i = 0; i < 20000; ++i) intern(thread, "temporary" + std::to_string(i));
    thread.heap().collect(thread, Collection::Full);
    CHECK(intern(thread, "temporary5") == intern(thread, make_str(thread, "temporary5").value()));
}

TEST_CASE("a rope of any depth is flattened without recursion") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    Str* left = make_str(thread, "start").value();
    Str* right = make_str(thread, "end").value();
    for (int i = 0; i < 200000; ++i) {
        left = str_concat(thread, left, make_char(thread, 'a')).value();
        right = str_concat(thread, make_char(thread, 'b'), right).value();
    }
    Str* both = str_concat(thread, left, right).value();
    both = str_concat(thread, both, both).value();
    REQUIRE(both->length() == 2 * (400000 + 8));
    CHECK(both->flat() == nullptr);
    REQUIRE_FALSE(both->data(thread).failed());
    CHECK(both->ascii_view().substr(0, 7) == "startaa");
    CHECK(both->ascii_view().substr(200003, 4) == "aabb");
    CHECK(both->ascii_view().substr(400005, 8) == "endstart");
    CHECK(str_equal(thread, both, both).value());
}

TEST_CASE("hashes are CPython's under seed 0") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(str_hash(thread, make_str(thread, "abc").value()).value() == -4594863902769663758);
    CHECK(str_hash(thread, empty_str(thread)).value() == 0);
}

TEST_CASE("join, replace, split") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    Value words = method(thread, text(thread, "a b  c"), "split");
    CHECK(shown(thread, words) == "['a', 'b', 'c']");
    CHECK(shown(thread, method(thread, text(thread, "é"), "join", {words})) == "'aébéc'");
    CHECK(shown(thread, method(thread, text(thread, "a,b,,c"), "split", {text(thread, ","), Value::small(2)})) ==
          "['a', 'b', ',c']");
    CHECK(shown(thread, method(thread, text(thread, "a,b,,c"), "rsplit", {text(thread, ","), Value::small(1)})) ==
          "['a,b,', 'c']");
    CHECK(shown(thread, method(thread, text(thread, "a€a"), "replace", {text(thread, "€"), text(thread, "b")})) ==
          "'aba'");
    CHECK(method(thread, text(thread, "a€a"), "replace", {text(thread, "€"), text(thread, "b")}).to<Str>()->is_ascii());
    CHECK(shown(thread, method(thread, text(thread, "abc"), "replace", {text(thread, ""), text(thread, "-")})) ==
          "'-a-b-c-'");
}

TEST_CASE("repr escapes what is not printable") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(shown(thread, text(thread, "it's")) == "\"it's\"");
    CHECK(shown(thread, text(thread, "\t\x7fé\u200b\\")) == "'\\t\\x7fé\\u200b\\\\'");
}

TEST_CASE("UTF-8 with errors") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(lossy(decode_utf8(thread,
                            "a\xff"
                            "b",
                            "replace")) == "a\ufffd"
                                           "b");
    CHECK(lossy(decode_utf8(thread, "a\xff", "backslashreplace")) == "a\\xff");
    Str* escaped = decode_utf8(thread, "a\xff", "surrogateescape").value();
    CHECK(encode_with_py(thread, escaped, Codec::Utf8, "surrogateescape").value()->view() == "a\xff");
    REQUIRE(decode_utf8(thread, "a\xff").failed());
    Value error = take_pending(thread);
    CHECK(lossy(str_py(thread, error)) == "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte");
    CHECK(encode_with_py(thread, make_str(thread, "é").value(), Codec::Ascii, "xmlcharrefreplace").value()->view() ==
          "&#233;");
    CHECK(lossy(decode_with_py(thread, std::string_view("\xfe\xff\0a", 4), Codec::Utf16, "strict")) == "a");
}

TEST_CASE("format and %") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(shown(thread,
                method(thread, text(thread, "{:>5}|{1!r:^7}|{0}"), "format", {text(thread, "a"), text(thread, "b")})) ==
          "'cannot switch from automatic field numbering to manual field specification'");
    CHECK(shown(thread, method(thread, text(thread, "{:>5}|{!r:^7}|"), "format",
                               {text(thread, "a"), text(thread, "b")})) == "\"    a|  'b'  |\"");
    Value values(make_tuple(thread, {Value::small(255), text(thread, "x"), Value::small(7)}));
    CHECK(lossy(str_mod_py(thread, make_str(thread, "%#x %-3s|%03d").value(), values)) == "0xff x  |007");
}
