// Tracebacks written in an emergency: from a signal handler, or by another thread while this one hangs.
//
// Nothing is allocated and no lock is taken. What is read may change meanwhile (the stacks of threads that run), so a dump is a
// best effort: it is meant for a process that is about to end or does not get on.
#pragma once

#include <pthread.h>

#include "runtime/interpreter.h"

namespace krait::core::faults {

void write_text(int fd, const char* text);
void write_number(int fd, long number);

enum class Threads { Current, All };
// `self`: the OS thread that counts as the current one.
void dump_tracebacks(int fd, Interpreter& interpreter, pthread_t self, Threads which);

}  // namespace krait::core::faults
