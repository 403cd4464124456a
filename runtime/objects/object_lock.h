// The scope of an object's byte lock, under the name that runtime/objects uses.
#pragma once

#include "runtime/threads/byte_lock.h"

namespace krait::core {

using ObjectLock = ByteLockGuard;

}  // namespace krait::core
