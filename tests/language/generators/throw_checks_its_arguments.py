import warnings
warnings.simplefilter("ignore")
def generator():
    yield

for arguments in (3,), (ValueError(), 3), (ValueError, None, 3), (int,):
    made = generator()
    try:
        made.throw(*arguments)
    except TypeError as error:
        print(error)
        # expect: exceptions must be classes or instances deriving from BaseException, not int
        # expect: instance exception may not have a separate value
        # expect: throw() third argument must be a traceback object
        # expect: exceptions must be classes or instances deriving from BaseException, not type
try:
    generator().throw(ValueError, "text")
except ValueError as error:
    print(repr(error))  # expect: ValueError('text')
