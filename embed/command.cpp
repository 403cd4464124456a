// Running what the command line names. Options and exit codes are python3's (Using Python: Command line and environment).
#include <krait/command.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "embed/command_line.h"
#include "embed/line_reader.h"
#include "runtime/errors.h"
#include "runtime/names.h"
#include "runtime/objects/containers.h"
#include "runtime/objects/functions.h"
#include "runtime/operations.h"
#include "runtime/signals.h"
#include "vm/compiler/compile.h"
#include "vm/import/bytecode_cache.h"
#include "vm/import/import.h"
#include "vm/vm.h"

namespace krait {

using namespace core;

namespace {

using Program = CommandLine::Program;

Result<Module*> make_main(Thread& thread) {
    Module* main = make_module(thread, "__main__");
    for (const char* name : {"__doc__", "__package__", "__loader__", "__spec__"})
        TRY(module_add(thread, main, name, Value::none()));
    TRY(module_add(thread, main, "__builtins__", Value(thread.interpreter->builtins_module.get())));
    TRY(dict_set_str(thread, thread.interpreter->modules.get(), "__main__", Value(main)));
    return main;
}

Result<Value> call_in_py(Thread& thread, const char* module_name, const char* function,
                         std::initializer_list<Value> arguments = {}) {
    Value module = TRY(import_module_py(thread, intern(thread, module_name)));
    Value callable = TRY(get_attribute_py(thread, module, function));
    return call_py(thread, callable, std::span<const Value>(arguments.begin(), arguments.size()));
}

bool is_folder(const std::string& path) {
    struct stat status;
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// A zip archive ends with its directory's end record, which is followed by a comment of at most 64 KiB.
bool is_archive(const std::string& content) {
    size_t at = content.rfind("PK\005\006");
    return at != content.npos && content.size() - at <= 22 + 65535;
}

// What site adds before the program runs: the names for people, and folders of packages where there are some.
Result<void> run_site(Thread& thread, const CommandLine& line) {
    if (line.start.sys.no_site) return {};
    TRY(import_module_py(thread, intern(thread, "_sitebuiltins")));
    const SysOptions& sys = line.start.sys;
    Value prefix = sys_get(thread, "prefix");
    std::string packages = prefix.is<Str>() ? str_utf8_lossy(prefix.to<Str>()) : std::string();
    packages += "/lib/python3.14/site-packages";
    const char* home = std::getenv("HOME");
    std::string base = line.environment("PYTHONUSERBASE");
    if (base.empty() && home) base = std::string(home) + "/.local";
    bool user = !sys.no_user_site && is_folder(base + "/lib/python3.14/site-packages");
    if (user || is_folder(packages)) TRY(call_in_py(thread, "site", "main"));
    return {};
}

// The code of a -c argument may be indented as a whole (3.14).
std::string dedented(const std::string& text) {
    size_t common = text.npos;
    std::string margin;
    for (size_t start = 0; start < text.size();) {
        size_t end = std::min(text.find('\n', start), text.size());
        size_t first = text.find_first_not_of(" \t", start);
        if (first < end) {
            std::string indent = text.substr(start, first - start);
            if (common == text.npos) margin = indent, common = indent.size();
            size_t same = 0;
            while (same < common && same < indent.size() && margin[same] == indent[same]) ++same;
            common = same;
        }
        start = end + 1;
    }
    if (common == text.npos || common == 0) return text;
    std::string result;
    for (size_t start = 0; start < text.size();) {
        size_t end = std::min(text.find('\n', start), text.size());
        size_t first = text.find_first_not_of(" \t", start);
        if (first < end) result += text.substr(start + common, end - start - common);
        if (end < text.size()) result += '\n';
        start = end + 1;
    }
    return result;
}

// Where the program's lines are found for a traceback: in a file, or, for those of a -c argument, in sys._command_source (linecache).
enum class Lines { InFile, Remembered };

Result<void> run_source(Thread& thread, Module* main, std::string_view source, const std::string& name,
                        Lines lines = Lines::InFile) {
    if (lines == Lines::InFile) {
        Code* code = TRY(load_source_code(thread, source, name));
        TRY(eval_code_py(thread, code, main->dict.get(), Value::nothing()));
        return {};
    }
    // An argument is text already: a declared encoding says nothing of it.
    Value text(TRY(str_from_os(thread, source)));
    Result<std::string_view> decoded = str_utf8(thread, text.to<Str>());
    if (decoded.failed()) {
        std::fprintf(stderr, "Unable to decode the command from the command line:\n");
        return kFailure;
    }
    CompileOptions options;
    options.optimize = thread.interpreter->optimize_level;
    Code* code = TRY(compile_source(thread, decoded.value(), TRY(make_str(thread, name)), options));
    TRY(sys_set(thread, "_command_source", Value(make_tuple(thread, {Value(code), text}))));
    TRY(eval_code_py(thread, code, main->dict.get(), Value::nothing()));
    return {};
}

// Not into a buffer on the stack: in the frame of the program's first function it would be scanned by every collection.
std::string read_standard_input() {
    constexpr size_t kPiece = 65536;
    std::string source;
    for (;;) {
        size_t size = source.size();
        source.resize(size + kPiece);
        ssize_t count = read(0, source.data() + size, kPiece);
        source.resize(size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
        if (count <= 0) return source;
    }
}

// A folder or an archive: its __main__, with itself on sys.path in place of the folder it lies in.
Result<void> run_collection(Thread& thread, const CommandLine& line, const std::string& path) {
    Value search = sys_get(thread, "path");
    Value entry(TRY(str_from_os(thread, path)));
    TRY(sys_set(thread, "_program_folder", entry));
    if (line.start.sys.safe_path) {
        Value arguments[] = {Value::small(0), entry};
        TRY(call_method_py(thread, search, intern(thread, "insert"), std::span<const Value>(arguments, 2)));
    } else {
        TRY(set_item_py(thread, search, Value::small(0), entry));
    }
    TRY(call_in_py(thread, "runpy", "_run_module_as_main", {Value(intern(thread, "__main__")), Value::false_()}));
    return {};
}

Result<void> run_program(Thread& thread, const CommandLine& line, Module* main) {
    switch (line.program) {
    case Program::Command: {
        std::string source = dedented(line.text) + "\n";
        return run_source(thread, main, source, "<string>", Lines::Remembered);
    }
    case Program::Module:
        TRY(call_in_py(thread, "runpy", "_run_module_as_main", { Value(TRY(str_from_os(thread, line.text))) }));
        return {};
    case Program::File: {
        std::string path = absolute_path(line.text);
        if (is_folder(path)) return run_collection(thread, line, path);
        std::string source = TRY(read_file(thread, path));
        if (is_archive(source)) return run_collection(thread, line, path);
        if (line.skip_first_line) source.erase(0, std::min(source.find('\n'), source.size()));
        TRY(module_add(thread, main, "__file__", Value(TRY(str_from_os(thread, path)))));
        TRY(module_add(thread, main, "__cached__", Value::none()));
        if (path.ends_with(".pyc")) {
            Code* code = TRY(load_bytecode_file_py(thread, "__main__", path));
            TRY(eval_code_py(thread, code, main->dict.get(), Value::nothing()));
            return {};
        }
        return run_source(thread, main, source, path);
    }
    case Program::Stdin: {
        std::string source = read_standard_input();
        TRY(module_add(thread, main, "__file__", Value(intern(thread, "<stdin>"))));
        return run_source(thread, main, source, "<stdin>");
    }
    }
    return {};
}

enum class Banner { Show, Hide };

// The prompt, in the namespace of __main__. Its status: SystemExit's, or 0 at the end of the input.
int run_prompt(Thread& thread, Banner banner) {
    Result<Value> done = call_in_py(thread, "_krait_prompt", "run", {Value::boolean(banner == Banner::Show)});
    return done.failed() ? report_uncaught_py(thread) : 0;
}

bool wants_prompt(const CommandLine& line) {
    // The program may have set the variable meanwhile.
    return line.inspect || !line.environment("PYTHONINSPECT").empty();
}

int run(Thread& thread, const CommandLine& line) {
    const SysOptions& sys = line.start.sys;
    auto prepare = [&]() -> Result<Module*> {
        Module* main = TRY(make_main(thread));
        TRY(run_site(thread, line));
        // Options that are wrong say so once warnings looks at them.
        if (!sys.warn_options.empty()) TRY(import_module_py(thread, intern(thread, "warnings")));
        if (line.faulthandler) {
            if (call_in_py(thread, "faulthandler", "enable").failed() &&
                !clear_pending_if(thread, Exc::ModuleNotFoundError))
                return kFailure;
        }
        return main;
    };
    Result<Module*> main = prepare();
    if (main.failed()) return report_uncaught_py(thread);
    if (line.program == Program::Stdin && (isatty(0) || sys.interactive))
        return run_prompt(thread, sys.quiet ? Banner::Hide : Banner::Show);
    int status = 0;
    if (run_program(thread, line, main.value()).failed())
        status = report_uncaught_py(thread, line.inspect ? OnSystemExit::Show : OnSystemExit::Exit);
    if (wants_prompt(line) && (isatty(0) || sys.interactive)) status = run_prompt(thread, Banner::Hide);
    return status;
}

// Whoever waits for us shall see what ended us (a shell stops its loop then).
int end_interrupted() {
    std::signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
    return kInterruptedStatus;
}

}  // namespace

int command(int argc, char** argv, LineEditor* editor) {
    CommandLine line;
    if (int status = read_command_line(argc, argv, line); status >= 0) return status;
    std::signal(SIGPIPE, SIG_IGN);  // as python3: a closed pipe is BrokenPipeError
    if (line.program == Program::File && access(line.text.c_str(), R_OK) != 0) {
        int error = errno;
        std::fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", argv[0], absolute_path(line.text).c_str(),
                     error, std::strerror(error));
        return 2;
    }
    std::string problem;
    Thread* thread = start_interpreter(line.start, &problem);
    if (!thread) {
        std::fprintf(stderr, "krait: %s\n", problem.c_str());
        return 1;
    }
    catch_interrupts(*thread);
    if (editor) install_line_editor(*thread, *editor);
    int status = run(*thread, line);
    if (int failed = shut_down_py(*thread)) status = failed;
    Interpreter::destroy(*thread);
    return status == kInterruptedStatus ? end_interrupted() : status;
}

}  // namespace krait
