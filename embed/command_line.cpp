#include "embed/command_line.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace krait::core {

namespace {

constexpr int kGoOn = -1;
constexpr int kUsageError = 2;

int complain_usage() {
    std::fprintf(stderr, "%sTry `krait -h' for more information.\n", kUsageLine);
    return kUsageError;
}

int fatal(const char* function, const std::string& message, const char* state = "preinitialized") {
    std::fprintf(stderr, "Fatal Python error: %s: %s\nPython runtime state: %s\n\n", function, message.c_str(), state);
    return 1;
}

int print_help(std::initializer_list<const char*> texts) {
    for (const char* text : texts) std::fputs(text, stdout);
    return 0;
}

// -V and -VV.
int print_version(int times) {
    std::puts(times > 1 ? ("Python " + version_text()).c_str() : "Python 3.14.0 (krait 0.1.0)");
    return 0;
}

struct Parser {
    int argc;
    char** argv;
    CommandLine& line;
    int next = 1;      // index of the argument to read
    int versions = 0;  // -V seen so often

    SysOptions& sys() { return line.start.sys; }

    void take_program(CommandLine::Program program, const char* text, const char* argv0) {
        line.program = program;
        line.text = text;
        sys().argv.push_back(argv0);
        for (int i = next; i < argc; ++i) sys().argv.push_back(argv[i]);
    }

    int read_long(const char* name) {
        if (!std::strcmp(name, "help")) return print_help({kUsageLine, kOptionsHelp});
        if (!std::strcmp(name, "help-env")) return print_help({kEnvironmentHelp});
        if (!std::strcmp(name, "help-xoptions")) return print_help({kXOptionsHelp});
        if (!std::strcmp(name, "help-all"))
            return print_help({kUsageLine, kOptionsHelp, "\n", kEnvironmentHelp, "\n", kXOptionsHelp});
        if (!std::strcmp(name, "version")) return ++versions, kGoOn;
        if (!std::strcmp(name, "check-hash-based-pycs")) {
            if (next == argc) {
                std::fprintf(stderr, "Argument expected for the --check-hash-based-pycs option\n");
                return complain_usage();
            }
            std::string value = argv[next++];
            if (value == "always" || value == "default" || value == "never") {
                sys().check_hash_based_pycs = value;
                return kGoOn;
            }
            std::fprintf(stderr, "--check-hash-based-pycs must be one of 'default', 'always', or 'never'\n");
            return complain_usage();
        }
        std::fprintf(stderr, "unknown option --%s\n", name);
        return complain_usage();
    }

    // The short options of one argument. *ended: the program was named, and all is read.
    int read_short(const char* flags, bool* ended) {
        for (const char* flag = flags; *flag; ++flag) {
            switch (*flag) {
            case 'b': ++sys().bytes_warning; break;
            case 'B': sys().dont_write_bytecode = true; break;
            case 'd': ++sys().debug; break;
            case 'E': sys().ignore_environment = true; break;
            case 'h':
            case '?': return print_help({kUsageLine, kOptionsHelp});
            case 'i':
                line.inspect = true;
                ++sys().inspect;
                ++sys().interactive;
                break;
            case 'I': sys().isolated = sys().ignore_environment = sys().no_user_site = sys().safe_path = true; break;
            case 'O': ++sys().optimize; break;
            case 'P': sys().safe_path = true; break;
            case 'q': ++sys().quiet; break;
            case 'R': line.randomize = true; break;
            case 's': sys().no_user_site = true; break;
            case 'S': sys().no_site = true; break;
            case 't': break;  // of Python 2, still accepted
            case 'u': sys().unbuffered = true; break;
            case 'v': ++sys().verbose; break;
            case 'V': ++versions; break;
            case 'x': line.skip_first_line = true; break;
            case 'W':
            case 'X':
            case 'c':
            case 'm': {
                const char* value = flag[1] ? flag + 1 : next < argc ? argv[next++] : nullptr;
                if (!value) {
                    std::fprintf(stderr, "Argument expected for the -%c option\n", *flag);
                    return complain_usage();
                }
                if (*flag == 'W') return sys().warn_options.push_back(value), kGoOn;
                if (*flag == 'X') return sys().x_options.push_back(value), kGoOn;
                *ended = true;
                if (*flag == 'c') take_program(CommandLine::Program::Command, value, "-c");
                else take_program(CommandLine::Program::Module, value, "-m");
                return kGoOn;
            }
            default: std::fprintf(stderr, "Unknown option: -%c\n", *flag); return complain_usage();
            }
        }
        return kGoOn;
    }

    int run() {
        for (int i = 0; i < argc; ++i) sys().orig_argv.push_back(argv[i]);
        bool ended = false;
        while (next < argc && !ended) {
            const char* argument = argv[next];
            if (argument[0] != '-' || !argument[1]) break;
            ++next;
            if (!std::strcmp(argument, "--")) break;
            int status = argument[1] == '-' ? read_long(argument + 2) : read_short(argument + 1, &ended);
            if (status != kGoOn) return status;
        }
        if (versions) return print_version(versions);
        if (ended) return kGoOn;
        if (next == argc) return sys().argv.push_back(""), kGoOn;
        const char* first = argv[next++];
        if (!std::strcmp(first, "-")) take_program(CommandLine::Program::Stdin, "", first);
        else take_program(CommandLine::Program::File, first, first);
        return kGoOn;
    }
};

// Flags by number: no number means 1, the command line's count stays if it is higher.
void raise_flag(const CommandLine& line, const char* name, int& flag) {
    std::string text = line.environment(name);
    if (text.empty()) return;
    char* end;
    long number = std::strtol(text.c_str(), &end, 10);
    if (*end || number < 0 || number > INT_MAX) number = 1;
    flag = std::max(flag, static_cast<int>(number));
}
void raise_flag(const CommandLine& line, const char* name, bool& flag) {
    int number = flag;
    raise_flag(line, name, number);
    flag = number != 0;
}

// The value of the last -X name=value; null: not given. "" for a bare name.
const char* x_option(const CommandLine& line, std::string_view name) {
    const char* found = nullptr;
    for (const std::string& option : line.start.sys.x_options) {
        if (option.compare(0, name.size(), name) != 0) continue;
        if (option.size() == name.size()) found = "";
        else if (option[name.size()] == '=') found = option.c_str() + name.size() + 1;
    }
    return found;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (size_t start = 0; start <= text.size();) {
        size_t end = std::min(text.find(separator, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

// Filters later in the list win: development mode, the environment, the command line, -b.
void collect_warnings(CommandLine& line) {
    SysOptions& sys = line.start.sys;
    std::vector<std::string> all;
    if (sys.dev_mode) all.push_back("default");
    if (std::string text = line.environment("PYTHONWARNINGS"); !text.empty())
        for (std::string& each : split(text, ','))
            if (!each.empty()) all.push_back(std::move(each));
    all.insert(all.end(), sys.warn_options.begin(), sys.warn_options.end());
    if (sys.bytes_warning) all.push_back(sys.bytes_warning > 1 ? "error::BytesWarning" : "default::BytesWarning");
    sys.warn_options = std::move(all);
}

int read_utf8_mode(CommandLine& line) {
    const char* option = x_option(line, "utf8");
    std::string variable = line.environment("PYTHONUTF8");
    if (option) {
        if (*option && std::strcmp(option, "0") && std::strcmp(option, "1"))
            return fatal("preconfig_init_utf8_mode", "invalid -X utf8 option value", "preinitializing");
        line.start.sys.utf8_mode = *option != '0';
    } else if (!variable.empty()) {
        if (variable != "0" && variable != "1")
            return fatal("preconfig_init_utf8_mode", "invalid PYTHONUTF8 environment variable value",
                         "preinitializing");
        line.start.sys.utf8_mode = variable == "1";
    }
    return kGoOn;
}

int read_gil(CommandLine& line) {
    std::string text = line.environment("PYTHON_GIL");
    if (const char* option = x_option(line, "gil")) text = *option ? option : "?";
    if (text.empty()) return kGoOn;
    if (text != "0" && text != "1") return fatal("config_read_gil", "PYTHON_GIL / -X gil must be \"0\" or \"1\"");
    line.start.interpreter.gil = text == "1";
    return kGoOn;
}

int read_digits(CommandLine& line) {
    auto read = [&](const char* text, const char* source) {
        char* end;
        long number = std::strtol(text, &end, 10);
        if (!*text || *end || number < 0 || (number && number < 640) || number > INT_MAX)
            return fatal("config_init_int_max_str_digits",
                         std::string(source) + ": invalid limit; must be >= 640 or 0 for unlimited.");
        line.start.interpreter.int_max_str_digits = static_cast<uint32_t>(number);
        return kGoOn;
    };
    if (std::string text = line.environment("PYTHONINTMAXSTRDIGITS"); !text.empty())
        if (int status = read(text.c_str(), "PYTHONINTMAXSTRDIGITS"); status != kGoOn) return status;
    if (const char* option = x_option(line, "int_max_str_digits")) return read(option, "-X int_max_str_digits");
    return kGoOn;
}

int read_hash_seed(CommandLine& line) {
    std::string seed = line.environment("PYTHONHASHSEED");
    if (seed.empty() || seed == "random" || (line.randomize && seed == "0")) return kGoOn;
    char* end;
    unsigned long number = std::strtoul(seed.c_str(), &end, 10);
    if (*end || seed[0] == '-' || number > 4294967295ul)
        return fatal("config_init_hash_seed",
                     "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]");
    line.start.interpreter.hash_seed_given = true;
    line.start.interpreter.hash_seed = static_cast<uint32_t>(number);
    return kGoOn;
}

int read_cpu_count(CommandLine& line) {
    std::string text = line.environment("PYTHON_CPU_COUNT");
    const char* option = x_option(line, "cpu_count");
    if (option) text = option;
    if ((!option && text.empty()) || text == "default") return kGoOn;
    char* end;
    long number = std::strtol(text.c_str(), &end, 10);
    if (text.empty() || *end || number < 1)
        return fatal("config_init_cpu_count", option ? "-X cpu_count=n option: n is missing or an invalid number, "
                                                       "n must be greater than 0"
                                                     : "PYTHON_CPU_COUNT=<n>: n must be greater than 0");
    line.start.sys.cpu_count = static_cast<int>(number);
    return kGoOn;
}

// sys.path: the program's folder (or the current one), then PYTHONPATH. Each folder once.
void collect_path(CommandLine& line) {
    SysOptions& sys = line.start.sys;
    if (!sys.safe_path) {
        switch (line.program) {
        case CommandLine::Program::File: {
            char resolved[PATH_MAX];
            std::string file = realpath(line.text.c_str(), resolved) ? resolved : absolute_path(line.text);
            size_t slash = file.rfind('/');
            sys.path.push_back(slash == file.npos ? std::string() : file.substr(0, slash ? slash : 1));
            break;
        }
        case CommandLine::Program::Module: sys.path.push_back(absolute_path(".")); break;
        default: sys.path.push_back("");
        }
    }
    size_t own = sys.path.size();
    std::string text = line.environment("PYTHONPATH");
    if (text.empty()) return;
    for (const std::string& entry : split(text, ':')) {
        std::string folder =
            std::filesystem::path(absolute_path(entry.empty() ? "." : entry)).lexically_normal().string();
        if (folder.size() > 1 && folder.back() == '/') folder.pop_back();
        if (std::find(sys.path.begin() + static_cast<std::ptrdiff_t>(own), sys.path.end(), folder) == sys.path.end())
            sys.path.push_back(folder);
    }
}

// sys.executable: what was called, found as the shell found it; links are not followed, or an environment made of them would not work.
std::string executable_path(const char* name) {
    if (name && std::strchr(name, '/')) return absolute_path(name);
    if (const char* path = name && *name ? std::getenv("PATH") : nullptr) {
        for (const std::string& folder : split(path, ':')) {
            std::string file = (folder.empty() ? "." : folder) + "/" + name;
            if (access(file.c_str(), X_OK) == 0) return absolute_path(file);
        }
    }
    char buffer[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", buffer, sizeof buffer);
    return length > 0 ? std::string(buffer, static_cast<size_t>(length)) : std::string();
}

int apply_settings(CommandLine& line) {
    SysOptions& sys = line.start.sys;
    raise_flag(line, "PYTHONDEBUG", sys.debug);
    raise_flag(line, "PYTHONVERBOSE", sys.verbose);
    raise_flag(line, "PYTHONOPTIMIZE", sys.optimize);
    sys.optimize = std::min(sys.optimize, 2);
    raise_flag(line, "PYTHONUNBUFFERED", sys.unbuffered);
    raise_flag(line, "PYTHONSAFEPATH", sys.safe_path);
    raise_flag(line, "PYTHONDONTWRITEBYTECODE", sys.dont_write_bytecode);
    raise_flag(line, "PYTHONNOUSERSITE", sys.no_user_site);
    raise_flag(line, "PYTHONDEVMODE", sys.dev_mode);
    raise_flag(line, "PYTHONFAULTHANDLER", line.faulthandler);
    raise_flag(line, "PYTHONWARNDEFAULTENCODING", sys.warn_default_encoding);
    if (!line.environment("PYTHONINSPECT").empty()) line.inspect = true, sys.inspect = std::max(sys.inspect, 1);
    if (const char* option = x_option(line, "dev")) sys.dev_mode = std::strcmp(option, "0") != 0;
    if (x_option(line, "faulthandler") || sys.dev_mode) line.faulthandler = true;
    if (x_option(line, "warn_default_encoding")) sys.warn_default_encoding = true;
    sys.pycache_prefix = line.environment("PYTHONPYCACHEPREFIX");
    if (const char* option = x_option(line, "pycache_prefix")) sys.pycache_prefix = option;
    if (!line.environment("PYTHONPROFILEIMPORTTIME").empty()) sys.import_time = true;
    if (x_option(line, "importtime")) sys.import_time = true;
    if (std::string text = line.environment("PYTHONIOENCODING"); !text.empty()) {
        size_t colon = text.find(':');
        sys.io_encoding = text.substr(0, colon);
        if (colon != text.npos) sys.io_errors = text.substr(colon + 1);
        if (!sys.io_encoding.empty() && sys.io_errors.empty()) sys.io_errors = "strict";
    }
    for (auto read : {read_utf8_mode, read_gil, read_digits, read_hash_seed, read_cpu_count})
        if (int status = read(line); status != kGoOn) return status;
    collect_warnings(line);
    collect_path(line);
    sys.executable = executable_path(sys.orig_argv.empty() ? nullptr : sys.orig_argv[0].c_str());
    return kGoOn;
}

}  // namespace

std::string CommandLine::environment(const char* name) const {
    if (start.sys.ignore_environment) return {};
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::string absolute_path(const std::string& path) {
    if (path.empty() || path[0] == '/') return path;
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) return path;
    std::string folder = here;
    if (path == ".") return folder;
    if (folder != "/") folder += '/';
    return folder + path;
}

int read_command_line(int argc, char** argv, CommandLine& line) {
    int status = Parser{argc, argv, line}.run();
    return status == kGoOn ? apply_settings(line) : status;
}

}  // namespace krait::core
