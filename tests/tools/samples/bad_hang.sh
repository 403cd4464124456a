echo 1  # expect: 1
while true; do :; done
