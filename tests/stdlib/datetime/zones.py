import os
import time

os.environ["TZ"] = "UTC"
time.tzset()
import datetime as d


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("d.time(tzinfo=3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.datetime(1,1,1,tzinfo=3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.datetime(1,1,1)<d.datetime(1,1,1,tzinfo=d.UTC)")  # expect: TypeError can't compare offset-naive and offset-aware datetimes
t("d.datetime(1,1,1)==d.datetime(1,1,1,tzinfo=d.UTC)")  # expect: False
t("d.datetime(1,1,1)-d.datetime(1,1,1,tzinfo=d.UTC)")  # expect: TypeError can't subtract offset-naive and offset-aware datetimes
t("d.time(1)<d.time(1,tzinfo=d.UTC)")  # expect: TypeError can't compare offset-naive and offset-aware times
t("d.timezone('a')")  # expect: TypeError timezone() argument 1 must be datetime.timedelta, not str
t("d.timezone(d.timedelta(1))")  # expect: ValueError offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1)
t("d.timezone(d.timedelta(0))")  # expect: datetime.timezone.utc
t("d.timezone(d.timedelta(0)) is d.UTC")  # expect: True
t("d.timezone(d.timedelta(0),'x')")  # expect: datetime.timezone(datetime.timedelta(0), 'x')
t("d.timezone(d.timedelta(0),3)")  # expect: TypeError timezone() argument 2 must be str, not int
t("d.timezone()")  # expect: TypeError timezone() missing required argument 'offset' (pos 1)
t("d.timezone(d.timedelta(hours=1),name='A')")  # expect: datetime.timezone(datetime.timedelta(seconds=3600), 'A')
t("d.timezone(d.timedelta(seconds=-1))")  # expect: datetime.timezone(datetime.timedelta(days=-1, seconds=86399))
t("str(d.timezone(d.timedelta(seconds=-1)))")  # expect: 'UTC-00:00:01'
t("str(d.timezone(d.timedelta(seconds=-1,microseconds=3)))")  # expect: 'UTC-00:00:00.999997'
t("d.UTC.utcoffset(3)")  # expect: TypeError utcoffset(dt) argument must be a datetime instance or None, not int
t("d.UTC.tzname(3)")  # expect: TypeError tzname(dt) argument must be a datetime instance or None, not int
t("d.UTC.dst(3)")  # expect: TypeError dst(dt) argument must be a datetime instance or None, not int
t("d.UTC.fromutc(3)")  # expect: TypeError fromutc: argument must be a datetime
t("d.UTC.fromutc(d.datetime(1,1,1))")  # expect: ValueError fromutc: dt.tzinfo is not self
t("d.tzinfo().utcoffset(None)")  # expect: NotImplementedError a tzinfo subclass must implement utcoffset()
t("d.tzinfo().tzname(None)")  # expect: NotImplementedError a tzinfo subclass must implement tzname()
t("d.tzinfo().dst(None)")  # expect: NotImplementedError a tzinfo subclass must implement dst()
t("d.tzinfo().fromutc(None)")  # expect: TypeError fromutc: argument must be a datetime
t("d.tzinfo().__reduce__()")  # expect: (<class 'datetime.tzinfo'>, (), None)
t("d.UTC.__reduce__()")  # expect: (<class 'datetime.timezone'>, (datetime.timedelta(0),), None)
t("d.UTC.__getinitargs__()")  # expect: (datetime.timedelta(0),)
t("d.timezone(d.timedelta(1)/2).__getinitargs__()")  # expect: (datetime.timedelta(seconds=43200),)
t("d.timezone(d.timedelta(1)/2,'A').__reduce__()")  # expect: (<class 'datetime.timezone'>, (datetime.timedelta(seconds=43200), 'A'), None)
t("d.datetime(1,1,1,tzinfo=d.UTC).__reduce__()")  # expect: (<class 'datetime.datetime'>, (b'\x00\x01\x01\x01\x00\x00\x00\x00\x00\x00', datetime.timezone.utc))
t(r"d.datetime(b'\x07\xd0\x01\x01\x01\x01\x01\x01\x01\x01', d.UTC)")  # expect: datetime.datetime(2000, 1, 1, 1, 1, 1, 65793, tzinfo=datetime.timezone.utc)
t("d.datetime.fromtimestamp(1e20)")  # expect: OverflowError timestamp out of range for platform time_t
t("d.datetime.fromtimestamp(10**20)")  # expect: OverflowError timestamp out of range for platform time_t
t("d.datetime.fromtimestamp(float('nan'))")  # expect: ValueError Invalid value NaN (not a number)
t("d.datetime.fromtimestamp('a')")  # expect: TypeError argument must be int or float, not str
t("d.datetime.fromtimestamp(0, 3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.datetime.fromtimestamp(0, d.UTC)")  # expect: datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
t("d.datetime.fromtimestamp(10**12, d.UTC)")  # expect: ValueError year must be in 1..9999, not 33658
t("d.datetime.fromtimestamp(-10**12, d.UTC)")  # expect: ValueError year must be in 1..9999, not -29719
t("d.date.fromtimestamp(10**12)")  # expect: ValueError year must be in 1..9999, not 33658
t("d.date.fromtimestamp(1e30)")  # expect: OverflowError timestamp out of range for platform time_t
t("d.date.fromtimestamp(None)")  # expect: TypeError 'NoneType' object cannot be interpreted as an integer
t("d.datetime.fromtimestamp(None)")  # expect: TypeError argument must be int or float, not NoneType
t("d.datetime.utcfromtimestamp(0)")  # expect: datetime.datetime(1970, 1, 1, 0, 0)
t("d.datetime.combine(d.date(1,1,1),d.time(1,fold=1),tzinfo=d.UTC)")  # expect: datetime.datetime(1, 1, 1, 1, 0, fold=1, tzinfo=datetime.timezone.utc)
t("d.datetime(1,1,1).replace(tzinfo=3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.datetime(1,1,1).astimezone(3)")  # expect: TypeError tzinfo argument must be None or of a tzinfo subclass, not type 'int'
t("d.datetime(2000,1,1).astimezone(d.UTC)")  # expect: datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
t("d.datetime(1,1,1).timestamp()")  # expect: ValueError year must be in 1..9999, not 0
t("d.datetime.min.timestamp()")  # expect: ValueError year must be in 1..9999, not 0
t("d.datetime.max.timestamp()")  # expect: 253402300800.0
t("d.datetime.min.astimezone(d.timezone(d.timedelta(hours=-2)))")  # expect: ValueError year must be in 1..9999, not 0
t("d.datetime(1,1,1,tzinfo=d.UTC).timetuple()")  # expect: time.struct_time(tm_year=1, tm_mon=1, tm_mday=1, tm_hour=0, tm_min=0, tm_sec=0, tm_wday=0, tm_yday=1, tm_isdst=-1)
t("d.datetime(1,1,1,tzinfo=d.UTC).utctimetuple()")  # expect: time.struct_time(tm_year=1, tm_mon=1, tm_mday=1, tm_hour=0, tm_min=0, tm_sec=0, tm_wday=0, tm_yday=1, tm_isdst=0)
t("d.timezone.min,d.timezone.max,d.timezone.utc")  # expect: (datetime.timezone(datetime.timedelta(days=-1, seconds=60)), datetime.timezone(datetime.timedelta(seconds=86340)), datetime.timezone.utc)
t("repr(d.timezone.min)")  # expect: 'datetime.timezone(datetime.timedelta(days=-1, seconds=60))'
t("type('X',(d.timezone,),{})")  # expect: TypeError type 'datetime.timezone' is not an acceptable base type
t("d.timezone.utc == d.timezone(d.timedelta(0))")  # expect: True
t("d.timezone.utc < d.timezone(d.timedelta(0))")  # expect: TypeError '<' not supported between instances of 'datetime.timezone' and 'datetime.timezone'
t("hash(d.timezone.utc)==hash(d.timedelta(0))")  # expect: True
t("d.datetime(1,1,1,tzinfo=d.timezone.min).isoformat()")  # expect: '0001-01-01T00:00:00-23:59'
t("d.datetime(1,1,1,1,1,1,1,d.UTC)")  # expect: datetime.datetime(1, 1, 1, 1, 1, 1, 1, tzinfo=datetime.timezone.utc)
t("d.time(1,2,3,4,d.UTC,fold=1)")  # expect: datetime.time(1, 2, 3, 4, tzinfo=datetime.timezone.utc, fold=1)
