"""Thread objects and what synchronises them, over the native `_thread`.

`_thread` gives: start_joinable_thread(function, handle=, daemon=), _ThreadHandle (join(timeout), is_done(),
_set_done(), ident), _make_thread_handle(ident), _shutdown() (joins all threads that are not daemons), _get_main_thread_ident(),
_is_main_interpreter(), daemon_threads_allowed(), get_ident(), get_native_id(), set_name(), allocate_lock, lock, RLock,
_local, stack_size(), TIMEOUT_MAX, error, and, where the native code has them, _excepthook and _ExceptHookArgs.

At exit the interpreter calls threading._shutdown() if this module was imported; after a fork, the child _after_fork().
"""
import sys as _sys
import _thread
from _thread import (RLock as _CRLock, TIMEOUT_MAX, _get_main_thread_ident, _local as local, allocate_lock as
                     _allocate_lock, daemon_threads_allowed as _daemon_threads_allowed, error as ThreadError,
                     get_ident, lock as Lock, stack_size, start_joinable_thread as _start_joinable_thread,
                     _make_thread_handle, _ThreadHandle)
from _thread import _is_main_interpreter
from itertools import count as _count
from time import monotonic as _time

__all__ = ["get_ident", "active_count", "Condition", "current_thread", "enumerate", "main_thread", "TIMEOUT_MAX",
           "Event", "Lock", "RLock", "Semaphore", "BoundedSemaphore", "Thread", "Barrier", "BrokenBarrierError",
           "Timer", "ThreadError", "setprofile", "settrace", "local", "stack_size", "excepthook", "ExceptHookArgs",
           "gettrace", "getprofile", "setprofile_all_threads", "settrace_all_threads"]

try:
    from _thread import get_native_id
    _HAVE_THREAD_NATIVE_ID = True
    __all__.append("get_native_id")
except ImportError:
    _HAVE_THREAD_NATIVE_ID = False
_set_name = getattr(_thread, "set_name", None)
_LockType = Lock

_profile_hook = None
_trace_hook = None


def setprofile(func):
    """Set a profile function for all threads started from threading from now on."""
    global _profile_hook
    _profile_hook = func


def setprofile_all_threads(func):
    """Set a profile function for all threads, those that run already included."""
    setprofile(func)
    _sys._setprofileallthreads(func)


def getprofile():
    """Return the function that setprofile() set."""
    return _profile_hook


def settrace(func):
    """Set a trace function for all threads started from threading from now on."""
    global _trace_hook
    _trace_hook = func


def settrace_all_threads(func):
    """Set a trace function for all threads, those that run already included."""
    settrace(func)
    _sys._settraceallthreads(func)


def gettrace():
    """Return the function that settrace() set."""
    return _trace_hook


# --- locks -----------------------------------------------------------------------------------------------------

class _PyRLock:
    """A reentrant lock in Python: subclasses of it can add to it, and it serves where there is no native one."""

    def __init__(self):
        self._block = _allocate_lock()
        self._owner = None
        self._count = 0

    def __repr__(self):
        owner = self._owner
        try:
            owner = _active[owner].name
        except KeyError:
            pass
        return (f"<{'locked' if self.locked() else 'unlocked'} {self.__class__.__module__}."
                f"{self.__class__.__qualname__} object owner={owner!r} count={self._count} at {hex(id(self))}>")

    def _at_fork_reinit(self):
        self._block._at_fork_reinit()
        self._owner = None
        self._count = 0

    def acquire(self, blocking=True, timeout=-1):
        """Acquire the lock; a thread that holds it already only counts one more."""
        me = get_ident()
        if self._owner == me:
            self._count += 1
            return 1
        acquired = self._block.acquire(blocking, timeout)
        if acquired:
            self._owner = me
            self._count = 1
        return acquired

    __enter__ = acquire

    def release(self):
        """Release the lock once; the last time it becomes free."""
        if self._owner != get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def __exit__(self, t, v, tb):
        self.release()

    def locked(self):
        """True if any thread holds the lock."""
        return self._block.locked()

    # What Condition needs of a reentrant lock.

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _release_save(self):
        if self._count == 0:
            raise RuntimeError("cannot release un-acquired lock")
        state = self._count, self._owner
        self._count = 0
        self._owner = None
        self._block.release()
        return state

    def _is_owned(self):
        return self._owner == get_ident()

    def _recursion_count(self):
        return self._count if self._owner == get_ident() else 0


_RLock = _PyRLock


def RLock(*args, **kwargs):
    """Return a new reentrant lock."""
    if args or kwargs:
        import warnings
        warnings.warn("Passing arguments to RLock is deprecated and will be removed in 3.15", DeprecationWarning,
                      stacklevel=2)
    return _PyRLock() if _CRLock is None else _CRLock()


class Condition:
    """A condition variable: threads wait until another one notifies them. It has a lock, by default a reentrant one."""

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        if hasattr(lock, "locked"):
            self.locked = lock.locked
        # A lock that can be held several times over says how to give it up altogether.
        for name in "_release_save", "_acquire_restore", "_is_owned":
            if hasattr(lock, name):
                setattr(self, name, getattr(lock, name))
        self._waiters = []

    def _at_fork_reinit(self):
        self._lock._at_fork_reinit()
        self._waiters.clear()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        # A lock that nobody holds can be had at once.
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        """Release the lock, wait for a notification or the timeout, and acquire the lock again. True if notified."""
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = _allocate_lock()
        waiter.acquire()
        self._waiters.append(waiter)
        state = self._release_save()
        notified = False
        try:
            if timeout is None:
                waiter.acquire()
                notified = True
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            try:
                self._acquire_restore(state)    # the lock is held again, even if this raises KeyboardInterrupt
            finally:
                if not notified:
                    try:
                        self._waiters.remove(waiter)
                    except ValueError:
                        pass

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true, and return its last value."""
        end = None
        result = predicate()
        while not result:
            if timeout is not None:
                if end is None:
                    # At least once, whatever the timeout: wait() also refuses who does not hold the lock.
                    left, end = timeout, _time() + timeout
                else:
                    left = end - _time()
                    if left <= 0:
                        break
                self.wait(left)
            else:
                self.wait()
            result = predicate()
        return result

    def notify(self, n=1):
        """Wake up at most n of the waiting threads."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        waiters = self._waiters
        while waiters and n > 0:
            waiter = waiters[0]
            try:
                waiter.release()
            except RuntimeError:
                # It was interrupted after somebody woke it and before it could leave the list.
                pass
            else:
                n -= 1
            try:
                waiters.remove(waiter)
            except ValueError:
                pass

    def notify_all(self):
        """Wake up all waiting threads."""
        self.notify(len(self._waiters))

    def notifyAll(self):
        """Deprecated: notify_all()."""
        _deprecated_name("notifyAll", "notify_all")
        self.notify_all()


def _deprecated_name(old, new, what="() is deprecated, use {}() instead"):
    import warnings
    warnings.warn(old + what.format(new), DeprecationWarning, stacklevel=3)


class Semaphore:
    """A counter that acquire() lowers and release() raises; acquire() waits while it is zero."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        """Lower the counter, waiting until it is above zero. False if that would block or takes too long."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        end = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    return False
                if timeout is not None:
                    if end is None:
                        end = _time() + timeout
                    elif (timeout := end - _time()) <= 0:
                        return False
                self._cond.wait(timeout)
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        """Raise the counter by n and wake up as many threads."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, t, v, tb):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore whose counter must not go above its initial value."""

    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}/{self._initial_value}>"

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._value += n
            self._cond.notify(n)


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = self.__class__
        status = "set" if self._flag else "unset"
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {status}>"

    def _at_fork_reinit(self):
        self._cond._at_fork_reinit()

    def is_set(self):
        """True if the flag is set."""
        return self._flag

    def isSet(self):
        """Deprecated: is_set()."""
        _deprecated_name("isSet", "is_set")
        return self.is_set()

    def set(self):
        """Set the flag and wake up all who wait for it."""
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        """Reset the flag."""
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Wait until the flag is set, or the timeout. True if it is set."""
        with self._cond:
            signaled = self._flag
            if not signaled:
                signaled = self._cond.wait(timeout)
            return signaled


class BrokenBarrierError(RuntimeError):
    """A barrier was reset or aborted."""


_FILLING, _DRAINING, _RESETTING, _BROKEN = 0, 1, -1, -2


class Barrier:
    """A point where a fixed number of threads wait for each other."""

    def __init__(self, parties, action=None, timeout=None):
        if parties < 1:
            raise ValueError("parties must be >= 1")
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = _FILLING
        self._count = 0

    def __repr__(self):
        cls = self.__class__
        name = f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}"
        return f"{name}: broken>" if self.broken else f"{name}: waiters={self.n_waiting}/{self.parties}>"

    def wait(self, timeout=None):
        """Wait for the others. Returns a number from 0 to parties - 1, another one in each thread."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            # The threads of the round before must have left.
            while self._state in (_RESETTING, _DRAINING):
                self._cond.wait()
            self._check()
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    try:
                        if self._action:
                            self._action()
                    except:
                        self._break()
                        raise
                    self._state = _DRAINING
                    self._cond.notify_all()
                else:
                    if not self._cond.wait_for(lambda: self._state != _FILLING, timeout):
                        self._break()
                        raise BrokenBarrierError
                    if self._state < 0:
                        raise BrokenBarrierError
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in (_RESETTING, _DRAINING):
                    self._state = _FILLING
                    self._cond.notify_all()

    def _check(self):
        if self._state < 0:
            raise BrokenBarrierError

    def _break(self):
        self._state = _BROKEN
        self._cond.notify_all()

    def reset(self):
        """Go back to the initial state; threads that wait get BrokenBarrierError."""
        with self._cond:
            if self._count > 0:
                self._state = _RESETTING
            else:
                self._state = _FILLING
            self._cond.notify_all()

    def abort(self):
        """Put the barrier into the broken state."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        """How many threads must wait to pass."""
        return self._parties

    @property
    def n_waiting(self):
        """How many threads wait now."""
        return self._count if self._state == _FILLING else 0

    @property
    def broken(self):
        """True if the barrier is broken."""
        return self._state == _BROKEN


# --- threads ---------------------------------------------------------------------------------------------------

# The lock is held to change the two dictionaries. It is reentrant, since a finalizer or signal handler that runs in
# a thread that holds it may ask for the current thread.
_active_limbo_lock = RLock()
_active = {}            # ident -> Thread
_limbo = {}             # threads that are being started
_counter = _count(1).__next__
_SHUTTING_DOWN = False


class _Dangling:
    """The threads that exist, by weak references. test.support counts them."""

    def __init__(self):
        self._set = None

    def _get(self):
        if self._set is None:
            from _weakrefset import WeakSet
            self._set = WeakSet(_active.values())
        return self._set

    def add(self, thread):
        # Nobody has looked yet: then the threads that are alive when somebody does are all that matter.
        if self._set is not None:
            self._set.add(thread)

    def __iter__(self):
        return iter(self._get())

    def __len__(self):
        return len(self._get())

    def copy(self):
        return self._get().copy()

    def clear(self):
        self._get().clear()

    def update(self, other):
        self._get().update(other)

    def __contains__(self, thread):
        return thread in self._get()

    def __eq__(self, other):
        return self._get() == (other._get() if isinstance(other, _Dangling) else other)

    __hash__ = None

    def _commit_removals(self):
        self._get()


_dangling = _Dangling()


def _newname(template):
    return template % _counter()


class Thread:
    """A thread of control: a callable with arguments, or a subclass's run()."""

    _initialized = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None, context=None):
        assert group is None, "group argument must be None for now"
        if kwargs is None:
            kwargs = {}
        if name:
            name = str(name)
        else:
            name = _newname("Thread-%d")
            if target is not None:
                try:
                    name += f" ({target.__name__})"
                except AttributeError:
                    pass
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = kwargs
        if daemon is not None:
            if daemon and not _daemon_threads_allowed():
                raise RuntimeError("daemon threads are disabled in this (sub)interpreter")
            self._daemonic = daemon
        else:
            self._daemonic = current_thread().daemon
        self._context = context
        self._ident = None
        if _HAVE_THREAD_NATIVE_ID:
            self._native_id = None
        self._os_thread_handle = self._handle = _ThreadHandle()
        self._started = Event()
        self._initialized = True
        # sys.stderr may be gone when the thread dies late in the shutdown.
        self._stderr = _sys.stderr
        self._invoke_excepthook = _make_invoke_excepthook()
        _dangling.add(self)

    def __repr__(self):
        assert self._initialized, "Thread.__init__() was not called"
        status = "initial"
        if self._started.is_set():
            status = "started"
        if self._handle.is_done():
            status = "stopped"
        if self._daemonic:
            status += " daemon"
        if self._ident is not None:
            status += f" {self._ident}"
        return f"<{self.__class__.__name__}({self._name}, {status})>"

    def _check_initialized(self, message="thread.__init__() not called"):
        if not self._initialized:
            raise RuntimeError(message)

    def start(self):
        """Start the thread. At most once per object."""
        self._check_initialized()
        if self._started.is_set():
            raise RuntimeError("threads can only be started once")
        with _active_limbo_lock:
            _limbo[self] = self
        if self._context is None:
            # sys.flags.thread_inherit_context: the new thread begins with a copy of its starter's context.
            import _contextvars
            if getattr(_sys.flags, "thread_inherit_context", 0):
                self._context = _contextvars.copy_context()
            else:
                self._context = _contextvars.Context()
        try:
            _start_joinable_thread(self._bootstrap, handle=self._handle, daemon=self._daemonic)
        except Exception:
            with _active_limbo_lock:
                _limbo.pop(self, None)
            raise
        self._started.wait()            # so that is_alive() is true from here on

    def run(self):
        """What the thread does: by default, call the target."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # They may refer to the thread.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        try:
            self._bootstrap_inner()
        except:
            # A daemon thread may find the interpreter in pieces; what it says then helps nobody.
            if self._daemonic and _sys is None:
                return
            raise

    def _set_ident(self):
        self._ident = get_ident()

    def _set_native_id(self):
        self._native_id = get_native_id()

    def _set_os_name(self):
        if _set_name is None or not self._name:
            return
        try:
            _set_name(self._name)
        except OSError:
            pass

    def _bootstrap_inner(self):
        try:
            self._set_ident()
            if _HAVE_THREAD_NATIVE_ID:
                self._set_native_id()
            self._set_os_name()
            with _active_limbo_lock:
                _active[self._ident] = self
                _limbo.pop(self, None)
            self._started.set()
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self._context.run(self.run)
            except:
                self._invoke_excepthook(self)
        finally:
            self._delete()

    def _delete(self):
        with _active_limbo_lock:
            _active.pop(get_ident(), None)

    def join(self, timeout=None):
        """Wait until the thread ends, or the timeout; is_alive() tells which."""
        self._check_initialized("Thread.__init__() not called")
        if not self._started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if timeout is not None:
            timeout = max(timeout, 0)
        self._handle.join(timeout)

    def is_alive(self):
        """True from start() until run() has ended."""
        assert self._initialized, "Thread.__init__() not called"
        return self._started.is_set() and not self._handle.is_done()

    @property
    def name(self):
        """A name for people; it need not be unique."""
        assert self._initialized, "Thread.__init__() not called"
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, "Thread.__init__() not called"
        self._name = str(name)
        if get_ident() == self._ident:
            self._set_os_name()

    @property
    def ident(self):
        """The identifier of the thread, or None before it starts."""
        assert self._initialized, "Thread.__init__() not called"
        return self._ident

    if _HAVE_THREAD_NATIVE_ID:
        @property
        def native_id(self):
            """The operating system's identifier of the thread, or None before it starts."""
            assert self._initialized, "Thread.__init__() not called"
            return self._native_id

    @property
    def daemon(self):
        """True if the program may end while this thread runs."""
        assert self._initialized, "Thread.__init__() not called"
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        self._check_initialized("Thread.__init__() not called")
        if daemonic and not _daemon_threads_allowed():
            raise RuntimeError("daemon threads are disabled in this interpreter")
        if self._started.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        """Deprecated: daemon."""
        _deprecated_name("isDaemon", "daemon", "() is deprecated, get the daemon attribute instead")
        return self.daemon

    def setDaemon(self, daemonic):
        """Deprecated: daemon."""
        _deprecated_name("setDaemon", "daemon", "() is deprecated, set the daemon attribute instead")
        self.daemon = daemonic

    def getName(self):
        """Deprecated: name."""
        _deprecated_name("getName", "name", "() is deprecated, get the name attribute instead")
        return self.name

    def setName(self, name):
        """Deprecated: name."""
        _deprecated_name("setName", "name", "() is deprecated, set the name attribute instead")
        self.name = name

    def _after_fork(self, new_ident=None):
        # In the child only the thread that forked lives on.
        self._started._at_fork_reinit()
        if new_ident is not None:
            self._ident = new_ident
            assert self._handle.ident == new_ident
            if _HAVE_THREAD_NATIVE_ID:
                self._set_native_id()
        elif self._handle.ident and not self._handle.is_done():
            self._handle._set_done()


# --- uncaught exceptions ---------------------------------------------------------------------------------------

try:
    from _thread import _excepthook as excepthook, _ExceptHookArgs as ExceptHookArgs
except ImportError:
    class ExceptHookArgs(tuple):
        """What excepthook() gets: exc_type, exc_value, exc_traceback, thread."""
        exc_type = property(lambda self: self[0])
        exc_value = property(lambda self: self[1])
        exc_traceback = property(lambda self: self[2])
        thread = property(lambda self: self[3])

    def excepthook(args, /):
        """Report an uncaught exception of Thread.run()."""
        if args.exc_type == SystemExit:
            return
        if _sys is not None and _sys.stderr is not None:
            stderr = _sys.stderr
        elif args.thread is not None and args.thread._stderr is not None:
            stderr = args.thread._stderr
        else:
            return
        name = args.thread.name if args.thread is not None else get_ident()
        print(f"Exception in thread {name}:", file=stderr, flush=True)
        import traceback
        traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback, file=stderr)
        stderr.flush()

__excepthook__ = excepthook


def _make_invoke_excepthook():
    # What it needs is bound here, so that it works when module globals have been cleared.
    old_excepthook = excepthook
    old_sys_excepthook = _sys.excepthook
    local_sys = _sys

    def invoke_excepthook(thread):
        global excepthook
        try:
            hook = excepthook
            if hook is None:
                hook = old_excepthook
            hook(ExceptHookArgs([*_sys.exc_info(), thread]))
        except Exception as error:
            error.__suppress_context__ = True
            if local_sys is not None and local_sys.stderr is not None:
                print("Exception in threading.excepthook:", file=local_sys.stderr, flush=True)
            sys_excepthook = getattr(local_sys, "excepthook", None) or old_sys_excepthook
            sys_excepthook(*local_sys.exc_info())
    return invoke_excepthook


# --- other kinds of threads ------------------------------------------------------------------------------------

class Timer(Thread):
    """A thread that calls a function after an interval in seconds, unless cancelled."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        """Stop the timer if its time has not come."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    def __init__(self):
        Thread.__init__(self, name="MainThread", daemon=False)
        self._started.set()
        self._ident = _get_main_thread_ident()
        self._os_thread_handle = self._handle = _make_thread_handle(self._ident)
        if _HAVE_THREAD_NATIVE_ID:
            self._set_native_id()
        with _active_limbo_lock:
            _active[self._ident] = self


class _DeleteDummyThreadOnDel:
    """Lives in thread-local storage, and so dies with its thread: then the dummy object goes too."""

    def __init__(self, dummy_thread):
        self._dummy_thread = dummy_thread
        self._ident = dummy_thread.ident
        # A thread-local object keeps what is stored in it until the thread ends.
        _thread_local_info._track_dummy_thread_ref = self

    def __del__(self, _active_limbo_lock=_active_limbo_lock, _active=_active):
        with _active_limbo_lock:
            if _active.get(self._ident) is self._dummy_thread:
                _active.pop(self._ident, None)


_thread_local_info = local()


class _DummyThread(Thread):
    """Stands for a thread that was not started from here, when it asks for current_thread()."""

    def __init__(self):
        Thread.__init__(self, name=_newname("Dummy-%d"), daemon=_daemon_threads_allowed())
        self._started.set()
        self._set_ident()
        self._os_thread_handle = self._handle = _make_thread_handle(self._ident)
        if _HAVE_THREAD_NATIVE_ID:
            self._set_native_id()
        with _active_limbo_lock:
            _active[self._ident] = self
        _DeleteDummyThreadOnDel(self)

    def is_alive(self):
        if not self._handle.is_done() and self._started.is_set():
            return True
        raise RuntimeError("thread is not alive")

    def join(self, timeout=None):
        raise RuntimeError("cannot join a dummy thread")

    def _after_fork(self, new_ident=None):
        if new_ident is not None:
            self.__class__ = _MainThread
            self._name = "MainThread"
            self._daemonic = False
        Thread._after_fork(self, new_ident=new_ident)


def current_thread():
    """Return the object of the thread that calls."""
    try:
        return _active[get_ident()]
    except KeyError:
        return _DummyThread()


def currentThread():
    """Deprecated: current_thread()."""
    _deprecated_name("currentThread", "current_thread")
    return current_thread()


def active_count():
    """Return how many threads are alive."""
    with _active_limbo_lock:
        return len(_active) + len(_limbo)


def activeCount():
    """Deprecated: active_count()."""
    _deprecated_name("activeCount", "active_count")
    return active_count()


def _enumerate():
    # For who holds the lock already, or cannot wait for it.
    return list(_active.values()) + list(_limbo.values())


def enumerate():
    """Return a list of all threads that are alive."""
    with _active_limbo_lock:
        return list(_active.values()) + list(_limbo.values())


# --- shutdown and fork -----------------------------------------------------------------------------------------

_threading_atexits = []


def _register_atexit(func, *arg, **kwargs):
    """Call a function before the interpreter joins its threads at exit. Last registered, first called."""
    if _SHUTTING_DOWN:
        raise RuntimeError("can't register atexit after shutdown")
    _threading_atexits.append(lambda: func(*arg, **kwargs))


def _shutdown():
    """Called by the interpreter at exit: end the main thread's object and wait for all that are no daemons."""
    global _SHUTTING_DOWN
    if _main_thread._handle.is_done() and _is_main_interpreter():
        return                          # twice
    _SHUTTING_DOWN = True
    for atexit_call in reversed(_threading_atexits):
        atexit_call()
    if _is_main_interpreter():
        _main_thread._handle._set_done()
    _thread._shutdown()


def main_thread():
    """Return the main thread's object: that of the thread which started the interpreter."""
    return _main_thread


def _after_fork():
    """Called in the child of a fork: its only thread is the one that forked."""
    global _active_limbo_lock, _main_thread
    _active_limbo_lock = RLock()
    new_active = {}
    try:
        current = _active[get_ident()]
    except KeyError:
        current = _MainThread()         # forked from a thread that had no object
    _main_thread = current
    with _active_limbo_lock:
        threads = set(_enumerate())
        threads.update(_dangling)
        for thread in threads:
            if thread is current:
                ident = get_ident()
                thread._after_fork(new_ident=ident)
                new_active[ident] = thread
            else:
                thread._after_fork()
        _limbo.clear()
        _active.clear()
        _active.update(new_active)
        assert len(_active) == 1


_main_thread = _MainThread()

import posix as _posix
if hasattr(_posix, "register_at_fork"):
    _posix.register_at_fork(after_in_child=_after_fork)
