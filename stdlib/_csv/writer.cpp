// csv.writer.
#include "runtime/objects/text.h"
#include "stdlib/_csv/csv.h"

namespace krait::core {

namespace {

class CsvWriter : public Object {
public:
    Field<Value> write;
    Field<Value> dialect;
    static const TypeSpec spec;
};

class RecordWriter {
public:
    RecordWriter(Thread& thread, const CsvDialect* dialect) : thread_(thread), dialect_(*dialect), builder_(thread) {}

    Result<void> add_py(Value field) {
        bool quoted = false;
        switch (dialect_.quoting) {
        case CsvQuoting::NonNumeric: quoted = !is_number(field); break;
        case CsvQuoting::All: quoted = true; break;
        case CsvQuoting::Strings: quoted = as_kind<Str>(thread_, field) != nullptr; break;
        case CsvQuoting::NotNull: quoted = !field.is_none(); break;
        default: break;
        }
        bool is_none = field.is_none();
        Str* text = is_none ? empty_str(thread_) : as_kind<Str>(thread_, field);
        if (!text) text = TRY(str_py(thread_, field));
        last_was_none_ = is_none;
        return add_text(text, quoted);
    }
    Result<Str*> finish() {
        // A record of one empty field would read as an empty line.
        if (fields_ == 1 && length_ == 0) {
            bool may_quote = dialect_.quoting != CsvQuoting::None &&
                             !(last_was_none_ &&
                               (dialect_.quoting == CsvQuoting::Strings || dialect_.quoting == CsvQuoting::NotNull));
            if (!may_quote) return raise_native(thread_, kCsvErrorSpec, "single empty field record must be quoted");
            builder_.add_char(dialect_.quote);
            builder_.add_char(dialect_.quote);
        }
        TRY(builder_.add(dialect_.line_terminator.get()));
        return builder_.finish();
    }

private:
    bool is_number(Value value) {
        if (is_int(thread_, value) || is_float(value) || as_kind<Float>(thread_, value) ||
            as_kind<Complex>(thread_, value))
            return true;
        Type* type = type_of(thread_, value);
        return type->slots.to_int || type->slots.to_float || type->slots.index;
    }
    Result<void> add_text(Str* text, bool quoted) {
        const void* data = TRY(text->data(thread_));
        Str* end = dialect_.line_terminator.get();
        const void* end_data = TRY(end->data(thread_));
        auto ends_line = [&](uint32_t c) {
            for (size_t i = 0; i < end->length(); ++i) {
                if (Str::at(end_data, end->kind(), i) == c) return true;
            }
            return c == '\n' || c == '\r';
        };
        std::u32string out;
        for (size_t i = 0; i < text->length(); ++i) {
            uint32_t c = Str::at(data, text->kind(), i);
            bool escape = false;
            if (c == dialect_.delimiter || c == dialect_.escape || c == dialect_.quote || ends_line(c)) {
                if (dialect_.quoting == CsvQuoting::None) {
                    escape = true;
                } else {
                    if (c == dialect_.quote) {
                        if (dialect_.double_quote) out += static_cast<char32_t>(c);
                        else escape = true;
                    } else if (c == dialect_.escape) {
                        escape = true;
                    }
                    if (!escape) quoted = true;
                }
            }
            if (escape) {
                if (dialect_.escape == kNoCharacter)
                    return raise_native(thread_, kCsvErrorSpec, "need to escape, but no escapechar set");
                out += static_cast<char32_t>(dialect_.escape);
            }
            out += static_cast<char32_t>(c);
        }
        // An empty field between blanks that count for nothing must show.
        if (text->length() == 0 && dialect_.delimiter == ' ' && dialect_.skip_initial_space) {
            bool no_quotes = dialect_.quoting == CsvQuoting::None ||
                             (last_was_none_ &&
                              (dialect_.quoting == CsvQuoting::Strings || dialect_.quoting == CsvQuoting::NotNull));
            if (no_quotes)
                return raise_native(thread_, kCsvErrorSpec,
                                    "empty field must be quoted if delimiter is a space and skipinitialspace is true");
            quoted = true;
        }
        if (fields_++) add(dialect_.delimiter);
        if (quoted) add(dialect_.quote);
        for (char32_t c : out) add(c);
        if (quoted) add(dialect_.quote);
        return {};
    }
    void add(uint32_t c) {
        builder_.add_char(c);
        ++length_;
    }

    Thread& thread_;
    const CsvDialect& dialect_;
    StrBuilder builder_;
    size_t fields_ = 0, length_ = 0;
    bool last_was_none_ = false;
};

Result<Value> write_row_py(Thread& thread, CsvWriter* self, Value row) {
    Result<Value> iterator = iterate_py(thread, row);
    if (iterator.failed()) {
        if (!clear_pending_if(thread, Exc::TypeError)) return kFailure;
        return raise_native(thread, kCsvErrorSpec, "iterable expected, not {}", type_name(thread, row));
    }
    RecordWriter record(thread, self->dialect.get().to<CsvDialect>());
    for (;;) {
        Value field = TRY(next_py(thread, iterator.value()));
        if (field.is_unbound()) break;
        TRY(record.add_py(field));
        TRY(thread.poll());
    }
    return call_py(thread, self->write.get(), Value(TRY(record.finish())));
}
METHOD(CsvWriter, writerow, "writerow(self, row, /)",
       "Construct and write a CSV record from an iterable of fields.\n\nNon-string elements will be converted to "
       "string.") {
    return write_row_py(thread, self, args[0]);
}
METHOD(CsvWriter, writerows, "writerows(self, rows, /)",
       "Construct and write a series of iterables to a csv file.\n\nNon-string elements will be converted to string.") {
    TRY(for_each_py(thread, args[0], [&](Value row) -> Result<bool> {
        TRY(write_row_py(thread, self, row));
        return true;
    }));
    return none();
}
GETTER(CsvWriter, dialect, nullptr) { return self.to<CsvWriter>()->dialect.get(); }

RAW_FUNCTION(csv, writer, "writer(fileobj, /, dialect='excel', **fmtparams)",
             "Return a writer object that will write user data on the given file object.\n\nThe \"fileobj\" argument "
             "can be any object that "
             "supports the file API.\nThe optional \"dialect\" argument defines a CSV dialect.  The function\nalso "
             "accepts optional keyword "
             "arguments which override settings\nprovided by the dialect.") {
    if (arguments.positional < 1) return raise(thread, Exc::TypeError, "writer expected at least 1 argument, got 0");
    Value dialect(TRY(make_dialect_py(thread, arguments, 1)));
    Value write = TRY(find_attribute_py(thread, arguments[0], KRAIT_NAME(write)));
    if (write.is_unbound() || !is_callable(thread, write))
        return raise(thread, Exc::TypeError, "argument 1 must have a \"write\" method");
    auto* writer = allocate_native<CsvWriter>(thread, CsvWriter::spec);
    writer->write.init(write);
    writer->dialect.init(dialect);
    return Value(writer);
}

const TypeSpec CsvWriter::spec = {
    .name = "_csv.writer",
    .doc =
        "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.",
    .size = sizeof(CsvWriter),
    .flags = type_flag::kNoInstantiate,
    .methods = {&CsvWriter_writerow, &CsvWriter_writerows},
    .properties = {&CsvWriter_get_dialect},
    .trace = trace_members<CsvWriter, &CsvWriter::write, &CsvWriter::dialect>,
};

}  // namespace

const NativeSpec kCsvWriter = csv_writer;

}  // namespace krait::core
