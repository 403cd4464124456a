echo 1  # expect: 1
echo 2
