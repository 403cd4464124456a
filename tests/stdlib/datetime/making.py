import datetime as d


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("d.date()")  # expect: TypeError function missing required argument 'year' (pos 1)
t("d.date(1)")  # expect: TypeError function missing required argument 'month' (pos 2)
t("d.date(0,1,1)")  # expect: ValueError year must be in 1..9999, not 0
t("d.date(10000,1,1)")  # expect: ValueError year must be in 1..9999, not 10000
t("d.date(2000,13,1)")  # expect: ValueError month must be in 1..12, not 13
t("d.date(2000,2,30)")  # expect: ValueError day 30 must be in range 1..29 for month 2 in year 2000
t("d.date('a',1,1)")  # expect: TypeError 'str' object cannot be interpreted as an integer
t("d.date(1.0,1,1)")  # expect: TypeError 'float' object cannot be interpreted as an integer
t("d.date(1,2,3,4)")  # expect: TypeError function takes at most 3 arguments (4 given)
t("d.date(year=1)")  # expect: TypeError function missing required argument 'month' (pos 2)
t("d.date(1,2,3,year=3)")  # expect: TypeError function takes at most 3 arguments (4 given)
t("d.date(1,2,3,foo=3)")  # expect: TypeError function takes at most 3 arguments (4 given)
t("d.time(24)")  # expect: ValueError hour must be in 0..23, not 24
t("d.time(1,60)")  # expect: ValueError minute must be in 0..59, not 60
t("d.time(1,2,60)")  # expect: ValueError second must be in 0..59, not 60
t("d.time(1,2,3,1000000)")  # expect: ValueError microsecond must be in 0..999999, not 1000000
t("d.time(fold=2)")  # expect: ValueError fold must be either 0 or 1, not 2
t("d.time(1,2,3,4,5,6)")  # expect: TypeError function takes at most 5 positional arguments (6 given)
t("d.time(1,2,3,4,None,6)")  # expect: TypeError function takes at most 5 positional arguments (6 given)
t("d.datetime(1)")  # expect: TypeError function missing required argument 'month' (pos 2)
t("d.datetime()")  # expect: TypeError function missing required argument 'year' (pos 1)
t("d.datetime(1,1,1,fold=3)")  # expect: ValueError fold must be either 0 or 1, not 3
t("d.datetime(1,1,1,24)")  # expect: ValueError hour must be in 0..23, not 24
t("d.timedelta('a')")  # expect: TypeError unsupported type for timedelta days component: str
t("d.timedelta(1,2,3,4,5,6,7,8)")  # expect: TypeError __new__() takes at most 7 arguments (8 given)
t("d.timedelta(days='x')")  # expect: TypeError unsupported type for timedelta days component: str
t("d.timedelta(foo=1)")  # expect: TypeError __new__() got an unexpected keyword argument 'foo'
t("d.timedelta(10**9)")  # expect: OverflowError days=1000000000; must have magnitude <= 999999999
t("d.timedelta(10**30)")  # expect: OverflowError Python int too large to convert to C int
t("d.timedelta(1e30)")  # expect: OverflowError Python int too large to convert to C int
t("d.timedelta(float('nan'))")  # expect: ValueError cannot convert float NaN to integer
t("d.timedelta(float('inf'))")  # expect: OverflowError cannot convert float infinity to integer
t("-d.timedelta.max")  # expect: OverflowError days=-1000000000; must have magnitude <= 999999999
t("d.time(1)<3")  # expect: TypeError '<' not supported between instances of 'datetime.time' and 'int'
t("d.datetime.max+d.timedelta.max")  # expect: OverflowError date value out of range
t("d.date.fromordinal(0)")  # expect: ValueError ordinal must be >= 1
t("d.date.fromordinal(10**7)")  # expect: ValueError year must be in 1..9999, not 27380
t("d.date.fromordinal(10**20)")  # expect: OverflowError Python int too large to convert to C long
t("d.date.fromordinal('a')")  # expect: TypeError 'str' object cannot be interpreted as an integer
t("d.datetime.fromordinal(0)")  # expect: ValueError ordinal must be >= 1
t(r"d.date('\x07\xd0\x01\x01')")  # expect: datetime.date(2000, 1, 1)
t(r"d.time('\x81\x01\x01\x01\x01\x01')")  # expect: datetime.time(1, 1, 1, 65793, fold=1)
t("d.date(1,1,1).isocalendar()")  # expect: datetime.IsoCalendarDate(year=1, week=1, weekday=1)
t("type(d.date(1,1,1).isocalendar())")  # expect: <class 'datetime.IsoCalendarDate'>
t("d.date(1,1,1).isocalendar().year")  # expect: 1
t("d.datetime.combine(1,2)")  # expect: TypeError combine() argument 1 must be datetime.date, not int
t("d.datetime.combine(d.date(1,1,1),2)")  # expect: TypeError combine() argument 2 must be datetime.time, not int
t("d.datetime.combine(d.date(1,1,1),d.time(1),3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.date(1,1,1).replace(0)")  # expect: ValueError year must be in 1..9999, not 0
t("d.date(1,1,1).replace(1,2,3,4)")  # expect: TypeError replace() takes at most 3 arguments (4 given)
t("d.date(1,1,1).replace(foo=1)")  # expect: TypeError replace() got an unexpected keyword argument 'foo'
t("d.datetime(1,1,1).replace(fold=3)")  # expect: ValueError fold must be either 0 or 1, not 3
t("d.date(1,1,1).__replace__(day=3)")  # expect: datetime.date(1, 1, 3)
t("d.date(1,2,3).year.__class__")  # expect: <class 'int'>
t("d.datetime(1,2,3).year")  # expect: 1
t("d.datetime.now('x')")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'str'
t("d.datetime.now(tz=3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.date(1,1,1).x")  # expect: AttributeError 'datetime.date' object has no attribute 'x'
t("d.date(1,1,1).__dict__")  # expect: AttributeError 'datetime.date' object has no attribute '__dict__'
t("setattr(d.date(1,1,1),'year',3)")  # expect: AttributeError attribute 'year' of 'datetime.date' objects is not writable
t("setattr(d.date,'foo',3)")  # expect: TypeError cannot set 'foo' attribute of immutable type 'datetime.date'
t("d.datetime.__new__(d.date,1,1,1)")  # expect: TypeError datetime.datetime.__new__(datetime.date): datetime.date is not a subtype of datetime.datetime
t("d.timedelta(microseconds=0.5)")  # expect: datetime.timedelta(0)
t("d.timedelta(microseconds=1.5)")  # expect: datetime.timedelta(microseconds=2)
t("d.timedelta(days=1.5, seconds=0.1, microseconds=0.3)")  # expect: datetime.timedelta(days=1, seconds=43200, microseconds=100000)
t("d.timedelta(3)*1.5")  # expect: datetime.timedelta(days=4, seconds=43200)
t("1.5*d.timedelta(microseconds=1)")  # expect: datetime.timedelta(microseconds=2)
t("d.timedelta(microseconds=3)/2")  # expect: datetime.timedelta(microseconds=2)
t("d.timedelta(microseconds=5)/2")  # expect: datetime.timedelta(microseconds=2)
t("d.timedelta(microseconds=-5)/2")  # expect: datetime.timedelta(days=-1, seconds=86399, microseconds=999998)
t("d.timedelta(microseconds=-5)//2")  # expect: datetime.timedelta(days=-1, seconds=86399, microseconds=999997)
t("d.timedelta(-1,1,1)")  # expect: datetime.timedelta(days=-1, seconds=1, microseconds=1)
t("bool(d.timedelta())")  # expect: False
t("d.datetime(1,1,1)+d.timedelta(days=-1)")  # expect: OverflowError date value out of range
t("d.time(1)==3")  # expect: False
t("d.time.min,d.time.max,d.time.resolution")  # expect: (datetime.time(0, 0), datetime.time(23, 59, 59, 999999), datetime.timedelta(microseconds=1))
t("d.datetime(1,1,1,fold=1)")  # expect: datetime.datetime(1, 1, 1, 0, 0, fold=1)
t("d.datetime(1,1,1,1,1,1)")  # expect: datetime.datetime(1, 1, 1, 1, 1, 1)
t("d.time(1,2,0,4)")  # expect: datetime.time(1, 2, 0, 4)
t("d.time(1)")  # expect: datetime.time(1, 0)
