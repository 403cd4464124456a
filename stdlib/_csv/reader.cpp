// csv.reader: a state machine over the characters of each line; a quoted field may go over several lines.
#include "runtime/objects/relaxed.h"
#include "runtime/objects/text.h"
#include "stdlib/_csv/csv.h"

namespace krait::core {

namespace {

class CsvReader : public Object {
public:
    Field<Value> lines;  // an iterator
    Field<Value> dialect;
    Relaxed<int64_t> line_number;
    static const TypeSpec spec;
};

enum class State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuotes,
    EscapedInQuotes,
    QuoteInQuotes,
    AfterCr,
    AfterEscapedNewline
};

class RecordParser {
public:
    RecordParser(Thread& thread, const CsvDialect* dialect, int64_t limit)
        : thread_(thread), dialect_(*dialect), limit_(static_cast<size_t>(limit)), fields_(make_list(thread)) {}

    State state() const { return state_; }
    List* fields() const { return fields_; }
    bool pending() const { return !field_.empty() || state_ == State::InQuotes; }
    Result<void> save_last() { return save(); }

    static constexpr uint32_t kEndOfLine = UINT32_MAX - 1;
    Result<void> take(uint32_t c) {
        switch (state_) {
        case State::StartRecord:
            if (c == kEndOfLine) return {};
            if (is_newline(c)) return go(State::AfterCr);
            state_ = State::StartField;
            [[fallthrough]];
        case State::StartField: return start_field(c);
        case State::Escaped:
            if (is_newline(c)) {
                TRY(add(c));
                return go(State::AfterEscapedNewline);
            }
            TRY(add(c == kEndOfLine ? '\n' : c));
            return go(State::InField);
        case State::AfterEscapedNewline:
            if (c == kEndOfLine) return {};
            [[fallthrough]];
        case State::InField:
            if (is_newline(c) || c == kEndOfLine)
                return end_field(c == kEndOfLine ? State::StartRecord : State::AfterCr);
            if (c == dialect_.escape) return go(State::Escaped);
            if (c == dialect_.delimiter) return end_field(State::StartField);
            TRY(add(c));
            return go(State::InField);
        case State::InQuotes:
            if (c == kEndOfLine) return {};
            if (c == dialect_.escape) return go(State::EscapedInQuotes);
            if (c == dialect_.quote && dialect_.quoting != CsvQuoting::None)
                return go(dialect_.double_quote ? State::QuoteInQuotes : State::InField);
            return add(c);
        case State::EscapedInQuotes: TRY(add(c == kEndOfLine ? '\n' : c)); return go(State::InQuotes);
        case State::QuoteInQuotes: return after_quote(c);
        case State::AfterCr:
            if (is_newline(c)) return {};
            if (c == kEndOfLine) return go(State::StartRecord);
            return raise_native(
                thread_, kCsvErrorSpec,
                "new-line character seen in unquoted field - do you need to open the file with newline=''?");
        }
        return {};
    }

private:
    static bool is_newline(uint32_t c) { return c == '\n' || c == '\r'; }
    Result<void> go(State state) {
        state_ = state;
        return {};
    }
    Result<void> add(uint32_t c) {
        if (field_.size() >= limit_)
            return raise_native(thread_, kCsvErrorSpec, "field larger than field limit ({})", limit_);
        field_ += static_cast<char32_t>(c);
        return {};
    }
    Result<void> end_field(State next) {
        TRY(save());
        return go(next);
    }
    Result<void> start_field(uint32_t c) {
        unquoted_ = true;
        if (is_newline(c) || c == kEndOfLine) return end_field(c == kEndOfLine ? State::StartRecord : State::AfterCr);
        if (c == dialect_.quote && dialect_.quoting != CsvQuoting::None) {
            unquoted_ = false;
            return go(State::InQuotes);
        }
        if (c == dialect_.escape) return go(State::Escaped);
        if (c == ' ' && dialect_.skip_initial_space) return {};
        if (c == dialect_.delimiter) return end_field(State::StartField);
        TRY(add(c));
        return go(State::InField);
    }
    Result<void> after_quote(uint32_t c) {
        if (dialect_.quoting != CsvQuoting::None && c == dialect_.quote) {  // doubled
            TRY(add(c));
            return go(State::InQuotes);
        }
        if (c == dialect_.delimiter) return end_field(State::StartField);
        if (is_newline(c) || c == kEndOfLine) return end_field(c == kEndOfLine ? State::StartRecord : State::AfterCr);
        if (dialect_.strict) {
            return raise_native(thread_, kCsvErrorSpec, "'{}' expected after '{}'",
                                make_char(thread_, dialect_.delimiter), make_char(thread_, dialect_.quote));
        }
        TRY(add(c));
        return go(State::InField);
    }
    // The field's value: numbers and None only without quotes.
    Result<void> save() {
        bool numbers = dialect_.quoting == CsvQuoting::NonNumeric || dialect_.quoting == CsvQuoting::Strings;
        bool nothing = dialect_.quoting == CsvQuoting::NotNull || dialect_.quoting == CsvQuoting::Strings;
        Value value;
        if (unquoted_ && nothing && field_.empty()) {
            value = none();
        } else {
            value = Value(TRY(make_str(thread_, std::u32string_view(field_))));
            if (unquoted_ && numbers && !field_.empty())
                value = TRY(call_py(thread_, Value(thread_.interpreter->type(BuiltinType::Float)), value));
        }
        field_.clear();
        return list_append(thread_, fields_, value);
    }

    Thread& thread_;
    const CsvDialect& dialect_;
    size_t limit_;
    List* fields_;
    std::u32string field_;
    State state_ = State::StartRecord;
    bool unquoted_ = false;
};

Result<Value> next_record(Thread& thread, Value self) {
    auto* reader = self.to<CsvReader>();
    auto* dialect = reader->dialect.get().to<CsvDialect>();
    RecordParser parser(thread, dialect, TRY(csv_field_limit(thread)));
    do {
        Value line = TRY(next_py(thread, reader->lines.get()));
        if (line.is_unbound()) {
            // The end of the file in the middle of a record.
            if (!parser.pending()) return Value::unbound();
            if (dialect->strict) return raise_native(thread, kCsvErrorSpec, "unexpected end of data");
            TRY(parser.save_last());
            return Value(parser.fields());
        }
        auto* text = as_kind<Str>(thread, line);
        if (!text) {
            return raise_native(thread, kCsvErrorSpec,
                                "iterator should return strings, not {} (the file should be opened in text mode)",
                                type_name(thread, line));
        }
        ++reader->line_number;
        const void* data = TRY(text->data(thread));
        for (size_t i = 0; i < text->length(); ++i) TRY(parser.take(Str::at(data, text->kind(), i)));
        TRY(parser.take(RecordParser::kEndOfLine));
    } while (parser.state() != State::StartRecord);
    return Value(parser.fields());
}

GETTER(CsvReader, dialect, nullptr) { return self.to<CsvReader>()->dialect.get(); }
GETTER(CsvReader, line_num, nullptr) { return make_int(thread, self.to<CsvReader>()->line_number); }

RAW_FUNCTION(csv, reader, "reader(iterable, /, dialect='excel', **fmtparams)",
             "Return a reader object that will process lines from the given iterable.\n\nThe \"iterable\" argument can "
             "be any object that "
             "returns a line\nof input for each iteration, such as a file object or a list.  The\noptional \"dialect\" "
             "argument defines a CSV "
             "dialect.  The function\nalso accepts optional keyword arguments which override settings\nprovided by the "
             "dialect.\n\n"
             "The returned object is an iterator.  Each iteration returns a row\nof the CSV file (which can span "
             "multiple input lines).") {
    if (arguments.positional < 1) return raise(thread, Exc::TypeError, "reader expected at least 1 argument, got 0");
    Value lines = TRY(iterate_py(thread, arguments[0]));
    Value dialect(TRY(make_dialect_py(thread, arguments, 1)));
    auto* reader = allocate_native<CsvReader>(thread, CsvReader::spec);
    reader->lines.init(lines);
    reader->dialect.init(dialect);
    return Value(reader);
}

const TypeSpec CsvReader::spec = {
    .name = "_csv.reader",
    .doc = "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.",
    .size = sizeof(CsvReader),
    .flags = type_flag::kNoInstantiate,
    .slots = {.iterate = iterator_self, .next = next_record},
    .properties = {&CsvReader_get_dialect, &CsvReader_get_line_num},
    .trace = trace_members<CsvReader, &CsvReader::lines, &CsvReader::dialect>,
};

}  // namespace

const NativeSpec kCsvReader = csv_reader;

}  // namespace krait::core
