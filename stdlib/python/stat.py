"""Constants and functions for interpreting the results of os.stat(), os.lstat() and os.fstat()."""

# Indices into the tuple form of a stat result.
ST_MODE, ST_INO, ST_DEV, ST_NLINK, ST_UID, ST_GID, ST_SIZE, ST_ATIME, ST_MTIME, ST_CTIME = range(10)

# File types, in the bits that S_IFMT() extracts. Zero: this platform has no such file.
S_IFIFO = 0o010000
S_IFCHR = 0o020000
S_IFDIR = 0o040000
S_IFBLK = 0o060000
S_IFREG = 0o100000
S_IFLNK = 0o120000
S_IFSOCK = 0o140000
S_IFDOOR = 0
S_IFPORT = 0
S_IFWHT = 0

# Permissions.
S_ISUID = 0o4000
S_ISGID = S_ENFMT = 0o2000
S_ISVTX = 0o1000
S_IRWXU = 0o700
S_IRUSR = S_IREAD = 0o400
S_IWUSR = S_IWRITE = 0o200
S_IXUSR = S_IEXEC = 0o100
S_IRWXG = 0o070
S_IRGRP = 0o040
S_IWGRP = 0o020
S_IXGRP = 0o010
S_IRWXO = 0o007
S_IROTH = 0o004
S_IWOTH = 0o002
S_IXOTH = 0o001

# Flags of os.chflags(): the owner's, then the super-user's.
UF_SETTABLE = 0x0000FFFF
UF_NODUMP = 0x00000001
UF_IMMUTABLE = 0x00000002
UF_APPEND = 0x00000004
UF_OPAQUE = 0x00000008
UF_NOUNLINK = 0x00000010
UF_COMPRESSED = 0x00000020
UF_TRACKED = 0x00000040
UF_DATAVAULT = 0x00000080
UF_HIDDEN = 0x00008000
SF_SETTABLE = 0xFFFF0000
SF_ARCHIVED = 0x00010000
SF_IMMUTABLE = 0x00020000
SF_APPEND = 0x00040000
SF_RESTRICTED = 0x00080000
SF_NOUNLINK = 0x00100000
SF_SNAPSHOT = 0x00200000
SF_FIRMLINK = 0x00800000
SF_DATALESS = 0x40000000

# Windows' st_file_attributes.
FILE_ATTRIBUTE_READONLY = 0x00001
FILE_ATTRIBUTE_HIDDEN = 0x00002
FILE_ATTRIBUTE_SYSTEM = 0x00004
FILE_ATTRIBUTE_DIRECTORY = 0x00010
FILE_ATTRIBUTE_ARCHIVE = 0x00020
FILE_ATTRIBUTE_DEVICE = 0x00040
FILE_ATTRIBUTE_NORMAL = 0x00080
FILE_ATTRIBUTE_TEMPORARY = 0x00100
FILE_ATTRIBUTE_SPARSE_FILE = 0x00200
FILE_ATTRIBUTE_REPARSE_POINT = 0x00400
FILE_ATTRIBUTE_COMPRESSED = 0x00800
FILE_ATTRIBUTE_OFFLINE = 0x01000
FILE_ATTRIBUTE_NOT_CONTENT_INDEXED = 0x02000
FILE_ATTRIBUTE_ENCRYPTED = 0x04000
FILE_ATTRIBUTE_INTEGRITY_STREAM = 0x08000
FILE_ATTRIBUTE_VIRTUAL = 0x10000
FILE_ATTRIBUTE_NO_SCRUB_DATA = 0x20000


def S_IMODE(mode):
    """The part of a file's mode that os.chmod() can set."""
    return mode & 0o7777


def S_IFMT(mode):
    """The part of a file's mode that says what type of file it is."""
    return mode & 0o170000


def S_ISDIR(mode):
    """True if mode is a directory's."""
    return mode & 0o170000 == 0o040000


def S_ISCHR(mode):
    """True if mode is a character device's."""
    return mode & 0o170000 == 0o020000


def S_ISBLK(mode):
    """True if mode is a block device's."""
    return mode & 0o170000 == 0o060000


def S_ISREG(mode):
    """True if mode is a regular file's."""
    return mode & 0o170000 == 0o100000


def S_ISFIFO(mode):
    """True if mode is a named pipe's."""
    return mode & 0o170000 == 0o010000


def S_ISLNK(mode):
    """True if mode is a symbolic link's."""
    return mode & 0o170000 == 0o120000


def S_ISSOCK(mode):
    """True if mode is a socket's."""
    return mode & 0o170000 == 0o140000


def S_ISDOOR(mode):
    """True if mode is a door's; there are none here."""
    return False


def S_ISPORT(mode):
    """True if mode is an event port's; there are none here."""
    return False


def S_ISWHT(mode):
    """True if mode is a whiteout's; there are none here."""
    return False


_TYPE_LETTERS = {S_IFLNK: "l", S_IFSOCK: "s", S_IFREG: "-", S_IFBLK: "b", S_IFDIR: "d", S_IFCHR: "c", S_IFIFO: "p"}


def filemode(mode):
    """Convert a file's mode to a string of the form '-rwxrwxrwx'."""
    letters = [_TYPE_LETTERS.get(S_IFMT(mode), "?")]
    for shift, special_bit, special in ((6, S_ISUID, "s"), (3, S_ISGID, "s"), (0, S_ISVTX, "t")):
        bits = mode >> shift
        letters.append("r" if bits & 4 else "-")
        letters.append("w" if bits & 2 else "-")
        if mode & special_bit:
            letters.append(special if bits & 1 else special.upper())
        else:
            letters.append("x" if bits & 1 else "-")
    return "".join(letters)
