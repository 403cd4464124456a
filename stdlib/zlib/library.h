// The zlib library, opened on first use: a program that compresses nothing does not pay for it. zlib.h is needed to build.
#pragma once

#include <zlib.h>

namespace krait::core::compression {

struct ZlibLibrary {
    decltype(&::deflateInit2_) deflate_init;
    decltype(&::deflate) deflate;
    decltype(&::deflateEnd) deflate_end;
    decltype(&::deflateCopy) deflate_copy;
    decltype(&::deflateSetDictionary) deflate_set_dictionary;
    decltype(&::inflateInit2_) inflate_init;
    decltype(&::inflate) inflate;
    decltype(&::inflateEnd) inflate_end;
    decltype(&::inflateCopy) inflate_copy;
    decltype(&::inflateSetDictionary) inflate_set_dictionary;
    decltype(&::crc32) crc32;
    decltype(&::adler32) adler32;
    decltype(&::zlibVersion) version;
};
// Null: libz.so.1 is not there.
const ZlibLibrary* zlib_library();

}  // namespace krait::core::compression
