import copy, os, pickle, time
import datetime as d

os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
time.tzset()


class Stamp(d.datetime):
    def __new__(cls, *args, **named):
        print("new", len(args), *named)
        return super().__new__(cls, *args, **named)


s = Stamp(2020, 1, 1)  # expect: new 3
print(repr(s + d.timedelta(1)))  # expect: new 8
# expect: Stamp(2020, 1, 2, 0, 0)
print(repr(s.replace(year=1)))  # expect: new 8
# expect: Stamp(1, 1, 1, 0, 0)
print(repr(Stamp.fromisoformat("2020-01-01T02")))  # expect: new 8
# expect: Stamp(2020, 1, 1, 2, 0)
print(repr(Stamp.strptime("2000", "%Y")))  # expect: new 7
# expect: Stamp(2000, 1, 1, 0, 0)
print(repr(Stamp.fromordinal(3)))  # expect: new 3
# expect: Stamp(1, 1, 3, 0, 0)
for protocol in range(6):
    for o in (d.datetime(2020, 1, 2, 3, tzinfo=d.UTC), d.date(1, 2, 3), d.time(1, fold=1), d.timedelta(1, 2, 3), d.UTC):
        again = pickle.loads(pickle.dumps(o, protocol))
        assert again == o and type(again) is type(o) and copy.deepcopy(o) == o
print(d.UTC is copy.deepcopy(d.UTC), type(pickle.loads(pickle.dumps(d.date(1, 1, 1).isocalendar()))))
# expect: True <class 'tuple'>

# Summer time ends: an hour comes twice, and fold tells which.
first = d.datetime(2023, 10, 29, 2, 30)
print(first.timestamp(), first.replace(fold=1).timestamp())  # expect: 1698539400.0 1698543000.0
print(d.datetime.fromtimestamp(1698539400), repr(d.datetime.fromtimestamp(1698543000)))
# expect: 2023-10-29 02:30:00 datetime.datetime(2023, 10, 29, 2, 30, fold=1)
print(first.astimezone(), first.replace(fold=1).astimezone().tzname())
# expect: 2023-10-29 02:30:00+02:00 CET
# It begins: an hour does not come.
gap = d.datetime(2023, 3, 26, 2, 30)
print(gap.timestamp(), gap.replace(fold=1).timestamp())  # expect: 1679794200.0 1679790600.0
print(hash(first) == hash(first.replace(fold=1)), first == first.replace(fold=1))  # expect: True True
