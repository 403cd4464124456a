# What is underlined, and when: attributes on lines of their own, handlers, assignments.
import linecache
import traceback


class Thing:
    pass


def show(source):
    linecache.cache["<s>"] = (len(source), None, source.splitlines(True), "<s>")
    try:
        exec(compile(source, "<s>", "exec"), {"f": lambda: 1 / 0, "o": Thing(), "a": [0]})
    except Exception as error:
        error.__traceback__ = error.__traceback__.tb_next
        print("".join(traceback.format_exception(error, limit=1)).partition("\n")[2].rstrip())


show("x = (o\n  .zz\n)")
# expect:   File "<s>", line 2, in <module>
# expect:     .zz
# expect:      ^^
# expect: AttributeError: 'Thing' object has no attribute 'zz'
show("x = (o\n  .zz(1,\n 2))")
# expect:   File "<s>", line 2, in <module>
# expect:     .zz(1,
# expect:      ^^
# expect: AttributeError: 'Thing' object has no attribute 'zz'
show("x = f()")
# expect:   File "<s>", line 1, in <module>
# expect:     x = f()
# expect: ZeroDivisionError: division by zero
show("x, y = f()")
# expect:   File "<s>", line 1, in <module>
# expect:     x, y = f()
# expect:            ~^^
# expect: ZeroDivisionError: division by zero
show("o.x = f()")
# expect:   File "<s>", line 1, in <module>
# expect:     o.x = f()
# expect:           ~^^
# expect: ZeroDivisionError: division by zero
show("any(x / 0 for x in [1])")
# expect:   File "<s>", line 1, in <module>
# expect:     any(x / 0 for x in [1])
# expect:     ^^^
# expect: ZeroDivisionError: division by zero
show("def g():\n    yield\ng().throw(KeyError(1))")
# expect:   File "<s>", line 3, in <module>
# expect:     g().throw(KeyError(1))
# expect:     ~~~~~~~~~^^^^^^^^^^^^^
# expect: KeyError: 1
