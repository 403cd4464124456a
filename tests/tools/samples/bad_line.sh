echo 1  # expect: 2
