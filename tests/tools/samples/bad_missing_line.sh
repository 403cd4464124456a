echo 1  # expect: 1
# expect: 2
