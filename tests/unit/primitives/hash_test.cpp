#include <bit>
#include <sstream>

#include "data_file.h"
#include "runtime/primitives/hash/combine.h"
#include "runtime/primitives/hash/numeric_hash.h"
#include "runtime/primitives/hash/siphash.h"

using namespace krait;

namespace {

std::vector<int64_t> integers(const std::string& text) {
    std::istringstream stream(text);
    std::vector<int64_t> values;
    for (int64_t value; stream >> value;) values.push_back(value);
    return values;
}

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

}  // namespace

TEST_CASE("hashes are CPython's") {
    for (auto& row : test::read_rows("hash.txt")) {
        CAPTURE(row[0]);
        CAPTURE(row[1]);
        int64_t expected = std::stoll(row.back());
        if (row[0] == "bytes") {
            std::string bytes = from_hex(row[2]);
            CHECK(hash_bytes(HashKey::from_seed(static_cast<uint32_t>(std::stoul(row[1]))), bytes.data(),
                             bytes.size()) == expected);
        } else if (row[0] == "int") {
            auto limbs = test::limbs_from_hex(row[1]);
            bool negative = row[2] == "1";
            CHECK(hash_limbs(limbs.data(), limbs.size(), negative) == expected);
            if (limbs.size() <= 1 && (limbs.empty() || limbs[0] >> 63 == 0)) {
                int64_t value = limbs.empty() ? 0 : static_cast<int64_t>(limbs[0]);
                CHECK(hash_int64(negative ? -value : value) == expected);
            }
        } else if (row[0] == "double") {
            CHECK(hash_double(std::bit_cast<double>(static_cast<uint64_t>(std::stoull(row[1], nullptr, 16)))) ==
                  expected);
        } else if (row[0] == "tuple") {
            TupleHash hash;
            for (int64_t element : integers(row[1])) hash.add(element);
            CHECK(hash.finish() == expected);
        } else if (row[0] == "frozenset") {
            FrozensetHash hash;
            for (int64_t element : integers(row[1])) hash.add(element);
            CHECK(hash.finish() == expected);
        } else {
            REQUIRE(row[0] == "complex");
            CHECK(hash_complex(std::stoll(row[1]), std::stoll(row[2])) == expected);
        }
    }
}

TEST_CASE("the least int64 hashes without overflow") { CHECK(hash_int64(INT64_MIN) == -4); }
