import _random
r = _random.Random(42)
print(r.random(), r.getrandbits(100), r.getrandbits(7))     # expect: 0.6394267984578837 259474555368124611114247330513 28
state = r.getstate()
first = r.random()
r.setstate(state)
print(first == r.random(), len(state))      # expect: True 625
print(_random.Random(-5).random() == _random.Random(5).random())    # expect: True
