def generator():
    yield 1

made = generator()
try:
    made.throw(ValueError("v"))
except ValueError as error:
    print(error, error.__traceback__.tb_next.tb_frame.f_code.co_name)  # expect: v generator
print(next(made, "end"))  # expect: end
