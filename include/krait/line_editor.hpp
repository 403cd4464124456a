// Line editing, as a host offers it to the prompt, to input() and to Python's readline module. The library has none of its own:
// the krait command gives one made of GNU Readline (GPL), which the library therefore never links.
//
// The editor never blocks. The interpreter waits for the terminal (so that other threads run, and Ctrl-C arrives), then calls feed().
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace krait {

class LineEditor {
public:
    enum class State { Reading, Line, EndOfFile };

    virtual ~LineEditor() = default;

    // Shows the prompt and begins a line. Escape sequences in the prompt take no room.
    virtual void start(const std::string& prompt) = 0;
    // Standard input can be read: takes what is there.
    virtual State feed() = 0;
    virtual std::string take_line() = 0;
    // The line is given up (Ctrl-C): the terminal is as before start().
    virtual void cancel() = 0;
    // The terminal's size has changed.
    virtual void resize() = 0;

    // The index-th completion of the word, or false: there are no more. Called by feed().
    std::function<bool(const std::string& word, int index, std::string& completion)> complete;
    // Called when a line begins, before and after the prompt is shown.
    std::function<void()> at_start, before_input;

    // The line being edited, and the word to be completed in it.
    virtual std::string buffer() = 0;
    virtual int word_begin() = 0;
    virtual int word_end() = 0;
    virtual int completion_type() = 0;
    virtual void insert(const std::string& text) = 0;
    virtual void redisplay() = 0;
    virtual std::string delimiters() = 0;
    virtual void set_delimiters(const std::string& characters) = 0;
    // A line of an inputrc file; a whole one (empty: the user's): errno, or 0.
    virtual void bind(const std::string& line) = 0;
    virtual int read_configuration(const std::string& path) = 0;

    virtual void add_history(const std::string& line) = 0;
    virtual std::vector<std::string> history() = 0;
    virtual void clear_history() = 0;
    // False: there is no such entry.
    virtual bool remove_history(int index) = 0;
    virtual bool replace_history(int index, const std::string& line) = 0;

    virtual std::string library_version() = 0;
};

}  // namespace krait
