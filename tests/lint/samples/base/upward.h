#include <vector>

#include "base/other.h"
#include "runtime/value.h"
