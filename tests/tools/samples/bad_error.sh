echo "ValueError: a" >&2; exit 1  # expect error: ValueError: b
