# More attributes than a shape has room for names.
class Wide:
    pass

wide = Wide()
for i in range(300):
    setattr(wide, f"name{i}", i)
print(all(getattr(wide, f"name{i}") == i for i in range(300)), len(vars(wide)))  # expect: True 300
print(list(vars(wide))[127:131])  # expect: ['name127', 'name128', 'name129', 'name130']
