import datetime as d


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("d.date.fromisocalendar(2020,54,1)")  # expect: ValueError Invalid week: 54
t("d.date.fromisocalendar(2020,53,8)")  # expect: ValueError Invalid weekday: 8 (range is [1, 7])
t("d.date.fromisocalendar(0,53,8)")  # expect: ValueError year must be in 1..9999, not 0
t("d.date.fromisocalendar(9999,53,7)")  # expect: ValueError Invalid week: 53
t("d.date.fromisocalendar(10000,1,1)")  # expect: ValueError year must be in 1..9999, not 10000
t("d.date.fromisocalendar(2**70,1,1)")  # expect: ValueError ISO calendar component out of range
t("d.date.fromisocalendar(2020,2**70,1)")  # expect: ValueError ISO calendar component out of range
t("d.date.fromisocalendar(2020,'a',1)")  # expect: TypeError 'str' object cannot be interpreted as an integer
t("d.date.fromisocalendar(2020,1)")  # expect: TypeError fromisocalendar() missing required argument 'day' (pos 3)
t("d.date.fromisoformat('x')")  # expect: ValueError Invalid isoformat string: 'x'
t("d.date.fromisoformat(3)")  # expect: TypeError fromisoformat: argument must be str
t("d.date.fromisoformat('2020-1-1')")  # expect: ValueError Invalid isoformat string: '2020-1-1'
t("d.date.fromisoformat('2020-W01')")  # expect: datetime.date(2019, 12, 30)
t("d.date.fromisoformat('2020-W54-1')")  # expect: ValueError Invalid isoformat string: '2020-W54-1'
t("d.date.fromisoformat('2020-W01-8')")  # expect: ValueError Invalid isoformat string: '2020-W01-8'
t("d.date.fromisoformat('2020W017')")  # expect: datetime.date(2020, 1, 5)
t("d.date.fromisoformat('2020-W017')")  # expect: ValueError Invalid isoformat string: '2020-W017'
t("d.date.fromisoformat('20200231')")  # expect: ValueError day 31 must be in range 1..29 for month 2 in year 2020
t("d.date.fromisoformat('0000-01-01')")  # expect: ValueError year must be in 1..9999, not 0
t("d.date.fromisoformat('2020-13-01')")  # expect: ValueError month must be in 1..12, not 13
t("d.date.fromisoformat('0000-W01-1')")  # expect: ValueError Invalid isoformat string: '0000-W01-1'
t("d.time.fromisoformat(3)")  # expect: TypeError fromisoformat: argument must be str
t("d.time.fromisoformat('x')")  # expect: ValueError Invalid isoformat string: 'x'
t("d.time.fromisoformat('24:00')")  # expect: datetime.time(0, 0)
t("d.time.fromisoformat('24:01')")  # expect: ValueError minute, second, and microsecond must be 0 when hour is 24
t("d.time.fromisoformat('24:00:00.1')")  # expect: ValueError minute, second, and microsecond must be 0 when hour is 24
t("d.time.fromisoformat('T12')")  # expect: datetime.time(12, 0)
t("d.time.fromisoformat('1234')")  # expect: datetime.time(12, 34)
t("d.time.fromisoformat('123456.1234567')")  # expect: datetime.time(12, 34, 56, 123456)
t("d.time.fromisoformat('12:34:56,123')")  # expect: datetime.time(12, 34, 56, 123000)
t("d.time.fromisoformat('12:34:56.')")  # expect: ValueError Invalid isoformat string: '12:34:56.'
t("d.time.fromisoformat('12:34:56.1')")  # expect: datetime.time(12, 34, 56, 100000)
t("d.time.fromisoformat('12:3456')")  # expect: ValueError Invalid isoformat string: '12:3456'
t("d.time.fromisoformat('12:34+25:00')")  # expect: ValueError offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1, seconds=3600)
t("d.time.fromisoformat('12:34+24:00')")  # expect: ValueError offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1)
t("d.time.fromisoformat('12:34+23:59:59.999999')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone(datetime.timedelta(seconds=86399, microseconds=999999)))
t("d.time.fromisoformat('12:34-00:00')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone.utc)
t("d.time.fromisoformat('12:34Z')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone.utc)
t("d.time.fromisoformat('12:34z')")  # expect: ValueError Invalid isoformat string: '12:34z'
t("d.time.fromisoformat('12:34+0530')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))
t("d.time.fromisoformat('12:34+05')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone(datetime.timedelta(seconds=18000)))
t("d.time.fromisoformat('12:34+')")  # expect: ValueError Invalid isoformat string: '12:34+'
t("d.time.fromisoformat('12:34+05:30:61')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone(datetime.timedelta(seconds=19861)))
t("d.time.fromisoformat('12:34+05:60')")  # expect: datetime.time(12, 34, tzinfo=datetime.timezone(datetime.timedelta(seconds=21600)))
t("d.time.fromisoformat('12:34Z+1')")  # expect: ValueError Invalid isoformat string: '12:34Z+1'
t("d.time.fromisoformat('12:60')")  # expect: ValueError minute must be in 0..59, not 60
t("d.datetime.fromisoformat('2020-01-01T24:00')")  # expect: datetime.datetime(2020, 1, 2, 0, 0)
t("d.datetime.fromisoformat('2020-12-31T24:00:00.000000')")  # expect: datetime.datetime(2021, 1, 1, 0, 0)
t("d.datetime.fromisoformat('2020-12-31T24:00:01')")  # expect: ValueError minute, second, and microsecond must be 0 when hour is 24
t("d.datetime.fromisoformat('9999-12-31T24:00')")  # expect: ValueError year must be in 1..9999, not 10000
t("d.datetime.fromisoformat('2020-12-31T24:01')")  # expect: ValueError minute, second, and microsecond must be 0 when hour is 24
t("d.datetime.fromisoformat('2020-12-31T25:01')")  # expect: ValueError hour must be in 0..23, not 25
t("d.datetime.fromisoformat('2020-02-30T24:00')")  # expect: ValueError day 30 must be in range 1..29 for month 2 in year 2020
t("d.datetime.fromisoformat('2020-12-31')")  # expect: datetime.datetime(2020, 12, 31, 0, 0)
t("d.datetime.fromisoformat('20201231')")  # expect: datetime.datetime(2020, 12, 31, 0, 0)
t("d.datetime.fromisoformat('20201231T1234')")  # expect: datetime.datetime(2020, 12, 31, 12, 34)
t("d.datetime.fromisoformat('2020W011T1234')")  # expect: datetime.datetime(2019, 12, 30, 12, 34)
t("d.datetime.fromisoformat('2020-W01-1T1234')")  # expect: datetime.datetime(2019, 12, 30, 12, 34)
t("d.datetime.fromisoformat('2020W01T1234')")  # expect: datetime.datetime(2019, 12, 30, 12, 34)
t("d.datetime.fromisoformat('2020-W01T12:34')")  # expect: datetime.datetime(2019, 12, 30, 12, 34)
t("d.datetime.fromisoformat('2020W0112')")  # expect: ValueError Invalid isoformat string: '2020W0112'
t("d.datetime.fromisoformat('2020-W01-1x12:34')")  # expect: datetime.datetime(2019, 12, 30, 12, 34)
t(r"d.datetime.fromisoformat('2020-01-01\ud80012:34')")  # expect: datetime.datetime(2020, 1, 1, 12, 34)
t("d.datetime.fromisoformat('2020-01-01T')")  # expect: ValueError Invalid isoformat string: '2020-01-01T'
t("d.datetime.fromisoformat('')")  # expect: ValueError Invalid isoformat string: ''
t("d.datetime.fromisoformat('2020-01')")  # expect: ValueError Invalid isoformat string: '2020-01'
t("d.datetime.fromisoformat('2020-01-01T12:34:56.123456789+05:30')")  # expect: datetime.datetime(2020, 1, 1, 12, 34, 56, 123456, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))
t("d.datetime.fromisoformat('2020-01-01T12:34:56 +05:30')")  # expect: datetime.datetime(2020, 1, 1, 12, 34, 56, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))
t("d.datetime.fromisoformat(b'2020')")  # expect: TypeError fromisoformat: argument must be str
t("d.datetime.fromisoformat('2020-01-01T12:34+25:00')")  # expect: ValueError offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not datetime.timedelta(days=1, seconds=3600)
