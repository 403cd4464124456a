// The command line. Options and exit codes are python3's (Using Python: Command line and environment).
#include <krait/command.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "embed/start.h"
#include "runtime/errors.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "runtime/signals.h"
#include "vm/compiler/compile.h"
#include "vm/import/import.h"
#include "vm/vm.h"

namespace krait {

using namespace core;

namespace {

constexpr const char* kUsage = "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"
                               "Options:\n"
                               "-b     : issue warnings about converting bytes/bytearray to str\n"
                               "-B     : don't write bytecode files (nothing is written now)\n"
                               "-c cmd : program passed in as string (terminates option list)\n"
                               "-E     : ignore PYTHON* environment variables\n"
                               "-h     : print this help message and exit (also -? or --help)\n"
                               "-i     : inspect interactively after running script\n"
                               "-I     : isolate from the user's environment (implies -E, -P and -s)\n"
                               "-m mod : run library module as a script (terminates option list)\n"
                               "-O     : remove assert and __debug__-dependent statements; -OO also docstrings\n"
                               "-P     : don't prepend a potentially unsafe path to sys.path\n"
                               "-q     : don't print version messages on interactive startup\n"
                               "-s, -S : accepted; there is no user site directory\n"
                               "-u     : force the stdout and stderr streams to be unbuffered\n"
                               "-v     : accepted\n"
                               "-V     : print the version number and exit (also --version)\n"
                               "-W arg : warning control\n"
                               "-x     : skip first line of source\n"
                               "-X opt : gil=0|1, int_max_str_digits=N, dev, ...\n"
                               "file   : program read from script file\n"
                               "-      : program read from stdin (default)\n";

struct CommandLine {
    StartOptions start;
    std::string command, module, file;
    enum { File, Command, Module, Stdin } what = Stdin;
    bool inspect = false;
    bool skip_first_line = false;
    bool dump = false;  // -X dis
};

std::string environment(const CommandLine& line, const char* name) {
    if (line.start.sys.ignore_environment) return {};
    const char* value = std::getenv(name);
    return value ? value : "";
}

// -1: go on; else the exit status.
int parse_options(int argc, char** argv, CommandLine& line) {
    SysOptions& sys = line.start.sys;
    int i = 1;
    for (; i < argc; ++i) {
        const char* argument = argv[i];
        if (argument[0] != '-' || !argument[1]) break;
        if (!std::strcmp(argument, "--help")) return std::fputs(kUsage, stdout), 0;
        if (!std::strcmp(argument, "--version")) return std::puts("Python 3.14.0 (krait 0.1.0)"), 0;
        if (!std::strcmp(argument, "--")) {
            ++i;
            break;
        }
        if (argument[1] == '-') {
            std::fprintf(stderr, "unknown option %s\n%s", argument,
                         "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `krait -h' for more "
                         "information.\n");
            return 2;
        }
        bool ended = false;
        for (const char* flag = argument + 1; *flag && !ended; ++flag) {
            // The value of an option: the rest of this argument, or the next one.
            auto value = [&]() -> const char* {
                ended = true;
                if (flag[1]) return flag + 1;
                return i + 1 < argc ? argv[++i] : nullptr;
            };
            switch (*flag) {
            case 'b': ++sys.bytes_warning; break;
            case 'B': sys.dont_write_bytecode = true; break;
            case 'd': break;
            case 'E': sys.ignore_environment = true; break;
            case 'h':
            case '?': return std::fputs(kUsage, stdout), 0;
            case 'i':
                line.inspect = true;
                sys.inspect = sys.interactive = 1;
                break;
            case 'I': sys.isolated = sys.ignore_environment = sys.no_user_site = sys.safe_path = true; break;
            case 'O': ++sys.optimize; break;
            case 'P': sys.safe_path = true; break;
            case 'q': sys.quiet = 1; break;
            case 'R': break;
            case 's': sys.no_user_site = true; break;
            case 'S': sys.no_site = true; break;
            case 'u': sys.unbuffered = true; break;
            case 'v': ++sys.verbose; break;
            case 'V': return std::puts("Python 3.14.0 (krait 0.1.0)"), 0;
            case 'x': line.skip_first_line = true; break;
            case 'W':
            case 'X':
            case 'c':
            case 'm': {
                char option = *flag;
                const char* text = value();
                if (!text) {
                    std::fprintf(stderr,
                                 "Argument expected for the -%c option\nusage: krait [option] ... [-c cmd | -m mod | "
                                 "file | -] [arg] ...\nTry `krait -h' for more information.\n",
                                 option);
                    return 2;
                }
                if (option == 'W') sys.warn_options.push_back(text);
                if (option == 'X') sys.x_options.push_back(text);
                if (option == 'c') {
                    line.what = CommandLine::Command;
                    line.command = text;
                    sys.argv.push_back("-c");
                }
                if (option == 'm') {
                    line.what = CommandLine::Module;
                    line.module = text;
                    sys.argv.push_back("-m");
                }
                break;
            }
            default:
                std::fprintf(stderr,
                             "unknown option -%c\nusage: krait [option] ... [-c cmd | -m mod | file | -] [arg] "
                             "...\nTry `krait -h' for more information.\n",
                             *flag);
                return 2;
            }
            if (line.what == CommandLine::Command || line.what == CommandLine::Module) {
                for (++i; i < argc; ++i) sys.argv.push_back(argv[i]);
                return -1;
            }
        }
    }
    if (i < argc && std::strcmp(argv[i], "-")) {
        line.what = CommandLine::File;
        line.file = argv[i];
    }
    for (; i < argc; ++i) sys.argv.push_back(argv[i]);
    if (sys.argv.empty()) sys.argv.push_back("");
    return -1;
}

int apply_settings(CommandLine& line) {
    SysOptions& sys = line.start.sys;
    InterpreterOptions& options = line.start.interpreter;
    auto flag = [&](const char* name) { return !environment(line, name).empty(); };
    if (sys.optimize == 0 && flag("PYTHONOPTIMIZE"))
        sys.optimize = std::atoi(environment(line, "PYTHONOPTIMIZE").c_str()) > 1 ? 2 : 1;
    if (flag("PYTHONUNBUFFERED")) sys.unbuffered = true;
    if (flag("PYTHONINSPECT")) line.inspect = true;
    if (flag("PYTHONSAFEPATH")) sys.safe_path = true;
    if (sys.optimize > 2) sys.optimize = 2;
    if (std::string warnings = environment(line, "PYTHONWARNINGS"); !warnings.empty()) {
        std::vector<std::string> all;
        for (size_t start = 0; start <= warnings.size();) {
            size_t comma = warnings.find(',', start);
            if (comma == warnings.npos) comma = warnings.size();
            all.push_back(warnings.substr(start, comma - start));
            start = comma + 1;
        }
        sys.warn_options.insert(sys.warn_options.begin(), all.begin(), all.end());
    }
    std::string gil = environment(line, "PYTHON_GIL");
    std::string digits = environment(line, "PYTHONINTMAXSTRDIGITS");
    for (const std::string& option : sys.x_options) {
        if (option.rfind("gil=", 0) == 0) gil = option.substr(4);
        if (option.rfind("int_max_str_digits=", 0) == 0) digits = option.substr(19);
        if (option == "dev") sys.dev_mode = true;
        if (option == "dis") line.dump = true;
    }
    if (!gil.empty()) {
        if (gil != "0" && gil != "1")
            return std::fprintf(stderr,
                                "Fatal Python error: config_read_gil: PYTHON_GIL / -X gil must be \"0\" or \"1\"\n"),
                   1;
        options.gil = gil == "1";
    }
    if (!digits.empty()) options.int_max_str_digits = static_cast<uint32_t>(std::strtoul(digits.c_str(), nullptr, 10));
    std::string seed = environment(line, "PYTHONHASHSEED");
    if (!seed.empty() && seed != "random") {
        char* end;
        unsigned long number = std::strtoul(seed.c_str(), &end, 10);
        if (*end || number > 4294967295ul) {
            std::fprintf(stderr, "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an "
                                 "integer in range [0; 4294967295]\n");
            return 1;
        }
        options.hash_seed_given = true;
        options.hash_seed = static_cast<uint32_t>(number);
    }
    // sys.path: the script's directory (or the current one), then PYTHONPATH.
    if (!sys.safe_path) {
        if (line.what == CommandLine::File) {
            char resolved[4096];
            std::string file = realpath(line.file.c_str(), resolved) ? resolved : line.file;
            size_t slash = file.rfind('/');
            sys.path.push_back(slash == file.npos ? std::string() : file.substr(0, slash ? slash : 1));
        } else if (line.what == CommandLine::Module) {
            char here[4096];
            sys.path.push_back(getcwd(here, sizeof here) ? here : "");
        } else {
            sys.path.push_back("");
        }
    }
    std::string python_path = environment(line, "PYTHONPATH");
    for (size_t start = 0; !python_path.empty() && start <= python_path.size();) {
        size_t colon = python_path.find(':', start);
        if (colon == python_path.npos) colon = python_path.size();
        sys.path.push_back(python_path.substr(start, colon - start));
        start = colon + 1;
    }
    return -1;
}

Result<Module*> make_main(Thread& thread) {
    Module* main = make_module(thread, "__main__");
    TRY(module_add(thread, main, "__builtins__", Value(thread.interpreter->builtins_module.get())));
    TRY(module_add(thread, main, "__loader__", Value::none()));
    TRY(module_add(thread, main, "__spec__", Value::none()));
    TRY(module_add(thread, main, "__package__", Value::none()));
    TRY(dict_set_str(thread, thread.interpreter->modules.get(), "__main__", Value(main)));
    return main;
}

Result<void> run_source(Thread& thread, Module* main, std::string_view source, std::string_view name) {
    Code* code = TRY(load_source_code(thread, source, name));
    TRY(eval_code_py(thread, code, main->dict.get(), Value::nothing()));
    return {};
}

Result<void> run_program(Thread& thread, const CommandLine& line) {
    Module* main = TRY(make_main(thread));
    switch (line.what) {
    case CommandLine::Command: return run_source(thread, main, line.command + "\n", "<string>");
    case CommandLine::Module: {
        Value runpy = TRY(import_module_py(thread, intern(thread, "runpy")));
        Value run = TRY(get_attribute_py(thread, runpy, "_run_module_as_main"));
        TRY(call_py(thread, run, Value(TRY(str_from_os(thread, line.module)))));
        return {};
    }
    case CommandLine::File: {
        std::string path = line.file;
        if (path.size() < 3 || path.compare(path.size() - 3, 3, ".py")) {
            // A directory or archive with a __main__.py.
            if (access((path + "/__main__.py").c_str(), R_OK) == 0) {
                List* search = sys_get(thread, "path").to<List>();
                Value entry(TRY(str_from_os(thread, path)));
                Value arguments[] = {Value::small(0), entry};
                TRY(call_method_py(thread, Value(search), intern(thread, "insert"),
                                   std::span<const Value>(arguments, 2)));
                path += "/__main__.py";
            }
        }
        std::string source = TRY(read_file(thread, path));
        if (line.skip_first_line) source.erase(0, std::min(source.find('\n'), source.size()));
        TRY(module_add(thread, main, "__file__", Value(TRY(str_from_os(thread, path)))));
        return run_source(thread, main, source, path);
    }
    case CommandLine::Stdin: {
        std::string source;
        char buffer[65536];
        for (ssize_t count; (count = read(0, buffer, sizeof buffer)) > 0;)
            source.append(buffer, static_cast<size_t>(count));
        return run_source(thread, main, source, "<stdin>");
    }
    }
    return {};
}

}  // namespace

int command(int argc, char** argv) {
    CommandLine line;
    int status = parse_options(argc, argv, line);
    if (status < 0) status = apply_settings(line);
    if (status >= 0) return status;
    char executable[4096];
    ssize_t length = readlink("/proc/self/exe", executable, sizeof executable - 1);
    if (length > 0) line.start.sys.executable.assign(executable, static_cast<size_t>(length));
    std::signal(SIGPIPE, SIG_IGN);  // as python3: a closed pipe is BrokenPipeError
    if (line.what == CommandLine::File && access(line.file.c_str(), R_OK) != 0) {
        std::fprintf(stderr, "krait: can't open file '%s': [Errno %d] %s\n", line.file.c_str(), errno,
                     std::strerror(errno));
        return 2;
    }
    std::string problem;
    Thread* thread = start_interpreter(line.start, &problem);
    if (!thread) {
        std::fprintf(stderr, "krait: %s\n", problem.c_str());
        return 1;
    }
    catch_interrupts(*thread);
    status = 0;
    if (run_program(*thread, line).failed()) status = report_uncaught_py(*thread);
    shut_down_py(*thread);
    Interpreter::destroy(*thread);
    return status;
}

}  // namespace krait
