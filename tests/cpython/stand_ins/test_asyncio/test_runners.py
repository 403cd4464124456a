# The suite's own file without one method: since 3.14 Runner.run() takes any awaitable, so test_run_future would wait for ever
# for a future that nobody completes.
_path = "/usr/lib/python3.11/test/test_asyncio/test_runners.py"
with open(_path) as _file:
    exec(compile(_file.read(), _path, "exec"))
del RunnerTests.test_run_future
