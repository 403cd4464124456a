#include "tests/tools/unittest_report.h"

#include <doctest/doctest.h>

using namespace krait::test;

namespace {

const char* const kReport = R"(test_doc (test.test_u.A.test_doc)
A doc string ... ok
test_print (test.test_u.A.test_print) ... hello (world)
ok
test_skip (test.test_u.A.test_skip) ... skipped 'no'
test_sub (test.test_u.A.test_sub) ... 
  test_sub (test.test_u.A.test_sub) (i=0) ... FAIL
test_silent (test.test_u.A.test_silent) ... text in the way of ok?
test_last (test.test_u.A.test_last) ... ok
tut (test.test_u.__test__)
Doctest: test.test_u.__test__.tut ... ok
read (module_with_docs)
Doctest: module_with_docs.read ... ok
)";

const char* const kClosing = R"(
======================================================================
ERROR: setUpClass (test.test_u.B)
----------------------------------------------------------------------
ValueError: (test.test_u.A.test_last)

Ran 7 tests in 0.1s
)";

}  // namespace

TEST_CASE("every method of a whole report has a result") {
    auto report = read_unittest_report(std::string(kReport) + kClosing);
    CHECK(report.complete);
    CHECK(report.methods["test_u.A.test_doc"] == Result::Passed);
    CHECK(report.methods["test_u.A.test_print"] == Result::Passed);
    CHECK(report.methods["test_u.A.test_skip"] == Result::Skipped);
    CHECK(report.methods["test_u.A.test_sub"] == Result::Failed);
    CHECK(report.methods["test_u.A.test_silent"] == Result::Passed);
    CHECK(report.methods["test_u.A.test_last"] == Result::Passed);
    CHECK(report.methods["test_u.__test__.tut"] == Result::Passed);
    CHECK(report.methods["test_u.B.setUpClass"] == Result::Failed);
    CHECK(report.methods["module_with_docs.read"] == Result::Passed);
    CHECK(report.methods.size() == 9);
}

TEST_CASE("a report that was cut off says nothing for the method that was running") {
    auto report = read_unittest_report(kReport);
    CHECK_FALSE(report.complete);
    CHECK(report.methods["test_u.A.test_silent"] == Result::Started);
}
