"""Numbers of asyncio that programs look at."""

DEBUG_STACK_DEPTH = 10
THREAD_JOIN_TIMEOUT = 300
