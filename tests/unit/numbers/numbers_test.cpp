// The C++ side of numbers: what other C++ code calls.
#include "runtime/objects/numbers.h"

#include <cmath>

#include "runtime/errors.h"
#include "runtime/objects/str.h"
#include "tests/unit/objects/fixture.h"

using namespace krait::core;

static std::string text(Thread& thread, Value integer, int base = 10) {
    return std::string(int_to_str(thread, integer, base).value()->ascii_view());
}

TEST_CASE("ints at the edge of 63 bits become cells and come back") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    Value most = make_int(thread, Value::kSmallMax);
    CHECK(most.is_small());
    Value more = int_binary(thread, BinaryOp::Add, most, Value::small(1)).value();
    CHECK(more.is<Int>());
    CHECK(text(thread, more) == "4611686018427387904");
    CHECK(int_binary(thread, BinaryOp::Sub, more, Value::small(1)).value() == most);
    CHECK(int_binary(thread, BinaryOp::Sub, make_int(thread, Value::kSmallMin), Value::small(1)).value().is<Int>());
    int overflow = 0;
    CHECK(int_to_int64(make_int(thread, INT64_MIN), &overflow) == INT64_MIN);
    CHECK(overflow == 0);
    Value wide = make_int_unsigned(thread, UINT64_MAX);
    CHECK(int_to_int64(wide, &overflow) == -1);
    CHECK(overflow == 1);
    CHECK(text(thread, wide, 16) == "ffffffffffffffff");
}

TEST_CASE("text is read and limited") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(text(thread, int_from_text(thread, "-123456789012345678901234567890", 10).value()) ==
          "-123456789012345678901234567890");
    CHECK(int_from_text(thread, "0x_ff", 0).value() == Value::small(255));
    CHECK(int_from_text(thread, "1__0", 10).failed());
    CHECK(clear_pending_if(thread, Exc::ValueError));
    CHECK(int_from_text(thread, std::string(4301, '1'), 10).failed());
    CHECK(clear_pending_if(thread, Exc::ValueError));
    Value huge = int_binary(thread, BinaryOp::LShift, Value::small(1), Value::small(20000)).value();
    CHECK(int_to_str(thread, huge).failed());
    CHECK(clear_pending_if(thread, Exc::ValueError));
    CHECK(int_to_str(thread, huge, 16).value()->length() == 5001);
}

TEST_CASE("division floors, and by zero it raises") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    auto small = [](int64_t n) { return Value::small(n); };
    CHECK(int_binary(thread, BinaryOp::FloorDiv, small(-7), small(2)).value() == small(-4));
    CHECK(int_binary(thread, BinaryOp::Mod, small(-7), small(2)).value() == small(1));
    CHECK(int_binary(thread, BinaryOp::Mod, small(7), small(-2)).value() == small(-1));
    CHECK(text(thread, int_binary(thread, BinaryOp::FloorDiv, make_int(thread, Value::kSmallMin), small(-1)).value()) ==
          "4611686018427387904");
    for (BinaryOp op : {BinaryOp::FloorDiv, BinaryOp::Mod, BinaryOp::DivMod, BinaryOp::TrueDiv}) {
        CHECK(int_binary(thread, op, small(1), small(0)).failed());
        CHECK(clear_pending_if(thread, Exc::ZeroDivisionError));
    }
    CHECK(int_binary(thread, BinaryOp::LShift, small(1), make_int(thread, INT64_MAX)).failed());
    CHECK(clear_pending_if(thread, Exc::OverflowError));
}

TEST_CASE("equal numbers hash alike") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    Value power = int_binary(thread, BinaryOp::Pow, Value::small(2), Value::small(100)).value();
    CHECK(int_hash(power) == float_hash(power, std::ldexp(1.0, 100)));
    CHECK(int_hash(Value::small(-1)) == -2);
    CHECK(int_compare(power, Value::small(5)) == 1);
    CHECK(int_to_double(thread, power).value() == std::ldexp(1.0, 100));
    CHECK(int_compare(int_from_double(thread, 0x1p100).value(), power) == 0);
}

TEST_CASE("inf and -0.0 are shared, nan is not") {
    TestInterpreter interpreter;
    Thread& thread = interpreter.thread();
    CHECK(make_float(thread, HUGE_VAL) == make_float(thread, HUGE_VAL));
    CHECK(make_float(thread, -0.0) == make_float(thread, -0.0));
    CHECK(!(make_float(thread, -0.0) == make_float(thread, 0.0)));
    CHECK(!(make_float(thread, NAN) == make_float(thread, NAN)));
    CHECK(make_float(thread, 1.5).is_immediate_double());
    CHECK(float_of(make_float(thread, 1e300)) == 1e300);
}
