# The iterator of `await future` takes throw() in its new form and in its old one.
import asyncio, warnings
warnings.simplefilter("ignore")
loop = asyncio.new_event_loop()
for arguments in [(KeyError("a"),), (KeyError,), (KeyError, "b"), (KeyError, KeyError("c"), None), (KeyError, None, 32), (list,), (KeyError("d"), 1)]:
    iterator = iter(loop.create_future())
    try: iterator.throw(*arguments)
    except Exception as error: print(type(error).__name__, error)
loop.close()
# expect: KeyError 'a'
# expect: KeyError
# expect: KeyError 'b'
# expect: KeyError 'c'
# expect: TypeError throw() third argument must be a traceback object
# expect: TypeError exceptions must be classes or instances deriving from BaseException, not type
# expect: TypeError instance exception may not have a separate value
