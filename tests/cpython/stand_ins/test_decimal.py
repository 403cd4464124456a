"""The suite's test_decimal, which expects its own main function to choose the tests: those for decimal in Python."""
import importlib.util
import os

spec = importlib.util.spec_from_file_location("suite_decimal", "/usr/lib/python3.11/test/test_decimal.py")
suite_decimal = importlib.util.module_from_spec(spec)
spec.loader.exec_module(suite_decimal)


def arithmetic_test(file_name):
    return lambda self: self.eval_file(suite_decimal.directory + file_name)


def load_tests(loader, tests, pattern):
    suite_decimal.init(suite_decimal.P)
    suite_decimal.TEST_ALL = False
    suite_decimal.DEBUG = False
    for file_name in sorted(os.listdir(suite_decimal.directory)):
        if file_name.endswith(".decTest"):
            name = "test_" + file_name.removesuffix(".decTest")
            setattr(suite_decimal.PyIBMTestCases, name, arithmetic_test(file_name))
    for cls in suite_decimal.all_tests:
        if cls.__name__.startswith("Py"):
            cls.__module__ = "test_decimal"
            tests.addTests(loader.loadTestsFromTestCase(cls))
    return tests
