# Since 3.14 a process is started by a server that was started early, not by a fork of a program that may have threads.
if "forkserver" in _concrete_contexts:
    _default_context = DefaultContext(_concrete_contexts["forkserver"])
