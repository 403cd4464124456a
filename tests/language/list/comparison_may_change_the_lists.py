class Clears:
    def __eq__(self, other):
        other_list.clear()
        one_list.clear()
        return NotImplemented
one_list, other_list = [Clears()], [1]
print(one_list == other_list)           # expect: True
