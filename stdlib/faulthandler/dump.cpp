#include "stdlib/faulthandler/dump.h"

#include <cstring>
#include <unistd.h>

#include "runtime/threads/registry.h"
#include "vm/objects/code.h"
#include "vm/objects/frame.h"

namespace krait::core::faults {

namespace {

constexpr int kMostFrames = 100, kMostThreads = 100;
constexpr size_t kMostText = 500;

void put(int fd, const char* data, size_t size) {
    [[maybe_unused]] ssize_t written = ::write(fd, data, size);  // lint: blocking: an emergency
}
void put_hex(int fd, unsigned long number, int digits) {
    char text[16];
    for (int i = digits; i-- > 0; number >>= 4) text[i] = "0123456789abcdef"[number & 15];
    put(fd, text, static_cast<size_t>(digits));
}

void put_str(int fd, const Str* string) {
    const void* data = string ? string->flat() : nullptr;
    if (!data) return write_text(fd, "???");
    size_t length = std::min(string->length(), kMostText);
    for (size_t i = 0; i < length; ++i) {
        uint32_t c = Str::at(data, string->kind(), i);
        if (c >= ' ' && c < 127) {
            char one = static_cast<char>(c);
            put(fd, &one, 1);
        } else if (c < 0x100) {
            write_text(fd, "\\x");
            put_hex(fd, c, 2);
        } else {
            write_text(fd, c < 0x10000 ? "\\u" : "\\U");
            put_hex(fd, c, c < 0x10000 ? 4 : 8);
        }
    }
    if (length < string->length()) write_text(fd, "...");
}

void dump_frame(int fd, const Frame* frame) {
    const Code* code = frame->code;
    write_text(fd, "  File \"");
    put_str(fd, code->filename.get_relaxed());
    write_text(fd, "\", line ");
    int line = code->first_line;
    if (frame->pc > code->words && frame->pc <= code->words + code->word_count) {
        if (const CodePosition* position = code->position_of(static_cast<uint32_t>(frame->pc - code->words - 1));
            position && position->line)
            line = position->line;
    }
    write_number(fd, line);
    write_text(fd, " in ");
    put_str(fd, code->name.get_relaxed());
    write_text(fd, "\n");
}
void dump_thread(int fd, const Thread& thread) {
    const Frame* frame = thread.frame;
    if (!frame) return write_text(fd, "  <no Python frame>\n");
    for (int count = 0; frame; frame = frame->caller) {
        if (++count > kMostFrames) return write_text(fd, "  ...\n");
        dump_frame(fd, frame);
    }
}

}  // namespace

void write_text(int fd, const char* text) { put(fd, text, strlen(text)); }
void write_number(int fd, long number) {
    char text[24];
    size_t at = sizeof text;
    bool negative = number < 0;
    unsigned long rest = negative ? -static_cast<unsigned long>(number) : static_cast<unsigned long>(number);
    do text[--at] = static_cast<char>('0' + rest % 10);
    while (rest /= 10);
    if (negative) text[--at] = '-';
    put(fd, text + at, sizeof text - at);
}

void dump_tracebacks(int fd, Interpreter& interpreter, pthread_t self, Threads which) {
    int count = 0;
    // No lock: the thread that is interrupted may hold it.
    interpreter.threads->for_each([&](Thread& thread) {
        bool current = pthread_equal(thread.state->handle, self);
        if (which == Threads::Current) {
            if (!current) return;
            write_text(fd, "Stack (most recent call first):\n");
            return dump_thread(fd, thread);
        }
        if (count++ >= kMostThreads) return;
        if (count > 1) write_text(fd, "\n");
        write_text(fd, current ? "Current thread 0x" : "Thread 0x");
        put_hex(fd, thread.state->ident, 16);
        write_text(fd, " (most recent call first):\n");
        dump_thread(fd, thread);
    });
}

}  // namespace krait::core::faults
