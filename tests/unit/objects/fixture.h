// An interpreter without the VM, for the length of a test.
#pragma once

#include <doctest/doctest.h>

#include <cerrno>

#include "runtime/heap/heap.h"
#include "runtime/interpreter.h"

class TestInterpreter {
public:
    TestInterpreter() {
        krait::core::InterpreterOptions options;
        options.hash_seed_given = true;
        krait::core::Interpreter::create(options, &thread_);
    }
    ~TestInterpreter() { krait::core::Interpreter::destroy(*thread_); }
    TestInterpreter(const TestInterpreter&) = delete;
    TestInterpreter& operator=(const TestInterpreter&) = delete;
    krait::core::Thread& thread() { return *thread_; }

private:
    krait::core::Thread* thread_ = nullptr;
};
