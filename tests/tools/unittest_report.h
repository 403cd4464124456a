// Reads what `python -m unittest -v` prints, method by method.
//
// The report is text for people: a test's own output may stand between its name and its result, and a crash cuts it
// off. So a method counts as passed only if its "ok" was seen, or if the run came to its end and the closing list of
// failures does not name it.
#pragma once

#include <map>
#include <string>

namespace krait::test {

enum class Result { Started, Passed, Failed, Skipped };

struct UnittestReport {
    std::map<std::string, Result> methods;  // "test_pow.PowTest.test_big_exp"
    bool complete = false;                  // "Ran N tests" was printed

    size_t count(Result result) const;
};

UnittestReport read_unittest_report(const std::string& text);

}  // namespace krait::test
