"""See the package."""


def _cleanup_tests():
    pass
