#include "cli/readline_editor.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <readline/history.h>
#include <readline/readline.h>

namespace krait::cli {

namespace {

// Readline calls back plain functions, so what they need is here and not in an object.
struct Shared {
    bool finished = false;
    char* line = nullptr;
    std::string delimiters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?";
    LineEditor* editor = nullptr;
};
Shared shared;

void line_is_there(char* line) {
    shared.finished = true;
    shared.line = line;
    // At once: or Readline would show the prompt again.
    rl_callback_handler_remove();
}

char* next_completion(const char* word, int index) {
    std::string completion;
    if (!shared.editor->complete || !shared.editor->complete(word, index, completion)) return nullptr;
    return strdup(completion.c_str());
}

char** completions(const char* word, int, int) {
    rl_attempted_completion_over = 1;  // no file names
    rl_completion_append_character = '\0';
    return rl_completion_matches(word, next_completion);
}

int run_startup_hook() {
    if (shared.editor->at_start) shared.editor->at_start();
    return 0;
}
int run_input_hook() {
    if (shared.editor->before_input) shared.editor->before_input();
    return 0;
}

// Readline counts columns: escape sequences stand between \001 and \002.
std::string marked_prompt(const std::string& prompt) {
    std::string result;
    for (size_t i = 0; i < prompt.size();) {
        size_t end = i;
        if (prompt.compare(i, 2, "\033[") == 0) {
            end = i + 2;
            while (end < prompt.size() && (prompt[end] < '@' || prompt[end] > '~')) ++end;
            if (end < prompt.size()) ++end;
        }
        if (end == i) {
            result += prompt[i++];
            continue;
        }
        result += '\001' + prompt.substr(i, end - i) + '\002';
        i = end;
    }
    return result;
}

class ReadlineEditor final : public LineEditor {
public:
    ReadlineEditor() {
        shared.editor = this;
        rl_readline_name = "python";
        rl_catch_signals = 0;  // Ctrl-C is the interpreter's
        rl_catch_sigwinch = 0;
        rl_instream = stdin;
        rl_outstream = stdout;
        rl_attempted_completion_function = completions;
        rl_completer_word_break_characters = shared.delimiters.data();
        rl_startup_hook = run_startup_hook;
        rl_pre_input_hook = run_input_hook;
        using_history();
    }

    void start(const std::string& prompt) override {
        shared.finished = false;
        if (!prepared_) {
            rl_initialize();
            rl_bind_key('\t', rl_complete);
            prepared_ = true;
        }
        rl_reset_screen_size();
        rl_callback_handler_install(marked_prompt(prompt).c_str(), line_is_there);
    }
    State feed() override {
        rl_callback_read_char();
        if (!shared.finished) return State::Reading;
        return shared.line ? State::Line : State::EndOfFile;
    }
    std::string take_line() override {
        std::string line = shared.line ? shared.line : "";
        std::free(shared.line);
        shared.line = nullptr;
        return line;
    }
    void cancel() override {
        rl_free_line_state();
        rl_callback_sigcleanup();
        rl_callback_handler_remove();
        rl_crlf();
    }
    void resize() override { rl_resize_terminal(); }

    std::string buffer() override { return rl_line_buffer ? rl_line_buffer : ""; }
    int word_begin() override { return word_begin_(); }
    int word_end() override { return rl_point; }
    int completion_type() override { return rl_completion_type; }
    void insert(const std::string& text) override { rl_insert_text(text.c_str()); }
    void redisplay() override { rl_redisplay(); }
    std::string delimiters() override { return shared.delimiters; }
    void set_delimiters(const std::string& characters) override {
        shared.delimiters = characters;
        rl_completer_word_break_characters = shared.delimiters.data();
    }
    void bind(const std::string& line) override {
        std::string copy = line;  // it is changed
        rl_parse_and_bind(copy.data());
    }
    int read_configuration(const std::string& path) override {
        return rl_read_init_file(path.empty() ? nullptr : path.c_str());
    }

    void add_history(const std::string& line) override { ::add_history(line.c_str()); }
    std::vector<std::string> history() override {
        std::vector<std::string> lines;
        for (int i = 0; i < history_length; ++i)
            if (HIST_ENTRY* entry = history_get(history_base + i)) lines.push_back(entry->line);
        return lines;
    }
    void clear_history() override { ::clear_history(); }
    bool remove_history(int index) override {
        HIST_ENTRY* entry = index < 0 ? nullptr : ::remove_history(index);
        if (entry) std::free(free_history_entry(entry));
        return entry;
    }
    bool replace_history(int index, const std::string& line) override {
        HIST_ENTRY* entry = index < 0 ? nullptr : replace_history_entry(index, line.c_str(), nullptr);
        if (entry) std::free(free_history_entry(entry));
        return entry;
    }
    std::string library_version() override { return std::string("GNU Readline ") + rl_library_version; }

private:
    int word_begin_() {
        int begin = rl_point;
        while (begin > 0 && shared.delimiters.find(rl_line_buffer[begin - 1]) == std::string::npos) --begin;
        return begin;
    }

    bool prepared_ = false;
};

}  // namespace

LineEditor& readline_editor() {
    static ReadlineEditor editor;
    return editor;
}

}  // namespace krait::cli
