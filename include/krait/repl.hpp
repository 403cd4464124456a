// A console inside the host: lines in, what they print goes to Config::out and Config::err.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <krait/interpreter.hpp>

namespace krait {

class Repl {
public:
    enum State { done, more };  // more: the statement goes on in the next line

    explicit Repl(Interpreter& interpreter);
    // Errors are printed with their traceback, and it goes on. SystemExit is thrown.
    State feed(std::string_view line);
    void reset();  // forgets the lines of an unfinished statement
    std::string prompt() const;
    std::vector<std::string> complete(std::string_view text);

private:
    Object console_, completer_;
    State state_ = done;
};

}  // namespace krait
