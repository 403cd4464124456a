// The module _csv: what its files share.
#pragma once

#include "stdlib/native_errors.h"
#include "stdlib/native_helpers.h"
#include "stdlib/state_slots.h"

namespace krait::core {

enum class CsvQuoting : uint8_t { Minimal, All, NonNumeric, None, Strings, NotNull };
inline constexpr int kCsvQuotings = 6;
inline constexpr uint32_t kNoCharacter = UINT32_MAX;

class CsvDialect : public Object {
public:
    uint32_t delimiter, quote, escape;  // kNoCharacter: none
    CsvQuoting quoting;
    bool double_quote, skip_initial_space, strict;
    Field<Str*> line_terminator;
    static const TypeSpec spec;
};

extern const TypeSpec kCsvErrorSpec;
extern const NativeSpec kCsvReader, kCsvWriter;

// A dialect from a Dialect, a registered name or any object with its attributes, and keywords from arguments behind the first `skip`.
Result<CsvDialect*> make_dialect_py(Thread& thread, const CallArguments& arguments, uint32_t skip);

// The interpreter's state: [dialects by name, field size limit].
Result<Dict*> csv_dialects(Thread& thread);
Result<int64_t> csv_field_limit(Thread& thread);

}  // namespace krait::core
