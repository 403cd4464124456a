name, number = "World", 3.14159
template = t"Hello {name}, {number!r:>{10}.3}!"
print(template.strings)  # expect: ('Hello ', ', ', '!')
print(template.interpolations[0])  # expect: Interpolation('World', 'name', None, '')
print(template.interpolations[1])  # expect: Interpolation(3.14159, 'number', 'r', '>10.3')
print(template.values)  # expect: ('World', 3.14159)
print(list(template))
# expect: ['Hello ', Interpolation('World', 'name', None, ''), ', ', Interpolation(3.14159, 'number', 'r', '>10.3'), '!']
print(t"")  # expect: Template(strings=('',), interpolations=())
print(list(t""), list(t"{name}{name}"))
# expect: [] [Interpolation('World', 'name', None, ''), Interpolation('World', 'name', None, '')]
print(repr(t"{name=}"))
# expect: Template(strings=('name=', ''), interpolations=(Interpolation('World', 'name', 'r', ''),))
