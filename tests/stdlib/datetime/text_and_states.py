import datetime as d


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("d.datetime(1,1,1,fold=1).__reduce__()")  # expect: (<class 'datetime.datetime'>, (b'\x00\x01\x01\x01\x00\x00\x00\x00\x00\x00',))
t("d.datetime(1,1,1,fold=1).__reduce_ex__(4)")  # expect: (<class 'datetime.datetime'>, (b'\x00\x01\x81\x01\x00\x00\x00\x00\x00\x00',))
t("d.time(1,fold=1).__reduce__()")  # expect: (<class 'datetime.time'>, (b'\x01\x00\x00\x00\x00\x00',))
t("d.time(1,fold=1).__reduce_ex__(4)")  # expect: (<class 'datetime.time'>, (b'\x81\x00\x00\x00\x00\x00',))
t("d.date(1,1,1).__reduce__()")  # expect: (<class 'datetime.date'>, (b'\x00\x01\x01\x01',))
t("d.timedelta(1,2,3).__reduce__()")  # expect: (<class 'datetime.timedelta'>, (1, 2, 3))
t(r"d.date(b'\x07\xd0\x01\x01')")  # expect: datetime.date(2000, 1, 1)
t(r"d.datetime(b'\x07\xd0\x81\x01\x01\x01\x01\x01\x01\x01')")  # expect: datetime.datetime(2000, 1, 1, 1, 1, 1, 65793, fold=1)
t(r"d.datetime(b'\x07\xd0\x81\x01\x01\x01\x01\x01\x01\x01', 3)")  # expect: TypeError bad tzinfo state arg
t(r"d.time(b'\x81\x01\x01\x01\x01\x01')")  # expect: datetime.time(1, 1, 1, 65793, fold=1)
t("d.date(1,1,1).isocalendar().__reduce__()")  # expect: (<class 'tuple'>, ((1, 1, 1),))
t("d.date(1,1,1).strftime(3)")  # expect: TypeError strftime() argument 1 must be str, not int
t("format(d.date(1,1,1),'%Y')")  # expect: '0001'
t("d.datetime(1,1,1).strftime('%Y %G %C %F %f %z %:z %Z %s')")  # expect: '0001 0001 00 0001-01-01 000000    -62135596800'
t("d.time(1,2,3,4).strftime('%Y-%m-%d %H:%M:%S.%f')")  # expect: '1900-01-01 01:02:03.000004'
t("d.date(1,1,1).__format__(3)")  # expect: TypeError __format__() argument 1 must be str, not int
t("format(d.date(1,1,1))")  # expect: '0001-01-01'
t("d.time(1).isoformat('x')")  # expect: ValueError Unknown timespec value
t("d.time(1).isoformat('auto')")  # expect: '01:00:00'
t("d.time(1).isoformat(timespec=3)")  # expect: TypeError isoformat() argument 1 must be str, not int
t("d.datetime(1,1,1).isoformat('xx')")  # expect: TypeError isoformat() argument 1 must be a unicode character, not a string of length 2
t("d.datetime(1,1,1).isoformat(' ','hours')")  # expect: '0001-01-01 00'
t("d.datetime(1,1,1).isoformat(timespec='foo')")  # expect: ValueError Unknown timespec value
t("d.datetime(1,1,1).isoformat(3)")  # expect: TypeError isoformat() argument 1 must be a unicode character, not int
t("d.datetime.strptime('2000','%Y')")  # expect: datetime.datetime(2000, 1, 1, 0, 0)
t("d.date.strptime('2000','%Y')")  # expect: datetime.date(2000, 1, 1)
t("d.time.strptime('12','%H')")  # expect: datetime.time(12, 0)
t("d.date.strptime('2000 12','%Y %H')")  # expect: datetime.date(2000, 1, 1)
t("d.time.strptime('2000','%Y')")  # expect: datetime.time(0, 0)
t("d.datetime.strptime('2000',3)")  # expect: TypeError strptime() argument 2 must be str, not int
t("d.datetime.strptime('2000 +0530 X','%Y %z %Z')")  # expect: ValueError time data '2000 +0530 X' does not match format '%Y %z %Z'
t("d.datetime.strptime('2000','%m')")  # expect: ValueError unconverted data remains: 000
t("d.date(1,1,1).timetuple()")  # expect: time.struct_time(tm_year=1, tm_mon=1, tm_mday=1, tm_hour=0, tm_min=0, tm_sec=0, tm_wday=0, tm_yday=1, tm_isdst=-1)
t("d.date(1,2,3).ctime()")  # expect: 'Sat Feb  3 00:00:00 0001'
t("d.datetime(1,2,3).ctime()")  # expect: 'Sat Feb  3 00:00:00 0001'
t(r"d.date(1,1,1).__hash__() == hash(b'\0\1\1\1')")  # expect: True
t("str(d.timedelta(-1,1,1)), str(d.timedelta(2)), str(d.timedelta(1,0,5))")  # expect: ('-1 day, 0:00:01.000001', '2 days, 0:00:00', '1 day, 0:00:00.000005')
t("repr(d.timedelta())")  # expect: 'datetime.timedelta(0)'
