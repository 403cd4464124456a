

# The finder of files is part of the native import system here, and so not on sys.meta_path.
def _discover_resolvers():
    declared = [getattr(finder, "find_distributions", None) for finder in sys.meta_path]
    return [*filter(None, declared), MetadataPathFinder.find_distributions]


Distribution._discover_resolvers = staticmethod(_discover_resolvers)
