"""Import from zip archives. An entry of sys.path, or of a package's __path__, may be an archive or a folder in one.

An archive's directory is read once and kept in _zip_directory_cache: the path inside the archive to (offset of the local header,
compressed size, size, method).
"""
import os
import sys

__all__ = ["ZipImportError", "zipimporter"]

_zip_directory_cache = {}
_STORED, _DEFLATED = 0, 8


class ZipImportError(ImportError):
    pass


def _number(data, start, size):
    return int.from_bytes(data[start:start + size], "little")


def _read_directory(archive):
    """APPNOTE.TXT 4.3: the end record is the last thing in the file but for a comment; it tells where the directory lies."""
    try:
        with open(archive, "rb") as file:
            size = file.seek(0, 2)
            start = file.seek(max(0, size - 22 - 65535))
            tail = file.read()
            at = tail.rfind(b"PK\5\6")
            if at < 0 or len(tail) - at < 22:
                raise ZipImportError(f"not a Zip file: {archive!r}", path=archive)
            end = tail[at:at + 22]
            length, offset = _number(end, 12, 4), _number(end, 16, 4)
            # What stands before the archive (a script's first line) shifts all offsets.
            shift = start + at - length - offset
            if shift < 0:
                raise ZipImportError(f"bad central directory size or offset: {archive!r}", path=archive)
            file.seek(start + at - length)
            directory = file.read(length)
    except OSError as error:
        raise ZipImportError(f"can't open Zip file: {archive!r}", path=archive) from error
    files = {}
    position = 0
    while directory[position:position + 4] == b"PK\1\2":
        head = directory[position:position + 46]
        if len(head) < 46:
            raise EOFError("EOF read where not expected")
        flags, method = _number(head, 8, 2), _number(head, 10, 2)
        name_size, extra_size, comment_size = _number(head, 28, 2), _number(head, 30, 2), _number(head, 32, 2)
        name = directory[position + 46:position + 46 + name_size].decode("utf-8" if flags & 0x800 else "cp437")
        files[name.replace("/", os.sep)] = (_number(head, 42, 4) + shift, _number(head, 20, 4), _number(head, 24, 4), method)
        position += 46 + name_size + extra_size + comment_size
    for name in list(files):                    # folders that have no entry of their own
        while os.sep in name.rstrip(os.sep):
            name = name.rstrip(os.sep).rpartition(os.sep)[0] + os.sep
            files.setdefault(name, None)
    return files


def _read_data(archive, entry):
    offset, compressed, size, method = entry
    with open(archive, "rb") as file:
        file.seek(offset)
        head = file.read(30)
        if head[:4] != b"PK\3\4":
            raise ZipImportError(f"bad local file header: {archive!r}", path=archive)
        file.seek(offset + 30 + _number(head, 26, 2) + _number(head, 28, 2))
        data = file.read(compressed)
    if len(data) != compressed:
        raise OSError("zipimport: can't read data")
    if method == _STORED:
        return data
    if method == _DEFLATED:
        import zlib
        return zlib.decompress(data, -15)
    raise ZipImportError(f"can't decompress data; compression method {method} is not supported", path=archive)


class zipimporter:
    """The finder and loader of one archive, or of one folder in it."""

    def __init__(self, path):
        path = os.fsdecode(path)
        if not path:
            raise ZipImportError("archive path is empty", path=path)
        archive, inside = path.rstrip(os.sep) or path, []
        while not os.path.isfile(archive):
            if os.path.isdir(archive):
                raise ZipImportError(f"not a Zip file: {path!r}", path=path)
            archive, name = os.path.split(archive)
            if not name:
                raise ZipImportError(f"not a Zip file: {path!r}", path=path)
            inside.append(name)
        if archive not in _zip_directory_cache:
            _zip_directory_cache[archive] = _read_directory(archive)
        self.archive = archive
        self.prefix = "".join(name + os.sep for name in reversed(inside))

    @property
    def _files(self):
        if self.archive not in _zip_directory_cache:
            _zip_directory_cache[self.archive] = _read_directory(self.archive)
        return _zip_directory_cache[self.archive]

    def __repr__(self):
        return f'<zipimporter object "{self.archive}{os.sep}{self.prefix}">'

    def _module_file(self, fullname):
        """(path inside the archive, is a package) of the module, or None."""
        base = self.prefix + fullname.rpartition(".")[2]
        for suffix, package in ((os.sep + "__init__.py", True), (".py", False)):
            if self._files.get(base + suffix) is not None:
                return base + suffix, package
        return None

    def _known(self, fullname):
        found = self._module_file(fullname)
        if found is None:
            raise ZipImportError(f"can't find module {fullname!r}", name=fullname)
        return found

    def find_spec(self, fullname, target=None):
        """The spec of a module of this archive, or None."""
        from importlib.machinery import ModuleSpec
        found = self._module_file(fullname)
        base = self.prefix + fullname.rpartition(".")[2]
        if found is None:
            if base + os.sep not in self._files:
                return None
            spec = ModuleSpec(fullname, None, is_package=True)      # a part of a namespace package
            spec.submodule_search_locations.append(os.path.join(self.archive, base))
            return spec
        path, package = found
        spec = ModuleSpec(fullname, self, origin=os.path.join(self.archive, path), is_package=package)
        spec.has_location = True
        if package:
            spec.submodule_search_locations.append(os.path.join(self.archive, base))
        return spec

    def create_module(self, spec):
        """The usual kind of module."""
        return None

    def exec_module(self, module):
        exec(self.get_code(module.__name__ if module.__spec__ is None else module.__spec__.name), module.__dict__)

    def load_module(self, fullname):
        """Import the module; deprecated, as exec_module() is what the import system calls."""
        import importlib.util
        spec = self.find_spec(fullname)
        if spec is None or spec.loader is None:
            raise ZipImportError(f"can't find module {fullname!r}", name=fullname)
        module = sys.modules.get(fullname) or importlib.util.module_from_spec(spec)
        sys.modules[fullname] = module
        try:
            self.exec_module(module)
        except BaseException:
            sys.modules.pop(fullname, None)
            raise
        return sys.modules[fullname]

    def get_code(self, fullname):
        """The code object of the module."""
        path, _ = self._known(fullname)
        return compile(self.get_data(path), self.get_filename(fullname), "exec", dont_inherit=True)

    def get_source(self, fullname):
        """The text of the module."""
        from importlib.util import decode_source
        path, _ = self._known(fullname)
        return decode_source(self.get_data(path))

    def get_filename(self, fullname):
        """What __file__ is for the module."""
        return os.path.join(self.archive, self._known(fullname)[0])

    def is_package(self, fullname):
        """Whether the module is a package."""
        return self._known(fullname)[1]

    def get_data(self, pathname):
        """The bytes of a file in the archive, named with or without the archive."""
        key = os.fsdecode(pathname)
        if key.startswith(self.archive + os.sep):
            key = key[len(self.archive) + 1:]
        entry = self._files.get(key)
        if entry is None:
            raise OSError(0, "", key)
        return _read_data(self.archive, entry)

    def get_resource_reader(self, fullname):
        """For importlib.resources, of a package."""
        try:
            if not self.is_package(fullname):
                return None
        except ZipImportError:
            return None
        from importlib.readers import ZipReader
        return ZipReader(self, fullname)

    def invalidate_caches(self):
        """Read the archive's directory anew when it is next asked for."""
        _zip_directory_cache.pop(self.archive, None)


if zipimporter not in sys.path_hooks:
    sys.path_hooks.insert(0, zipimporter)
