import decimal

D = decimal.Decimal


def t(expression):
    try:
        print(repr(eval(expression)))
    except Exception as error:
        print(type(error).__name__, error)


t("decimal.IEEEContext(32)")
# expect: Context(prec=7, rounding=ROUND_HALF_EVEN, Emin=-95, Emax=96, capitals=1, clamp=1, flags=[], traps=[])
t("decimal.IEEEContext(64)")
# expect: Context(prec=16, rounding=ROUND_HALF_EVEN, Emin=-383, Emax=384, capitals=1, clamp=1, flags=[], traps=[])
t("decimal.IEEEContext(128)")
# expect: Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=1, flags=[], traps=[])
t("decimal.IEEEContext(96)")
# expect: Context(prec=25, rounding=ROUND_HALF_EVEN, Emin=-1535, Emax=1536, capitals=1, clamp=1, flags=[], traps=[])
t("decimal.IEEEContext(33)")  # expect: ValueError argument must be a multiple of 32, with a maximum of 256
t("decimal.IEEEContext(0)")  # expect: ValueError argument must be a multiple of 32, with a maximum of 256
t("decimal.IEEEContext(512)")  # expect: ValueError argument must be a multiple of 32, with a maximum of 256
t("decimal.IEEEContext('a')")  # expect: TypeError an integer is required
t("decimal.IEEE_CONTEXT_MAX_BITS")  # expect: 256
t("D.from_number(3)")  # expect: Decimal('3')
t("D.from_number(True)")  # expect: Decimal('1')
t("D.from_number(0.1)")  # expect: Decimal('0.1000000000000000055511151231257827021181583404541015625')
t("D.from_number('3')")  # expect: TypeError conversion from str to Decimal is not supported
t("D.from_number(D('3'))")  # expect: Decimal('3')
t("D.from_number((0,(1,),2))")  # expect: TypeError conversion from tuple to Decimal is not supported
t("D.from_number(None)")  # expect: TypeError conversion from NoneType to Decimal is not supported
t("D.from_number(float('nan'))")  # expect: Decimal('NaN')


class Money(D):
    pass


print(*(type(Money.from_number(n)).__name__ for n in (3, D(3), 0.5)), type(D.from_number(Money(3))).__name__)
# expect: Money Money Money Decimal
