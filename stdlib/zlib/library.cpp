#include "stdlib/zlib/library.h"

#include <dlfcn.h>

#include <type_traits>

namespace krait::core::compression {

static const ZlibLibrary* open_library() {
    void* handle = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return nullptr;
    static ZlibLibrary library;
    bool all = true;
    auto find = [&](auto& function, const char* name) {
        void* symbol = dlsym(handle, name);
        all &= symbol != nullptr;
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
    };
    find(library.deflate_init, "deflateInit2_");
    find(library.deflate, "deflate");
    find(library.deflate_end, "deflateEnd");
    find(library.deflate_copy, "deflateCopy");
    find(library.deflate_set_dictionary, "deflateSetDictionary");
    find(library.inflate_init, "inflateInit2_");
    find(library.inflate, "inflate");
    find(library.inflate_end, "inflateEnd");
    find(library.inflate_copy, "inflateCopy");
    find(library.inflate_set_dictionary, "inflateSetDictionary");
    find(library.crc32, "crc32");
    find(library.adler32, "adler32");
    find(library.version, "zlibVersion");
    return all ? &library : nullptr;
}

const ZlibLibrary* zlib_library() {
    static const ZlibLibrary* const kLibrary = open_library();  // one for the process: it has no state
    return kLibrary;
}

}  // namespace krait::core::compression
