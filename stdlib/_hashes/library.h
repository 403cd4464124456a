// libcrypto, opened when a hash is first asked for: loading it at start-up would cost milliseconds.
#pragma once

#include <cstddef>

namespace krait::core {

struct HashLibrary {
    using Context = void;
    const void* (*algorithm)(const char* name);                           // EVP_get_digestbyname
    Context* (*make)();                                                   // EVP_MD_CTX_new
    void (*free)(Context* context);                                       // EVP_MD_CTX_free
    int (*copy)(Context* to, const Context* from);                        // EVP_MD_CTX_copy_ex
    int (*begin)(Context* context, const void* algorithm, void* engine);  // EVP_DigestInit_ex
    int (*update)(Context* context, const void* data, size_t size);       // EVP_DigestUpdate
    int (*finish)(Context* context, unsigned char* out, unsigned* size);  // EVP_DigestFinal_ex
    int (*finish_any)(Context* context, unsigned char* out, size_t size); // EVP_DigestFinalXOF
};

// Null if there is no libcrypto on this system.
const HashLibrary* hash_library();

}  // namespace krait::core
