// Objects to JSON text: what JSONEncoder uses when the whole text is wanted at once.
#include <charconv>
#include <cmath>
#include <unordered_set>

#include "runtime/primitives/format/float_text.h"
#include "stdlib/_json/json.h"

namespace krait::core::json {

namespace {

enum class StringForm : uint8_t { Ascii, Text, Call };

class Encoder : public Object {
public:
    Field<Value> markers, default_, encoder, indent, key_separator, item_separator;
    StringForm strings;  // the encoder is one of ours, or is to be called
    bool sort_keys, skip_keys, allow_nan;
};

class Writer {
public:
    Writer(Thread& thread, Encoder* encoder)
        : thread_(thread), encoder_(encoder), output_(thread),
          indent_(encoder->indent.get().is_none() ? nullptr : encoder->indent.get().to<Str>()),
          item_separator_(encoder->item_separator.get().to<Str>()),
          key_separator_(encoder->key_separator.get().to<Str>()), check_circles_(!encoder->markers.get().is_none()) {}

    Result<void> value(Value value, int64_t level) {
        if (value.is<Str>()) return string(value.to<Str>());
        if (value.is_none()) return ascii("null");
        if (value.is_true()) return ascii("true");
        if (value.is_false()) return ascii("false");
        if (value.is_small()) return small(value.as_small());
        if (is_float(value)) return number(value, float_of(value));
        if (value.is<Dict>()) return dict(value, value.to<Dict>(), level);
        if (value.is<List>()) return list(value, level);
        if (Str* text = as_kind<Str>(thread_, value)) return string(text);
        if (as_kind<Int>(thread_, value)) return output_.add(TRY(int_to_str(thread_, value)));
        if (auto* known = as_kind<Float>(thread_, value)) return number(value, known->number);
        if (as_kind<List>(thread_, value) || as_kind<Tuple>(thread_, value)) return list(value, level);
        if (Dict* mapping = as_kind<Dict>(thread_, value)) return dict(value, mapping, level);
        TRY(enter(value));
        TRY(thread_.check_stack());
        Value other = TRY(call_py(thread_, encoder_->default_.get(), value));
        TRY(this->value(other, level));
        leave(value);
        return {};
    }
    Result<Str*> finish() { return output_.finish(thread_); }

private:
    Result<void> ascii(std::string_view text) {
        output_.ascii(text);
        return {};
    }
    Result<void> small(int64_t number) {
        char digits[24];
        auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return ascii({digits, end});
    }
    Result<void> number(Value value, double number) {
        if (std::isfinite(number)) [[likely]]
            return ascii(float_repr(number));
        if (!encoder_->allow_nan)
            return raise(thread_, Exc::ValueError, "Out of range float values are not JSON compliant: {}",
                         TRY(repr_py(thread_, value)));
        return ascii(std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
    }
    Result<void> string(Str* text) {
        if (encoder_->strings == StringForm::Ascii) return output_.quoted_ascii(thread_, text);
        if (encoder_->strings == StringForm::Text) return output_.quoted(thread_, text);
        Value made = TRY(call_py(thread_, encoder_->encoder.get(), Value(text)));
        Str* encoded = as_kind<Str>(thread_, made);
        if (!encoded)
            return raise(thread_, Exc::TypeError, "encoder() must return a string, not {}", type_name(thread_, made));
        return output_.add(encoded);
    }

    // The containers that are being written, by their addresses; beyond a few the set is asked.
    Result<void> enter(Value container) {
        if (!check_circles_) return {};
        bool known = false;
        if (path_size_ < kNear) {
            for (size_t i = 0; i < path_size_; ++i) known |= path_[i] == container.bits();
            if (!known) path_[path_size_++] = container.bits();
        } else {
            for (uint64_t each : path_) known |= each == container.bits();
            known = known || !deep_.insert(container.bits()).second;
        }
        if (known) return raise(thread_, Exc::ValueError, "Circular reference detected");
        return {};
    }
    void leave(Value container) {
        if (!check_circles_) return;
        if (!deep_.erase(container.bits())) --path_size_;
    }

    Result<void> newline(int64_t level) {
        output_.character('\n');
        for (int64_t i = 0; i < level; ++i) TRY(output_.add(indent_));
        return {};
    }
    Result<void> separate(bool first, int64_t level) {
        if (!first) TRY(output_.add(item_separator_));
        return indent_ ? newline(level) : Result<void>();
    }
    // PEP 678: which item it was that failed.
    Failure annotate(Value container, std::string_view item) {
        if (is_terminating(thread_)) return kFailure;
        Value error = take_pending(thread_);
        Value note = TRY(format_str(thread_, "when serializing {} item {}", type_name(thread_, container), item));
        TRY(call_method_py(thread_, error, intern(thread_, "add_note"), {&note, 1}));
        thread_.pending = error;
        return kFailure;
    }

    Result<void> list(Value container, int64_t level) {
        TRY(thread_.check_stack());
        Tuple* tuple = as_kind<Tuple>(thread_, container);
        List* items = tuple ? nullptr : container.to<List>();
        auto get = [&](size_t i) { return items ? items->get(i) : i < tuple->size() ? (*tuple)[i] : Value::nothing(); };
        if (get(0).is_nothing()) return ascii("[]");
        TRY(enter(container));
        output_.character('[');
        for (size_t i = 0;; ++i) {
            Value item = get(i);
            if (item.is_nothing()) break;
            TRY(separate(i == 0, level + 1));
            if (value(item, level + 1).failed()) return annotate(container, std::to_string(i));
            TRY(thread_.poll());
        }
        leave(container);
        if (indent_) TRY(newline(level));
        return ascii("]");
    }

    Result<void> dict(Value container, Dict* mapping, int64_t level) {
        TRY(thread_.check_stack());
        if (mapping->size() == 0) return ascii("{}");
        TRY(enter(container));
        output_.character('{');
        bool first = true;
        if (container.is<Dict>() && !encoder_->sort_keys) {
            size_t position = 0;
            Value key, item;
            while (dict_next(mapping, &position, &key, &item)) TRY(pair(container, key, item, &first, level + 1));
        } else {
            Value items = TRY(call_method_py(thread_, container, thread_.interpreter->names->items.get_relaxed()));
            List* all = TRY(make_list_from_py(thread_, items));
            if (encoder_->sort_keys) TRY(list_sort_py(thread_, all, Value::none(), false));
            for (size_t i = 0; i < all->size(); ++i) {
                Value each = all->get(i);
                Tuple* two = each.as_if<Tuple>();
                if (!two || two->size() != 2) return raise(thread_, Exc::ValueError, "items must return 2-tuples");
                TRY(pair(container, (*two)[0], (*two)[1], &first, level + 1));
            }
        }
        leave(container);
        if (indent_ && !first) TRY(newline(level));
        return ascii("}");
    }
    Result<void> pair(Value container, Value key, Value item, bool* first, int64_t level) {
        Str* name = nullptr;
        if (key.is<Str>()) name = key.to<Str>();
        else {
            bool skip = false;
            name = TRY(key_text(key, &skip));
            if (skip) return {};
        }
        TRY(separate(*first, level));
        *first = false;
        TRY(string(name));
        TRY(output_.add(key_separator_));
        if (value(item, level).failed()) {
            if (is_terminating(thread_)) return kFailure;
            Value error = take_pending(thread_);
            Str* shown = TRY(repr_py(thread_, key));
            thread_.pending = error;
            return annotate(container, TRY(str_utf8(thread_, shown)));
        }
        return thread_.poll();
    }
    Result<Str*> key_text(Value key, bool* skip) {
        if (Str* text = as_kind<Str>(thread_, key)) return text;
        if (key.is_none()) return make_ascii(thread_, "null");
        if (key.is_bool()) return make_ascii(thread_, key.is_true() ? "true" : "false");
        if (is_float(key) || as_kind<Float>(thread_, key)) {
            double number = is_float(key) ? float_of(key) : key.to<Float>()->number;
            if (std::isfinite(number)) return make_ascii(thread_, float_repr(number));
            if (!encoder_->allow_nan)
                return raise(thread_, Exc::ValueError, "Out of range float values are not JSON compliant: {}",
                             TRY(repr_py(thread_, key)));
            return make_ascii(thread_, std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        }
        if (key.is_small() || as_kind<Int>(thread_, key)) return int_to_str(thread_, key);
        if (encoder_->skip_keys) {
            *skip = true;
            return empty_str(thread_);
        }
        return raise(thread_, Exc::TypeError, "keys must be str, int, float, bool or None, not {}",
                     type_name(thread_, key));
    }

    static constexpr size_t kNear = 16;
    Thread& thread_;
    Encoder* encoder_;
    Output output_;
    Str *indent_, *item_separator_, *key_separator_;
    bool check_circles_;
    uint64_t path_[kNear];
    size_t path_size_ = 0;
    std::unordered_set<uint64_t> deep_;
};

Result<Value> construct_encoder(Thread& thread, Type* type, const CallArguments& arguments) {
    Value bound[9];
    TRY(bind_arguments(thread,
                       "make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, "
                       "skipkeys, allow_nan)",
                       arguments, bound));
    if (!bound[0].is_none() && !as_kind<Dict>(thread, bound[0]))
        return raise(thread, Exc::TypeError, "make_encoder() argument 1 must be dict or None, not {}",
                     type_name(thread, bound[0]));
    if (!bound[3].is_none() && !as_kind<Str>(thread, bound[3]))
        return raise(thread, Exc::TypeError, "make_encoder() argument 4 must be str or None, not {}",
                     type_name(thread, bound[3]));
    for (int i : {4, 5}) {
        if (!as_kind<Str>(thread, bound[i]))
            return raise(thread, Exc::TypeError, "make_encoder() argument {} must be str, not {}", i + 1,
                         type_name(thread, bound[i]));
    }
    bool sort_keys = TRY(truth_py(thread, bound[6]));
    bool skip_keys = TRY(truth_py(thread, bound[7]));
    bool allow_nan = TRY(truth_py(thread, bound[8]));
    auto* self = allocate_as<Encoder>(thread, type);
    self->markers.set(self, bound[0]);
    self->default_.set(self, bound[1]);
    self->encoder.set(self, bound[2]);
    self->indent.set(self, bound[3]);
    self->key_separator.set(self, bound[4]);
    self->item_separator.set(self, bound[5]);
    self->sort_keys = sort_keys;
    self->skip_keys = skip_keys;
    self->allow_nan = allow_nan;
    auto* function = bound[2].as_if<NativeFunction>();
    self->strings = function && function->spec_->code == kEncodeAscii.code    ? StringForm::Ascii
                    : function && function->spec_->code == kEncodeString.code ? StringForm::Text
                                                                              : StringForm::Call;
    return Value(self);
}

Result<Value> call_encoder(Thread& thread, Value object, const CallArguments& arguments) {
    Value bound[2];
    TRY(bind_arguments(thread, "_iterencode(obj, _current_indent_level)", arguments, bound));
    int64_t level = TRY(index_int64_py(thread, bound[1]));
    Writer writer(thread, object.to<Encoder>());
    TRY(writer.value(bound[0], level));
    return Value(make_tuple(thread, { Value(TRY(writer.finish())) }));
}

template <Field<Value> Encoder::* Member>
Result<Value> get_member(Thread&, Value self) {
    return (self.to<Encoder>()->*Member).get();
}
template <bool Encoder::* Member>
Result<Value> get_flag(Thread&, Value self) {
    return Value::boolean(self.to<Encoder>()->*Member);
}
constexpr GetSetSpec kMarkers = {"markers", "markers", get_member<&Encoder::markers>};
constexpr GetSetSpec kDefault = {"default", "default", get_member<&Encoder::default_>};
constexpr GetSetSpec kStringEncoder = {"encoder", "encoder", get_member<&Encoder::encoder>};
constexpr GetSetSpec kIndent = {"indent", "indent", get_member<&Encoder::indent>};
constexpr GetSetSpec kKeySeparator = {"key_separator", "key_separator", get_member<&Encoder::key_separator>};
constexpr GetSetSpec kItemSeparator = {"item_separator", "item_separator", get_member<&Encoder::item_separator>};
constexpr GetSetSpec kSortKeys = {"sort_keys", "sort_keys", get_flag<&Encoder::sort_keys>};
constexpr GetSetSpec kSkipKeys = {"skipkeys", "skipkeys", get_flag<&Encoder::skip_keys>};

}  // namespace

const TypeSpec kEncoder = {
    .name = "_json.Encoder",
    .doc = "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    .size = sizeof(Encoder),
    .slots = {.call = call_encoder, .construct = construct_encoder},
    .properties = {&kMarkers, &kDefault, &kStringEncoder, &kIndent, &kKeySeparator, &kItemSeparator, &kSortKeys,
                   &kSkipKeys},
    .trace = trace_members<Encoder, &Encoder::markers, &Encoder::default_, &Encoder::encoder, &Encoder::indent,
                           &Encoder::key_separator, &Encoder::item_separator>,
    .signature = "make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, "
                 "allow_nan)",
};

}  // namespace krait::core::json
