echo 1  # expect: 1
kill -SEGV $$
