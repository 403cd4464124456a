echo 1  # expect: 1
exit 3
