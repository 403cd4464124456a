// FileIO: a descriptor as a raw stream. Library Reference, io.FileIO.
#pragma once

#include "stdlib/io/stream.h"

namespace krait::core {

class FileIO : public IOBase {
public:
    std::atomic<int> fd;  // -1: closed
    bool created, readable, writable, appending, close_fd;
    Relaxed<int8_t> seekable;  // -1: not known yet
    uint32_t block_size;
};

// For exact FileIO objects, without the method call. -1: it would block.
Result<int64_t> file_read_py(Thread& thread, FileIO* file, void* data, size_t size);
Result<int64_t> file_write_py(Thread& thread, FileIO* file, const void* data, size_t size);

}  // namespace krait::core
