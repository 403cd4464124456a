// How long native work asks whether to go on.
#pragma once

namespace krait {

// Called between slices of long work. Answers false to stop: an interrupt or a spent budget is pending.
struct Poll {
    bool (*keep_going)(void* context) = nullptr;
    void* context = nullptr;

    bool stopped() const { return keep_going && !keep_going(context); }
};

}  // namespace krait
