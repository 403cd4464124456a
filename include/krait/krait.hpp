// Krait, an embeddable Python: the whole API. The guide is docs/embedding.md.
#pragma once

#include <krait/asyncio.hpp>
#include <krait/class.hpp>
#include <krait/config.hpp>
#include <krait/convert.hpp>
#include <krait/error.hpp>
#include <krait/function.hpp>
#include <krait/interpreter.hpp>
#include <krait/object.hpp>
#include <krait/repl.hpp>
