import datetime

day = datetime.datetime(786, 7, 1, 3)
print(day.strftime("%Y|%G|%C|%F|%%Y|%y"), f"{day.date():%Y-%m}")  # expect: 0786|0786|07|0786-07-01|%Y|86 0786-07
print(datetime.date(2024, 2, 29).strftime("%Y %C %F %"))  # expect: 2024 20 2024-02-29 %
