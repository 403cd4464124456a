import datetime as d


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("d.timedelta(1)*1e30")  # expect: OverflowError Python int too large to convert to C int
t("d.timedelta(1)/0")  # expect: ZeroDivisionError division by zero
t("d.timedelta(1)//0")  # expect: ZeroDivisionError division by zero
t("d.timedelta(1)/0.0")  # expect: ZeroDivisionError division by zero
t("d.timedelta(1)//d.timedelta(0)")  # expect: ZeroDivisionError division by zero
t("d.timedelta(1)/d.timedelta(0)")  # expect: ZeroDivisionError division by zero
t("d.timedelta(1)%d.timedelta(0)")  # expect: ZeroDivisionError division by zero
t("divmod(d.timedelta(1),d.timedelta(0))")  # expect: ZeroDivisionError division by zero
t("d.timedelta(1)*float('nan')")  # expect: ValueError cannot convert NaN to integer ratio
t("d.timedelta(1)*float('inf')")  # expect: OverflowError cannot convert Infinity to integer ratio
t("d.timedelta.max+d.timedelta(1)")  # expect: OverflowError days=1000000000; must have magnitude <= 999999999
t("d.timedelta(1)<3")  # expect: TypeError '<' not supported between instances of 'datetime.timedelta' and 'int'
t("d.date(1,1,1)<3")  # expect: TypeError '<' not supported between instances of 'datetime.date' and 'int'
t("d.date(1,1,1)<d.datetime(1,1,1)")  # expect: TypeError '<' not supported between instances of 'datetime.date' and 'datetime.datetime'
t("d.date(1,1,1)==d.datetime(1,1,1)")  # expect: False
t("d.datetime(1,1,1)<d.date(1,1,1)")  # expect: TypeError '<' not supported between instances of 'datetime.datetime' and 'datetime.date'
t("d.date(1,1,1)-d.datetime(1,1,1)")  # expect: TypeError unsupported operand type(s) for -: 'datetime.date' and 'datetime.datetime'
t("d.datetime(1,1,1)-d.date(1,1,1)")  # expect: TypeError unsupported operand type(s) for -: 'datetime.datetime' and 'datetime.date'
t("d.date(1,1,1)-d.timedelta(1)")  # expect: OverflowError date value out of range
t("d.date.max+d.timedelta(1)")  # expect: OverflowError date value out of range
t("d.datetime.max+d.timedelta(1)")  # expect: OverflowError date value out of range
t("d.date(1,1,1)+1")  # expect: TypeError unsupported operand type(s) for +: 'datetime.date' and 'int'
t("d.timedelta(1).total_seconds()")  # expect: 86400.0
t("d.timedelta(1)/3.3")  # expect: datetime.timedelta(seconds=26181, microseconds=818182)
t("d.timedelta(1)/True")  # expect: datetime.timedelta(days=1)
t("d.timedelta(1)//1.0")  # expect: TypeError unsupported operand type(s) for //: 'datetime.timedelta' and 'float'
t("d.timedelta(1)%3")  # expect: TypeError unsupported operand type(s) for %: 'datetime.timedelta' and 'int'
t("divmod(d.timedelta(1),d.timedelta(hours=7))")  # expect: (3, datetime.timedelta(seconds=10800))
t("abs(-d.timedelta(1))")  # expect: datetime.timedelta(days=1)
t("d.timedelta(1)-d.date(1,1,1)")  # expect: TypeError unsupported operand type(s) for -: 'datetime.timedelta' and 'datetime.date'
t("d.timedelta(1)+d.date(1,1,1)")  # expect: datetime.date(1, 1, 2)
