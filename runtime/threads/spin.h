// One step of a loop that waits for another thread to store something.
#pragma once

namespace krait::core {

inline void pause_briefly() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    asm volatile("yield");
#endif
}

}  // namespace krait::core
