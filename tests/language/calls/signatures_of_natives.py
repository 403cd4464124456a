import inspect
for f in (len, print, globals, getattr, str.split, dict.pop, dict.fromkeys, object.__init_subclass__, int.__add__):
    print(f.__text_signature__)
# expect: ($module, obj, /)
# expect: ($module, /, *args, sep=' ', end='\n', file=None, flush=False)
# expect: ($module, /)
# expect: None
# expect: ($self, /, sep=None, maxsplit=-1)
# expect: ($self, key, default=<unrepresentable>, /)
# expect: ($type, iterable, value=None, /)
# expect: ($type, /)
# expect: ($self, value, /)
print(inspect.signature(len), inspect.signature(dict.fromkeys))     # expect: (obj, /) (iterable, value=None, /)
print(inspect.signature(dict.pop))      # expect: (self, key, default=<unrepresentable>, /)
