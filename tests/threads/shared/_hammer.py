"""Runs workers in several threads at once: with the GIL off, then while it is switched on and off."""
import sys
import threading
import traceback

THREADS = 4


def hammer(*workers, threads=THREADS):
    """Calls worker(number) in `threads` threads for each worker; what one raises is shown."""
    for toggled in (False, True):
        sys.set_gil_enabled(False)
        jobs = [(worker, number) for number in range(threads) for worker in workers]
        gate = threading.Barrier(len(jobs) + toggled)
        left = [len(jobs)]
        lock = threading.Lock()

        def work(worker, number):
            gate.wait()
            try:
                worker(number)
            except BaseException:
                traceback.print_exc(file=sys.stdout)
            finally:
                with lock:
                    left[0] -= 1

        started = [threading.Thread(target=work, args=job) for job in jobs]
        for thread in started:
            thread.start()
        if toggled:
            gate.wait()
            enabled = False
            while left[0]:
                enabled = not enabled
                sys.set_gil_enabled(enabled)
        for thread in started:
            thread.join()
    sys.set_gil_enabled(True)


def ignoring(*kinds):
    """A decorator: what a race may rightly raise ends the call alone."""
    def decorate(function):
        def call(*arguments):
            try:
                return function(*arguments)
            except kinds:
                return None
        return call
    return decorate
