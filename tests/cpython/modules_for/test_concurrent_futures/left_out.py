"""They drop an executor and join its threads, which end when it dies: at once with CPython, here at the next collection."""
LEFT_OUT = ("ThreadPoolShutdownTest.test_del_shutdown",)
