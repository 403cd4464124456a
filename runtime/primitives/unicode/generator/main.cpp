// Reads the Unicode Character Database from a folder and writes unicode_tables.cpp (see ../tables.h).
// Usage: generate_unicode FOLDER UNICODE_3_2 OUTPUT, UNICODE_3_2 being unicode_3_2.txt. Runs at build time.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "runtime/primitives/unicode/tables.h"

using namespace krait::tables;
using std::string;
using std::vector;

namespace {

constexpr uint32_t kCodes = 0x110000;

[[noreturn]] void die(const string& message) {
    std::cerr << "generate_unicode: " << message << "\n";
    std::exit(1);
}

string stripped(string text) {
    size_t comment = text.find('#');
    if (comment != string::npos) text.erase(comment);
    size_t first = text.find_first_not_of(" \t\r"), last = text.find_last_not_of(" \t\r");
    return first == string::npos ? "" : text.substr(first, last - first + 1);
}

vector<string> split(const string& line, char separator) {
    vector<string> fields;
    std::stringstream stream(line);
    for (string field; std::getline(stream, field, separator);) {
        size_t first = field.find_first_not_of(' '), last = field.find_last_not_of(' ');
        fields.push_back(first == string::npos ? "" : field.substr(first, last - first + 1));
    }
    if (!line.empty() && line.back() == separator) fields.emplace_back();
    return fields;
}

uint32_t hex(const string& text) { return static_cast<uint32_t>(std::stoul(text, nullptr, 16)); }

vector<uint32_t> hex_list(const string& text) {
    vector<uint32_t> codes;
    std::stringstream stream(text);
    for (string word; stream >> word;) codes.push_back(hex(word));
    return codes;
}

class Database {
public:
    explicit Database(string folder) : folder_(std::move(folder)) {}

    vector<vector<string>> rows(const string& name) const { return rows_of(folder_ + "/" + name); }
    static vector<vector<string>> rows_of(const string& path) {
        std::ifstream file(path);
        if (!file) die("cannot read " + path + ": install unicode-data");
        vector<vector<string>> result;
        for (string line; std::getline(file, line);) {
            line = stripped(line);
            if (!line.empty()) result.push_back(split(line, ';'));
        }
        return result;
    }
    // Debian compresses the Unihan files.
    vector<string> compressed_lines(const string& name) const {
        string command = "bzip2 -dc '" + folder_ + "/" + name + "'";
        FILE* pipe = popen(command.c_str(), "r");
        if (!pipe) die("cannot run bzip2");
        string text;
        char buffer[65536];
        for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
        if (pclose(pipe) != 0 || text.empty())
            die("cannot unpack " + folder_ + "/" + name + ": install unicode-data and bzip2");
        return split(text, '\n');
    }

private:
    string folder_;
};

template <typename Function>
void for_range(const string& field, Function function) {
    size_t dots = field.find("..");
    uint32_t first = hex(field), last = dots == string::npos ? first : hex(field.substr(dots + 2));
    for (uint32_t code = first; code <= last; ++code) function(code);
}

// Strings numbered as they come.
class Numbering {
public:
    explicit Numbering(string first) { number(first); }
    uint8_t number(const string& text) {
        auto [place, added] = numbers_.emplace(text, static_cast<uint8_t>(texts_.size()));
        if (added) texts_.push_back(text);
        return place->second;
    }
    const vector<string>& texts() const { return texts_; }

private:
    std::map<string, uint8_t> numbers_;
    vector<string> texts_;
};

struct Character {
    Record record{};
    vector<uint32_t> upper, lower, title, fold;  // full mappings; empty: itself
    string decomposition, name, numeric;
    bool assigned = false, excluded = false;
};

class Writer {
public:
    explicit Writer(const string& path) : out_(path) {
        out_ << "// Written by generate_unicode from unicode-data. Do not edit.\n#include "
                "\"runtime/primitives/unicode/tables.h\"\n\nnamespace krait::tables {\n";
    }
    template <typename Items, typename Show>
    void array(const string& declaration, const Items& items, Show show) {
        out_ << "\nextern const " << declaration << ";\nconst " << declaration << " = {";
        size_t column = 0;
        for (auto& item : items) {
            if (column++ % 16 == 0) out_ << "\n";
            out_ << show(item) << ",";
        }
        out_ << "\n};\n";
    }
    template <typename T>
    void numbers(const string& declaration, const vector<T>& items) {
        array(declaration, items, [](T item) { return std::to_string(item); });
    }
    void texts(const string& name, const vector<string>& items) {
        out_ << "\nextern const char* const " << name << "[];\nconst char* const " << name << "[] = {";
        for (auto& item : items) out_ << '"' << item << "\",";
        out_ << "};\n";
    }
    void count(const string& name, size_t value) {
        out_ << "extern const size_t " << name << ";\nconst size_t " << name << " = " << value << ";\n";
    }
    void finish() {
        out_ << "\n}  // namespace krait::tables\n";
        out_.close();
        if (!out_) die("cannot write the output");
    }

private:
    std::ofstream out_;
};

class Generator {
public:
    Generator(const string& folder, const string& unicode_3_2)
        : data_(folder), unicode_3_2_(unicode_3_2), characters_(kCodes) {}

    void run(const string& output) {
        read_characters();
        read_properties();
        read_cases();
        Writer writer(output);
        write_records(writer);
        write_normalization(writer);
        write_names(writer);
        write_unicode_3_2(writer);
        writer.texts("kCategories", categories_.texts());
        writer.texts("kBidirectionals", bidirectionals_.texts());
        writer.texts("kEastAsianWidths", widths_.texts());
        writer.finish();
    }

private:
    void read_characters() {
        for (auto& c : characters_) {
            c.record.decimal = c.record.digit = -1;
            c.record.category = categories_.number("Cn");
        }
        uint32_t range_start = 0;
        for (auto& row : data_.rows("UnicodeData.txt")) {
            uint32_t code = hex(row[0]);
            bool first = row[1].ends_with(", First>"), last = row[1].ends_with(", Last>");
            if (first) range_start = code;
            if (last) {
                string prefix;
                if (row[1].starts_with("<CJK Ideograph")) prefix = "CJK UNIFIED IDEOGRAPH-";
                if (!prefix.empty()) ranges_.push_back({range_start, code, prefix});
            }
            for (uint32_t c = last ? range_start : code; c <= code; ++c) {
                Character& character = characters_[c];
                Record& record = character.record;
                character.assigned = true;
                if (row[1][0] != '<') character.name = row[1];
                record.category = categories_.number(row[2]);
                record.combining = static_cast<uint8_t>(std::stoi(row[3]));
                record.bidirectional = bidirectionals_.number(row[4]);
                character.decomposition = row[5];
                if (!row[6].empty()) record.decimal = static_cast<int8_t>(std::stoi(row[6])), record.flags |= kDecimal;
                if (!row[7].empty()) record.digit = static_cast<int8_t>(std::stoi(row[7])), record.flags |= kDigit;
                if (!row[8].empty()) character.numeric = row[8], record.flags |= kNumeric;
                if (row[9] == "Y") record.flags |= kMirrored;
                auto delta = [&](const string& field) {
                    return field.empty() ? 0 : static_cast<int32_t>(hex(field)) - static_cast<int32_t>(c);
                };
                record.upper = delta(row[12]);
                record.lower = delta(row[13]);
                record.title = row.size() > 14 && !row[14].empty() ? delta(row[14]) : record.upper;
                const string& category = row[2];
                if (category[0] == 'L') record.flags |= kAlpha;
                if (category == "Lt") record.flags |= kTitle;
                if (row[4] == "WS" || row[4] == "B" || row[4] == "S" || category == "Zs") record.flags |= kSpace;
                if (c == ' ' || (category[0] != 'C' && category[0] != 'Z')) record.flags |= kPrintable;
            }
        }
        for (auto& line : data_.compressed_lines("Unihan_NumericValues.txt.bz2")) {
            vector<string> fields = split(line, '\t');
            if (fields.size() < 3 || fields[0][0] != 'U') continue;
            // Some characters name more than one value: the first counts.
            Character& c = characters_[hex(fields[0].substr(2))];
            c.numeric = fields[2].substr(0, fields[2].find(' '));
            c.record.flags |= kNumeric;
        }
    }

    void read_properties() {
        std::map<string, uint32_t> flags = {{"Lowercase", kLower},    {"Uppercase", kUpper},
                                            {"Cased", kCased},        {"Case_Ignorable", kCaseIgnorable},
                                            {"XID_Start", kXidStart}, {"XID_Continue", kXidContinue}};
        for (auto& row : data_.rows("DerivedCoreProperties.txt"))
            if (auto flag = flags.find(row[1]); flag != flags.end())
                for_range(row[0], [&](uint32_t c) { characters_[c].record.flags |= flag->second; });
        for (auto& row : data_.rows("EastAsianWidth.txt"))
            for_range(row[0], [&](uint32_t c) { characters_[c].record.east_asian_width = widths_.number(row[1]); });
        std::map<string, uint32_t> quick = {{"NFD_QC;N", kNfdNo},    {"NFKD_QC;N", kNfkdNo}, {"NFC_QC;N", kNfcNo},
                                            {"NFC_QC;M", kNfcMaybe}, {"NFKC_QC;N", kNfkcNo}, {"NFKC_QC;M", kNfkcMaybe}};
        for (auto& row : data_.rows("DerivedNormalizationProps.txt")) {
            if (row[1] == "Full_Composition_Exclusion")
                for_range(row[0], [&](uint32_t c) { characters_[c].excluded = true; });
            if (row.size() > 2)
                if (auto flag = quick.find(row[1] + ";" + row[2]); flag != quick.end())
                    for_range(row[0], [&](uint32_t c) { characters_[c].record.flags |= flag->second; });
        }
    }

    void read_cases() {
        for (auto& row : data_.rows("SpecialCasing.txt")) {
            if (row.size() > 4 && !row[4].empty()) continue;  // depends on context or language
            Character& c = characters_[hex(row[0])];
            c.lower = hex_list(row[1]);
            c.title = hex_list(row[2]);
            c.upper = hex_list(row[3]);
        }
        for (uint32_t code = 0; code < kCodes; ++code) characters_[code].record.fold = 0;
        for (auto& row : data_.rows("CaseFolding.txt")) {
            Character& c = characters_[hex(row[0])];
            if (row[1] == "C" || row[1] == "S")
                c.record.fold = static_cast<int32_t>(hex(row[2])) - static_cast<int32_t>(hex(row[0]));
            if (row[1] == "F") c.fold = hex_list(row[2]);
        }
    }

    void write_records(Writer& writer) {
        vector<SpecialCase> special;
        vector<NumericValue> numeric;
        for (uint32_t code = 0; code < kCodes; ++code) {
            Character& c = characters_[code];
            if (!c.upper.empty() || !c.lower.empty() || !c.title.empty() || !c.fold.empty()) {
                SpecialCase item{code, {}, {}, {}, {}};
                auto fill = [&](uint32_t* out, const vector<uint32_t>& full, int32_t delta) {
                    if (full.empty()) out[0] = code + static_cast<uint32_t>(delta);
                    std::copy(full.begin(), full.end(), out);
                };
                fill(item.upper, c.upper, c.record.upper);
                fill(item.lower, c.lower, c.record.lower);
                fill(item.title, c.title, c.record.title);
                fill(item.fold, c.fold, c.record.fold);
                special.push_back(item);
                c.record.flags |= kSpecialCase;
            }
            if (!c.decomposition.empty()) c.record.flags |= kDecomposes;
            if (c.record.flags & kNumeric) {
                size_t slash = c.numeric.find('/');
                double value = std::stod(c.numeric);
                if (slash != string::npos) value /= std::stod(c.numeric.substr(slash + 1));
                numeric.push_back({code, value});
            }
        }
        auto key = [](const Record& r) {
            return std::make_tuple(r.flags, r.upper, r.lower, r.title, r.fold, r.category, r.bidirectional, r.combining,
                                   r.east_asian_width, r.decimal, r.digit);
        };
        std::map<decltype(key(Record{})), uint16_t> numbers;
        vector<Record> records;
        std::map<vector<uint16_t>, uint16_t> page_numbers;
        vector<uint16_t> pages, indexes;
        for (uint32_t start = 0; start < kCodes; start += 1u << kPageBits) {
            vector<uint16_t> page;
            for (uint32_t code = start; code < start + (1u << kPageBits); ++code) {
                const Record& record = characters_[code].record;
                auto [place, added] = numbers.emplace(key(record), static_cast<uint16_t>(records.size()));
                if (added) records.push_back(record);
                page.push_back(place->second);
            }
            auto [place, added] = page_numbers.emplace(page, static_cast<uint16_t>(page_numbers.size()));
            if (added) indexes.insert(indexes.end(), page.begin(), page.end());
            pages.push_back(place->second);
        }
        writer.numbers("uint16_t kPages[0x110000 >> kPageBits]", pages);
        writer.numbers("uint16_t kRecordIndexes[" + std::to_string(indexes.size()) + "]", indexes);
        writer.array("Record kRecords[" + std::to_string(records.size()) + "]", records, [](const Record& r) {
            std::ostringstream s;
            s << "{" << r.flags << "," << r.upper << "," << r.lower << "," << r.title << "," << r.fold << ","
              << +r.category << "," << +r.bidirectional << "," << +r.combining << "," << +r.east_asian_width << ","
              << +r.decimal << "," << +r.digit << "}";
            return s.str();
        });
        writer.array("SpecialCase kSpecialCases[" + std::to_string(special.size()) + "]", special,
                     [](const SpecialCase& c) {
                         std::ostringstream s;
                         s << "{" << c.code;
                         for (auto list : {c.upper, c.lower, c.title, c.fold})
                             s << ",{" << list[0] << "," << list[1] << "," << list[2] << "}";
                         s << "}";
                         return s.str();
                     });
        writer.count("kSpecialCaseCount", special.size());
        writer.array("NumericValue kNumericValues[" + std::to_string(numeric.size()) + "]", numeric,
                     [](const NumericValue& n) {
                         char buffer[64];
                         std::snprintf(buffer, sizeof buffer, "{%u,%.17g}", n.code, n.value);
                         return string(buffer);
                     });
        writer.count("kNumericValueCount", numeric.size());
    }

    void write_normalization(Writer& writer) {
        Numbering tags("");
        vector<Decomposition> decompositions;
        vector<uint32_t> decomposed;
        vector<Composition> compositions;
        for (uint32_t code = 0; code < kCodes; ++code) {
            string text = characters_[code].decomposition;
            if (text.empty()) continue;
            string tag;
            if (text[0] == '<') {
                size_t end = text.find('>');
                tag = text.substr(0, end + 1);
                text.erase(0, end + 1);
            }
            vector<uint32_t> codes = hex_list(text);
            decompositions.push_back(
                {code, static_cast<uint16_t>(decomposed.size()), static_cast<uint8_t>(codes.size()), tags.number(tag)});
            decomposed.insert(decomposed.end(), codes.begin(), codes.end());
            if (tag.empty() && codes.size() == 2 && !characters_[code].excluded)
                compositions.push_back({codes[0], codes[1], code});
        }
        if (decomposed.size() > 0xffff) die("too many decompositions for 16 bits");
        std::sort(compositions.begin(), compositions.end(), [](auto& a, auto& b) {
            return std::make_pair(a.first, a.second) < std::make_pair(b.first, b.second);
        });
        writer.texts("kDecompositionTags", tags.texts());
        writer.array("Decomposition kDecompositions[" + std::to_string(decompositions.size()) + "]", decompositions,
                     [](const Decomposition& d) {
                         return "{" + std::to_string(d.code) + "," + std::to_string(d.start) + "," +
                                std::to_string(d.length) + "," + std::to_string(d.tag) + "}";
                     });
        writer.count("kDecompositionCount", decompositions.size());
        writer.numbers("uint32_t kDecomposed[" + std::to_string(decomposed.size()) + "]", decomposed);
        writer.array("Composition kCompositions[" + std::to_string(compositions.size()) + "]", compositions,
                     [](const Composition& c) {
                         return "{" + std::to_string(c.first) + "," + std::to_string(c.second) + "," +
                                std::to_string(c.composed) + "}";
                     });
        writer.count("kCompositionCount", compositions.size());
    }

    void write_names(Writer& writer) {
        std::map<string, size_t> uses;
        for (auto& c : characters_)
            if (!c.name.empty())
                for (auto& word : split(c.name, ' ')) ++uses[word];
        vector<std::pair<size_t, string>> ranked;
        for (auto& [word, count] : uses) ranked.emplace_back(count, word);
        std::sort(ranked.begin(), ranked.end(),
                  [](auto& a, auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
        std::map<string, size_t> numbers;
        vector<uint32_t> word_offsets;
        string word_text;
        for (auto& [count, word] : ranked) {
            numbers[word] = numbers.size();
            word_offsets.push_back(static_cast<uint32_t>(word_text.size()));
            word_text += word;
        }
        word_offsets.push_back(static_cast<uint32_t>(word_text.size()));
        // Codes 1 .. kShortWords - 1 are words 0 ..; codes from kShortWords on take a second byte.
        if (numbers.size() > kShortWords - 1 + (256 - kShortWords) * 256) die("too many words in names");
        vector<uint8_t> bytes;
        vector<uint32_t> offsets;
        vector<NameRun> runs;
        vector<std::pair<uint32_t, uint16_t>> hashes;
        uint32_t count = 0;
        for (uint32_t code = 0; code < kCodes; ++code) {
            const string& name = characters_[code].name;
            if (name.empty()) continue;
            if (runs.empty() || runs.back().first + runs.back().count != code) runs.push_back({code, 0, count});
            ++runs.back().count;
            if (count % kNamesPerOffset == 0) offsets.push_back(static_cast<uint32_t>(bytes.size()));
            for (auto& word : split(name, ' ')) {
                size_t number = numbers[word];
                if (number < kShortWords - 1) bytes.push_back(static_cast<uint8_t>(number + 1));
                else {
                    number -= kShortWords - 1;
                    bytes.push_back(static_cast<uint8_t>(kShortWords + number / 256));
                    bytes.push_back(static_cast<uint8_t>(number % 256));
                }
            }
            bytes.push_back(0);
            uint32_t hash = kNameHashSeed;
            for (char c : name) hash = name_hash_step(hash, static_cast<unsigned char>(c));
            hashes.emplace_back(hash, static_cast<uint16_t>(count++));
        }
        if (count > 0xffff) die("too many names for 16 bits");
        std::sort(hashes.begin(), hashes.end());
        vector<uint16_t> by_hash;
        for (auto& [hash, index] : hashes) by_hash.push_back(index);
        writer.array("NameRun kNameRuns[" + std::to_string(runs.size()) + "]", runs, [](const NameRun& r) {
            return "{" + std::to_string(r.first) + "," + std::to_string(r.count) + "," + std::to_string(r.name) + "}";
        });
        writer.count("kNameRunCount", runs.size());
        writer.numbers("uint32_t kNameOffsets[" + std::to_string(offsets.size()) + "]", offsets);
        writer.numbers("uint8_t kNameBytes[" + std::to_string(bytes.size()) + "]", bytes);
        writer.numbers("uint32_t kWordOffsets[" + std::to_string(word_offsets.size()) + "]", word_offsets);
        writer.numbers("char kWordText[" + std::to_string(word_text.size()) + "]",
                       vector<char>(word_text.begin(), word_text.end()));
        writer.numbers("uint16_t kNamesByHash[" + std::to_string(by_hash.size()) + "]", by_hash);
        writer.count("kNameCount", count);
        std::sort(ranges_.begin(), ranges_.end(), [](auto& a, auto& b) { return a.first < b.first; });
        writer.array("NameRange kNameRanges[" + std::to_string(ranges_.size()) + "]", ranges_, [](auto& r) {
            return "{" + std::to_string(r.first) + "," + std::to_string(r.last) + ",\"" + r.prefix + "\"}";
        });
        writer.count("kNameRangeCount", ranges_.size());
        std::map<string, vector<uint32_t>> aliases;
        for (auto& row : data_.rows("NameAliases.txt")) aliases[row[1]] = {hex(row[0])};
        for (auto& row : data_.rows("NamedSequences.txt")) aliases[row[0]] = hex_list(row[1]);
        writer.array("NameAlias kNameAliases[" + std::to_string(aliases.size()) + "]", aliases, [](auto& alias) {
            string list;
            for (uint32_t code : alias.second) list += (list.empty() ? "" : ",") + std::to_string(code);
            return "{\"" + alias.first + "\",{" + list + "}," + std::to_string(alias.second.size()) + "}";
        });
        writer.count("kNameAliasCount", aliases.size());
    }

    // What was assigned in Unicode 3.2, and what has changed since.
    void write_unicode_3_2(Writer& writer) {
        std::set<uint32_t> assigned;
        for (auto& row : data_.rows("DerivedAge.txt")) {
            double age = std::stod(row[1]);
            if (age < 3.25)
                for_range(row[0], [&](uint32_t c) {
                    if (characters_[c].assigned) assigned.insert(c);
                });
        }
        vector<std::pair<uint32_t, uint32_t>> ranges;
        for (uint32_t code : assigned) {
            if (ranges.empty() || ranges.back().second + 1 != code) ranges.emplace_back(code, code);
            ranges.back().second = code;
        }
        std::map<uint32_t, FormerProperties> former;
        for (auto& row : Database::rows_of(unicode_3_2_)) {
            for_range(row[0], [&](uint32_t c) {
                const Record& now = characters_[c].record;
                FormerProperties& then =
                    former
                        .emplace(c, FormerProperties{c, now.category, now.bidirectional, now.east_asian_width,
                                                     (now.flags & kMirrored) != 0, now.decimal})
                        .first->second;
                if (row[1] == "gc") then.category = categories_.number(row[2]);
                else if (row[1] == "bc") then.bidirectional = bidirectionals_.number(row[2]);
                else if (row[1] == "ea") then.east_asian_width = widths_.number(row[2]);
                else if (row[1] == "m") then.mirrored = row[2] == "1";
                else if (row[1] == "de") then.decimal = static_cast<int8_t>(std::stoi(row[2]));
                else die("a property that unicode_3_2.txt should not name: " + row[1]);
            });
        }
        vector<std::pair<uint32_t, uint32_t>> decompositions;
        for (auto& row : data_.rows("NormalizationCorrections.txt"))
            if (std::stoi(row[3]) >= 4) decompositions.emplace_back(hex(row[0]), hex(row[1]));
        auto pair = [](auto& p) { return "{" + std::to_string(p.first) + "," + std::to_string(p.second) + "}"; };
        writer.array("CodeRange kAssignedIn3_2[" + std::to_string(ranges.size()) + "]", ranges, pair);
        writer.count("kAssignedIn3_2Count", ranges.size());
        writer.array("FormerProperties kPropertiesIn3_2[" + std::to_string(former.size()) + "]", former,
                     [](auto& item) {
                         const FormerProperties& f = item.second;
                         std::ostringstream s;
                         s << "{" << f.code << "," << +f.category << "," << +f.bidirectional << ","
                           << +f.east_asian_width << "," << f.mirrored << "," << +f.decimal << "}";
                         return s.str();
                     });
        writer.count("kPropertiesIn3_2Count", former.size());
        writer.array("FormerDecomposition kDecompositionsIn3_2[" + std::to_string(decompositions.size()) + "]",
                     decompositions, pair);
        writer.count("kDecompositionsIn3_2Count", decompositions.size());
    }

    struct Range {
        uint32_t first, last;
        string prefix;
    };
    Database data_;
    string unicode_3_2_;
    vector<Character> characters_;
    vector<Range> ranges_;
    Numbering categories_{"Cn"}, bidirectionals_{""}, widths_{"N"};
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) die("usage: generate_unicode FOLDER UNICODE_3_2 OUTPUT");
    Generator(argv[1], argv[2]).run(argv[3]);
}
