import datetime as d


class Mixin:
    pass


class Mixed(Mixin, d.datetime):
    pass


class Slotted(Mixed):
    __slots__ = ("note",)


day = Slotted(2020, 1, 1)
print(repr(day + d.timedelta(1)), day < Mixed(2021, 1, 1))  # expect: Slotted(2020, 1, 2, 0, 0) True
print(day - d.timedelta(31), day + d.timedelta(27), day + d.timedelta(28))
# expect: 2019-12-01 00:00:00 2020-01-28 00:00:00 2020-01-29 00:00:00
print(day + d.timedelta(30, 86399), day + d.timedelta(31), day - Mixed(2019, 1, 1))
# expect: 2020-01-31 23:59:59 2020-02-01 00:00:00 365 days, 0:00:00
