// The `krait` command as a function, for hosts that offer a full interpreter of their own.
#pragma once

namespace krait {

// Runs as the command line says (python3's options: FILE, -c, -m, -, -i, -X, ...). Returns the exit status.
int command(int argc, char** argv);

}  // namespace krait
