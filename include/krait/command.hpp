// The krait command's whole behaviour, as a function: options, running a file, a module, a string, an archive or standard input, the prompt.
#pragma once

namespace krait {

class LineEditor;

// Returns the process's exit status. `editor`: for the prompt and input() on a terminal; null: plain lines.
int command(int argc, char** argv, LineEditor* editor = nullptr);

}  // namespace krait
