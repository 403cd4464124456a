"""Generic (shallow and deep) copying operations."""

import copyreg as _copyreg
from _weakref import ref as _ref

__all__ = ["Error", "copy", "deepcopy", "replace"]


class Error(Exception):
    pass


error = Error

dispatch_table = _copyreg.dispatch_table


def _function():
    pass


# Values of these types are their own copies.
_atomic_types = frozenset({
    type(None), int, float, bool, complex, bytes, str, type(_function.__code__), type, range, type(len), type(_function),
    type(Ellipsis), type(NotImplemented), property,
})  # fmt: skip


_copy_atomic_types = _atomic_types | {tuple, frozenset, slice, _ref}
_deepcopy_atomic_types = _atomic_types | {_ref}
_copy_builtin_containers = frozenset({list, dict, set, bytearray})


def copy(x):
    """Shallow copy operation on arbitrary Python objects.

    See the module's __doc__ string for more info.
    """
    cls = type(x)
    if cls in _copy_atomic_types:
        return x
    if cls in _copy_builtin_containers:
        return cls.copy(x)
    if issubclass(cls, type):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    reduced = _reduce(x, cls, "shallow")
    if isinstance(reduced, str):
        return x
    return _reconstruct(x, None, *reduced)


def _reduce(x, cls, depth):
    """The reduced form of x by the pickle protocol: copyreg's function first, then __reduce_ex__, then __reduce__."""
    reductor = dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    reductor = getattr(x, "__reduce_ex__", None)
    if reductor is not None:
        return reductor(4)
    reductor = getattr(x, "__reduce__", None)
    if reductor:
        return reductor()
    what = "(shallow)" if depth == "shallow" else "(deep)"
    raise Error(f"un{what}copyable object of type {cls}")


def deepcopy(x, memo=None, _nil=[]):
    """Deep copy operation on arbitrary Python objects.

    See the module's __doc__ string for more info.
    """
    cls = type(x)
    if cls in _deepcopy_atomic_types:
        return x
    if memo is None:
        memo = {}
    else:
        done = memo.get(id(x), _nil)
        if done is not _nil:
            return done
    copier = _deepcopy_dispatch.get(cls)
    if copier is not None:
        result = copier(x, memo)
    elif issubclass(cls, type):
        return x
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            result = copier(memo)
        else:
            reduced = _reduce(x, cls, "deep")
            result = x if isinstance(reduced, str) else _reconstruct(x, memo, *reduced)
    if result is not x:
        memo[id(x)] = result
        _keep_alive(x, memo)
    return result


def _deepcopy_list(x, memo):
    result = memo[id(x)] = []
    append = result.append
    for item in x:
        append(deepcopy(item, memo))
    return result


def _deepcopy_tuple(x, memo):
    copies = [deepcopy(item, memo) for item in x]
    # A tuple that contains itself, through a list say, was copied on the way.
    done = memo.get(id(x))
    if done is not None:
        return done
    for item, made in zip(x, copies):
        if item is not made:
            return tuple(copies)
    return x


def _deepcopy_dict(x, memo):
    result = memo[id(x)] = {}
    for key, value in x.items():
        result[deepcopy(key, memo)] = deepcopy(value, memo)
    return result


def _deepcopy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


class _Class:
    def method(self):
        pass


_deepcopy_dispatch = {
    list: _deepcopy_list,
    tuple: _deepcopy_tuple,
    dict: _deepcopy_dict,
    type(_Class().method): _deepcopy_method,
}
del _Class


def _keep_alive(x, memo):
    """Keep x alive as long as the memo: ids in the memo must not be used again."""
    try:
        memo[id(memo)].append(x)
    except KeyError:
        memo[id(memo)] = [x]


def _reconstruct(x, memo, func, args, state=None, listiter=None, dictiter=None, *, deepcopy=deepcopy):
    deep = memo is not None
    if deep and args:
        args = [deepcopy(arg, memo) for arg in args]
    y = func(*args)
    if deep:
        memo[id(x)] = y

    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for name, value in slots.items():
                    setattr(y, name, value)

    if listiter is not None:
        for item in listiter:
            y.append(deepcopy(item, memo) if deep else item)
    if dictiter is not None:
        for key, value in dictiter:
            if deep:
                y[deepcopy(key, memo)] = deepcopy(value, memo)
            else:
                y[key] = value
    return y


def replace(obj, /, **changes):
    """Return a new object replacing specified fields with new values.

    This is especially useful for immutable objects, like named tuples or
    frozen dataclasses.
    """
    cls = obj.__class__
    func = getattr(cls, "__replace__", None)
    if func is None:
        raise TypeError(f"replace() does not support {cls.__name__} objects")
    return func(obj, **changes)
