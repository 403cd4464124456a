import sys, warnings
async def f(): pass
def made():
    return f()
print(made().cr_origin)         # expect: None
sys.set_coroutine_origin_tracking_depth(2)
c = made()
print([(line, name) for file, line, name in c.cr_origin])       # expect: [(4, 'made'), (7, '<module>')]
sys.set_coroutine_origin_tracking_depth(0)
c.close()
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    c = f()
    c.cr_frame.clear()
print(seen[0].message)          # expect: coroutine 'f' was never awaited
class Wrong:
    def __aiter__(self): return self
    def __anext__(self): return self
    def __await__(self): return 1 / 0
async def g():
    async for _ in Wrong(): pass
try: g().send(None)
except TypeError as error: print(error, repr(error.__cause__))
# expect: 'async for' received an invalid object from __anext__: Wrong ZeroDivisionError('division by zero')
print(type(c)[int], type(x for x in ())[int])       # expect: coroutine[int] generator[int]
