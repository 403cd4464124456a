// The module _random: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), with the state and the numbers that
// CPython's has for the same seed.
#include <sys/random.h>

#include <cstring>

#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/objects/int_parts.h"
#include "runtime/objects/type.h"
#include "runtime/operations.h"
#include "runtime/threads/byte_lock.h"

namespace krait::core {

namespace {

constexpr size_t kWords = 624, kShift = 397;

// Its state changes under its lock: each number is given once.
class Random : public Object {
public:
    uint32_t position;  // of the next word; kWords: generate first
    uint32_t words[kWords];
    static const TypeSpec spec;

    void seed(uint32_t number) {
        words[0] = number;
        for (uint32_t i = 1; i < kWords; ++i) words[i] = 1812433253u * (words[i - 1] ^ words[i - 1] >> 30) + i;
        position = kWords;
    }
    void seed(const uint32_t* key, size_t length) {
        seed(19650218u);
        size_t i = 1, j = 0;
        for (size_t k = std::max(kWords, length); k; --k) {
            words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1664525u) + key[j] + static_cast<uint32_t>(j);
            advance(i);
            if (++j >= length) j = 0;
        }
        for (size_t k = kWords - 1; k; --k) {
            words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1566083941u) - static_cast<uint32_t>(i);
            advance(i);
        }
        words[0] = 0x80000000u;
    }
    uint32_t next() {
        if (position >= kWords) generate();
        uint32_t y = words[position++];
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c5680u;
        y ^= y << 15 & 0xefc60000u;
        return y ^ y >> 18;
    }

private:
    void advance(size_t& i) {
        if (++i < kWords) return;
        words[0] = words[kWords - 1];
        i = 1;
    }
    void generate() {
        for (size_t i = 0; i < kWords; ++i) {
            uint32_t y = (words[i] & 0x80000000u) | (words[(i + 1) % kWords] & 0x7fffffffu);
            words[i] = words[(i + kShift) % kWords] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
        }
        position = 0;
    }
};

Random* random_of(Value self) { return reinterpret_cast<Random*>(self.cell()); }

Result<void> seed_random_py(Thread& thread, Random* random, Value seed) {
    if (seed.is_nothing() || seed.is_none()) {
        uint32_t key[kWords];
        auto* bytes = reinterpret_cast<char*>(key);
        for (size_t done = 0; done < sizeof key;) {
            ssize_t count = getrandom(bytes + done, std::min<size_t>(256, sizeof key - done), 0);
            if (count > 0) done += static_cast<size_t>(count);
            else if (errno != EINTR) return raise_errno(thread, errno);
        }
        ByteLockGuard lock(thread, random);
        random->seed(key, kWords);
        return {};
    }
    // An int by its magnitude, anything else by its hash.
    Value number = seed;
    if (!is_any_int(thread, seed))
        number = make_int_unsigned(thread, static_cast<uint64_t>(TRY(hash_py(thread, seed))));
    IntView view(number);
    std::vector<uint32_t> key;
    for (size_t i = 0; i < view.view().size; ++i) {
        key.push_back(static_cast<uint32_t>(view.view().limbs[i]));
        key.push_back(static_cast<uint32_t>(view.view().limbs[i] >> 32));
    }
    while (key.size() > 1 && key.back() == 0) key.pop_back();
    if (key.empty()) key.push_back(0);
    ByteLockGuard lock(thread, random);
    random->seed(key.data(), key.size());
    return {};
}

Result<Value> construct_random(Thread& thread, Type* type, const CallArguments&) {
    auto* random = static_cast<Random*>(allocate_instance(thread, type));
    TRY(seed_random_py(thread, random, Value::none()));
    return Value(random);
}
Result<void> initialize_random(Thread& thread, Value self, const CallArguments& arguments) {
    if (arguments.names && arguments.keyword_count() && type_of(thread, self) == native_type(thread, Random::spec))
        return raise(thread, Exc::TypeError, "Random() takes no keyword arguments");
    if (arguments.positional > 1)
        return raise(thread, Exc::TypeError, "Random() expected at most 1 argument, got {}", arguments.positional);
    return seed_random_py(thread, random_of(self), arguments.positional ? arguments[0] : Value::none());
}

}  // namespace

METHOD(Random, random, "random(self, /)",
       "The next number in the interval from 0.0 (included) to 1.0 (not included).") {
    uint32_t high, low;  // 53 bits
    {
        ByteLockGuard lock(thread, self);
        high = self->next() >> 5, low = self->next() >> 6;
    }
    return make_float(thread, (high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

METHOD(Random, seed, "seed(self, n=None, /)",
       "Set the generator's state from an int, from another object's hash, or at random.") {
    TRY(seed_random_py(thread, self, args[0]));
    return none();
}

METHOD(Random, getstate, "getstate(self, /)", "A tuple of ints that setstate() takes.") {
    Value items[kWords + 1];
    {
        ByteLockGuard lock(thread, self);
        for (size_t i = 0; i < kWords; ++i) items[i] = Value::small(self->words[i]);
        items[kWords] = Value::small(self->position);
    }
    return Value(make_tuple(thread, items));
}

METHOD(Random, setstate, "setstate(self, state, /)", "Go back to the state that getstate() told.") {
    auto* state = args[0].as_if<Tuple>();
    if (!state) return raise(thread, Exc::TypeError, "state vector must be a tuple");
    if (state->size() != kWords + 1) return raise(thread, Exc::ValueError, "state vector is the wrong size");
    uint32_t words[kWords], position = 0;
    for (size_t i = 0; i <= kWords; ++i) {
        Value item = (*state)[i];
        if (!is_any_int(thread, item)) return raise(thread, Exc::TypeError, "an integer is required");
        int overflow;
        int64_t number = int_to_int64(item, &overflow);
        if (overflow > 0)
            return raise(thread, Exc::OverflowError, "Python int too large to convert to C unsigned long");
        if (overflow || number < 0)
            return raise(thread, Exc::OverflowError, "can't convert negative value to unsigned int");
        if (i < kWords) words[i] = static_cast<uint32_t>(number);
        else if (number > static_cast<int64_t>(kWords)) return raise(thread, Exc::ValueError, "invalid state");
        else position = static_cast<uint32_t>(number);
    }
    ByteLockGuard lock(thread, self);
    std::memcpy(self->words, words, sizeof words);
    self->position = position;
    return none();
}

METHOD(Random, getrandbits, "getrandbits(self, k, /)", "An int of k random bits.") {
    int64_t bits = TRY(index_int64_py(thread, args[0]));
    if (bits < 0) return raise(thread, Exc::ValueError, "number of bits must be non-negative");
    if (bits == 0) return Value::small(0);
    if (bits <= 32) {
        ByteLockGuard lock(thread, self);
        return Value::small(self->next() >> (32 - bits));
    }
    // Little end first; the last word gives its high bits.
    size_t limbs = static_cast<size_t>((bits + 63) / 64);
    return build_int(thread, limbs, [&](uint64_t* out) {
        ByteLockGuard lock(thread, self);
        std::fill_n(out, limbs, 0);
        int64_t left = bits;
        for (size_t i = 0; left > 0; ++i, left -= 32) {
            uint64_t word = self->next();
            if (left < 32) word >>= 32 - left;
            out[i / 2] |= word << (i % 2 * 32);
        }
        size_t size = limbs;
        while (size && out[size - 1] == 0) --size;
        return BigSize{static_cast<uint32_t>(size), false, BigStatus::kOk};
    });
}

static constexpr Slots random_slots() {
    Slots slots;
    slots.construct = construct_random;
    slots.initialize = initialize_random;
    return slots;
}

const TypeSpec Random::spec = {
    .name = "_random.Random",
    .doc = "Random() -> create a random number generator with its own internal state.",
    .size = sizeof(Random),
    .flags = type_flag::kSubclassable,
    .slots = random_slots(),
    .methods = {&Random_random, &Random_seed, &Random_getstate, &Random_setstate, &Random_getrandbits},
    .trace = [](Cell*, Tracer&) {},
};

extern const ModuleSpec kRandomModule;
const ModuleSpec kRandomModule = {
    .name = "_random",
    .doc = "The generator behind the module random.",
    .types = {&Random::spec},
};

}  // namespace krait::core
