"""Empty: test_concurrent_futures imports it; Krait has no multiprocessing yet, and the tests that use it skip."""
