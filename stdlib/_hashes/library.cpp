#include "stdlib/_hashes/library.h"

#include <dlfcn.h>

namespace krait::core {

static bool open_library(HashLibrary& library) {
    void* handle = nullptr;
    for (const char* name : {"libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so", "libcrypto.3.dylib", "libcrypto.dylib"}) {
        handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (handle) break;
    }
    if (!handle) return false;
    auto find = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(handle, name));
        return function != nullptr;
    };
    return find(library.algorithm, "EVP_get_digestbyname") && find(library.make, "EVP_MD_CTX_new") && find(library.free, "EVP_MD_CTX_free") &&
           find(library.copy, "EVP_MD_CTX_copy_ex") && find(library.begin, "EVP_DigestInit_ex") && find(library.update, "EVP_DigestUpdate") &&
           find(library.finish, "EVP_DigestFinal_ex") && find(library.finish_any, "EVP_DigestFinalXOF");
}

const HashLibrary* hash_library() {
    static HashLibrary library;
    static const bool opened = open_library(library);
    return opened ? &library : nullptr;
}

}  // namespace krait::core
