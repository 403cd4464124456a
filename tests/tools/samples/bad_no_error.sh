echo 1  # expect: 1
exit 1  # expect error: ValueError: b
