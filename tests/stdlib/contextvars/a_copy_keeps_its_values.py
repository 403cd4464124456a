from contextvars import ContextVar, copy_context

v = ContextVar("v", default=1)
token = v.set(5)
context = copy_context()
v.reset(token)
print(v.get(), context[v], context.run(v.get))  # expect: 1 5 5
context.run(v.set, 7)
print(v.get(), context[v])  # expect: 1 7
with v.set(8):
    print(v.get())  # expect: 8
print(v.get(), len(copy_context()))  # expect: 1 0
try:
    context.run(context.run, print)
except RuntimeError as error:
    print(str(error).endswith("is already entered"))  # expect: True
