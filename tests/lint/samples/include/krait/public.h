#include <gmp.h>
#include <vector>

#include "krait/object.h"
#include "runtime/value.h"
