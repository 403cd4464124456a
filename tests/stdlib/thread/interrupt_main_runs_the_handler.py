# _thread.interrupt_main() is as a signal: its handler runs, at once in the main thread; without one nothing happens.
import _thread
import signal

try:
    _thread.interrupt_main()
    print("not reached")
except KeyboardInterrupt:
    print("interrupted")  # expect: interrupted
signal.signal(signal.SIGINT, lambda number, frame: print("handled", number))
_thread.interrupt_main()  # expect: handled 2
signal.signal(signal.SIGUSR1, lambda number, frame: print("other", number == signal.SIGUSR1))
_thread.interrupt_main(signal.SIGUSR1)  # expect: other True
signal.signal(signal.SIGINT, signal.SIG_DFL)
_thread.interrupt_main()
