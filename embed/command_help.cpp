#include "embed/command_line.h"

namespace krait::core {

const char* const kUsageLine = "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...\n";

const char* const kOptionsHelp =
    R"(What to run (the rest of the line are its arguments, in sys.argv[1:]):
file   : the program in this file, or the __main__ of this folder or archive
-c cmd : the program in this argument; common indentation is taken off
-m mod : the module or the __main__ of the package, searched as import does
-      : standard input, which is a prompt if it is a terminal; the default
--     : no more options

Options (and the variable that says the same):
-b     : warn where bytes meet str: str(bytes), comparisons; -bb: an error
-B     : write no bytecode files; also PYTHONDONTWRITEBYTECODE=x
-d     : sets sys.flags.debug; also PYTHONDEBUG=x
-E     : ignore the PYTHON* variables
-h     : print this and exit (also -? or --help)
-i     : a prompt after the program, even if standard input is no terminal;
         also PYTHONINSPECT=x
-I     : isolated from the user's environment: -E, -P and -s
-O     : no assert statements, __debug__ is False; also PYTHONOPTIMIZE=x
-OO    : no docstrings either
-P     : do not put the program's folder first on sys.path;
         also PYTHONSAFEPATH=x
-q     : no version and copyright at the prompt
-R     : hashes of str and bytes differ from run to run (they do anyway);
         also PYTHONHASHSEED=random
-s     : without the user's own site-packages; also PYTHONNOUSERSITE=x
-S     : without site: no site-packages, no exit(), quit() and help()
-u     : write standard output and error at once; also PYTHONUNBUFFERED=x
-v     : say on standard error what is imported; also PYTHONVERBOSE=x
-V     : print the version and exit (also --version); -VV: more of it
-W arg : what becomes of warnings: action:message:category:module:lineno;
         also PYTHONWARNINGS=arg,...
-x     : skip the first line of the file
-X opt : see --help-xoptions
--check-hash-based-pycs always|default|never: are hash-based bytecode files compared with their source
--help-env      : print the variables and exit
--help-xoptions : print the -X options and exit
--help-all      : print all of it and exit
)";

const char* const kEnvironmentHelp =
    R"(Environment variables (-E and -I switch them off):
PYTHONPATH        : folders and archives for sys.path, with ':' between
PYTHONSTARTUP     : a file that is run before the prompt
PYTHON_HISTORY    : the prompt's history (default: ~/.krait_history)
PYTHONSAFEPATH    : -P
PYTHONOPTIMIZE    : -O; 2: -OO
PYTHONDEBUG       : -d
PYTHONINSPECT     : -i
PYTHONVERBOSE     : -v
PYTHONUNBUFFERED  : -u
PYTHONDONTWRITEBYTECODE : -B
PYTHONNOUSERSITE  : -s
PYTHONUSERBASE    : the user's folder of packages (default: ~/.local)
PYTHONWARNINGS    : -W, several with ',' between
PYTHONHASHSEED    : random, or a number from 0 to 4294967295 for hashes that are the same in each run
PYTHONIOENCODING  : encoding[:errors] of the standard streams
PYTHONUTF8        : -X utf8
PYTHONDEVMODE     : -X dev
PYTHONFAULTHANDLER: -X faulthandler
PYTHONPYCACHEPREFIX : -X pycache_prefix
PYTHONINTMAXSTRDIGITS : -X int_max_str_digits
PYTHONWARNDEFAULTENCODING : -X warn_default_encoding
PYTHONPROFILEIMPORTTIME : -X importtime
PYTHON_CPU_COUNT  : -X cpu_count
PYTHON_GIL        : -X gil
PYTHON_COLORS     : 1 or 0: colours, or none
NO_COLOR, FORCE_COLOR, TERM=dumb : the same, as other programs understand it
)";

const char* const kXOptionsHelp =
    R"(Options of Krait's own and of python3's after -X:
-X gil=0|1         : without or with the global lock; sys.set_gil_enabled() changes it while the program runs
-X dev             : development mode: -W default, faulthandler
-X utf8[=0|1]      : sets sys.flags.utf8_mode (text is UTF-8 in either)
-X faulthandler    : show the Python frames when the process crashes
-X importtime      : say how long each import took
-X int_max_str_digits=N : the longest int that str() and int() convert; 0: any
-X warn_default_encoding : a warning where text is opened without an encoding
-X pycache_prefix=DIR : the folder of bytecode files
-X cpu_count=N     : what os.cpu_count() returns
Others are accepted; all are in sys._xoptions.
)";

}  // namespace krait::core
