# How a hostile call ended: the programs beside this file print it, and a signal or a hang prints nothing at all.


def outcome(function, *arguments):
    try:
        function(*arguments)
    except BaseException as error:
        return type(error).__name__
    return "finished"


def survives(function, *arguments):
    """For what may end either way, so long as it ends."""
    outcome(function, *arguments)
    return True
