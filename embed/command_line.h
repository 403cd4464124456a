// What the arguments and the PYTHON* variables ask for. Using Python: Command line and environment.
#pragma once

#include <string>

#include "embed/start.h"

namespace krait::core {

struct CommandLine {
    enum class Program { File, Command, Module, Stdin };

    StartOptions start;
    Program program = Program::Stdin;
    std::string text;  // the file's name, the command or the module
    bool inspect = false;
    bool skip_first_line = false;
    bool faulthandler = false;
    bool randomize = false;  // -R: even if PYTHONHASHSEED is 0

    // A PYTHON* variable; empty when it is not set or not to be looked at.
    std::string environment(const char* name) const;
};

// Reads the arguments and the environment. -1: go on; else the command is over, with this exit status.
int read_command_line(int argc, char** argv, CommandLine& line);

// What -h, --help-env, --help-xoptions and --help-all print.
extern const char* const kUsageLine;
extern const char* const kOptionsHelp;
extern const char* const kEnvironmentHelp;
extern const char* const kXOptionsHelp;

// The path without "." and with the current folder before it; "" stays.
std::string absolute_path(const std::string& path);

}  // namespace krait::core
