#include "embed/line_reader.h"

#include <unistd.h>

#include "runtime/threads/wait.h"
#include "stdlib/modules.h"
#include "stdlib/native_helpers.h"
#include "stdlib/state_slots.h"
#include "stdlib/sys/sys.h"
#include "vm/import/import.h"

namespace krait::core {

namespace {

// The editor's address, as an int: one for each interpreter.
LineEditor& editor_of(Thread& thread) {
    Value address = thread.interpreter->state_slot(state_slot::kLineEditor).get();
    return *reinterpret_cast<LineEditor*>(static_cast<intptr_t>(address.as_small()));
}

Result<Value> text_list(Thread& thread, const std::vector<std::string>& texts) {
    List* list = make_list(thread);
    for (const std::string& text : texts) TRY(list_append(thread, list, Value(TRY(str_from_os(thread, text)))));
    return Value(list);
}

// The bytes that the terminal or the history gets; undecodable ones come out as they went in.
Result<std::string> text_for_os(Thread& thread, Value value) {
    auto* text = as_kind<Str>(thread, value);
    if (!text) return raise(thread, Exc::TypeError, "a str is required, not {}", type_name(thread, value));
    Value arguments[] = {Value(make_ascii(thread, "utf-8")), Value(make_ascii(thread, "surrogateescape"))};
    Value bytes = TRY(call_method_py(thread, value, intern(thread, "encode"), std::span<const Value>(arguments, 2)));
    BufferView view;
    TRY(get_buffer_py(thread, bytes, view));
    std::string result(static_cast<const char*>(view.data), static_cast<size_t>(view.length));
    release_buffer(thread, view);
    return result;
}

// An error in a hook or in the completer must not spoil the line that is being typed.
void forget_error(Thread& thread) {
    if (!thread.terminating) thread.pending = Value::nothing();
}

void connect(Thread& thread, LineEditor& editor, Value complete, Value at_start, Value before_input) {
    // The values are the arguments of a native call, which keeps them alive while the line is read.
    Thread* reader = &thread;
    auto hook = [reader](Value function) -> std::function<void()> {  // lint: rooted: by the caller's arguments
        if (function.is_none()) return nullptr;
        return [reader, function] {
            if (call_py(*reader, function).failed()) forget_error(*reader);
        };
    };
    editor.at_start = hook(at_start);
    editor.before_input = hook(before_input);
    editor.complete = nullptr;
    if (complete.is_none()) return;
    editor.complete = [reader, complete](const std::string& word, int index, std::string& completion) {
        auto ask = [&]() -> Result<bool> {
            Value text(TRY(str_from_os(*reader, word)));
            Value answer = TRY(call_py(*reader, complete, text, Value::small(index)));
            if (answer.is_none()) return false;
            completion = TRY(text_for_os(*reader, answer));
            return true;
        };
        Result<bool> found = ask();
        if (found.failed()) forget_error(*reader);
        return !found.failed() && found.value();
    };
}

FUNCTION(_krait_line, read, "read(prompt, complete=None, at_start=None, before_input=None, /)",
         "Read a line from the terminal, without its newline. EOFError at the end of input.") {
    LineEditor& editor = editor_of(thread);
    std::string prompt = TRY(text_for_os(thread, args[0]));
    connect(thread, editor, args[1], args[2], args[3]);
    editor.start(prompt);
    LineEditor::State state = LineEditor::State::Reading;
    while (state == LineEditor::State::Reading) {
        if (wait(thread, WaitTarget::readable(0)).failed()) {
            editor.cancel();
            return kFailure;
        }
        state = editor.feed();
        if (thread.terminating) {
            editor.cancel();
            return kFailure;
        }
    }
    if (state == LineEditor::State::EndOfFile) return raise(thread, Exc::EOFError, "");
    return Value(TRY(str_from_os(thread, editor.take_line())));
}
FUNCTION(_krait_line, buffer, "buffer()", "The line being edited.") {
    return Value(TRY(str_from_os(thread, editor_of(thread).buffer())));
}
FUNCTION(_krait_line, word, "word()", "(begin, end, kind) of the completion under way.") {
    LineEditor& editor = editor_of(thread);
    return Value(make_tuple(thread, {Value::small(editor.word_begin()), Value::small(editor.word_end()),
                                     Value::small(editor.completion_type())}));
}
FUNCTION(_krait_line, insert, "insert(text, /)", "Insert text into the line being edited.") {
    editor_of(thread).insert(TRY(text_for_os(thread, args[0])));
    return none();
}
FUNCTION(_krait_line, redisplay, "redisplay()", "Show the line as it is now.") {
    editor_of(thread).redisplay();
    return none();
}
FUNCTION(_krait_line, delimiters, "delimiters()", "The characters between words.") {
    return Value(TRY(str_from_os(thread, editor_of(thread).delimiters())));
}
FUNCTION(_krait_line, set_delimiters, "set_delimiters(characters, /)", "Set the characters between words.") {
    editor_of(thread).set_delimiters(TRY(text_for_os(thread, args[0])));
    return none();
}
FUNCTION(_krait_line, bind, "bind(line, /)", "Execute a line of an init file.") {
    editor_of(thread).bind(TRY(text_for_os(thread, args[0])));
    return none();
}
FUNCTION(_krait_line, read_configuration, "read_configuration(path, /)", "Execute an init file; '' is the user's.") {
    std::string path = TRY(text_for_os(thread, args[0]));
    if (int error = editor_of(thread).read_configuration(path)) return raise_errno(thread, error);
    return none();
}
FUNCTION(_krait_line, add_history, "add_history(line, /)", "Append a line to the history.") {
    editor_of(thread).add_history(TRY(text_for_os(thread, args[0])));
    return none();
}
FUNCTION(_krait_line, history, "history()", "The lines of the history.") {
    return text_list(thread, editor_of(thread).history());
}
FUNCTION(_krait_line, clear_history, "clear_history()", "Forget the history.") {
    editor_of(thread).clear_history();
    return none();
}
FUNCTION(_krait_line, remove_history, "remove_history(index, /)", "Remove one entry; False if there is none.") {
    return Value::boolean(editor_of(thread).remove_history(static_cast<int>(TRY(index_int64_py(thread, args[0])))));
}
FUNCTION(_krait_line, replace_history, "replace_history(index, line, /)",
         "Replace one entry; False if there is none.") {
    int index = static_cast<int>(TRY(index_int64_py(thread, args[0])));
    return Value::boolean(editor_of(thread).replace_history(index, TRY(text_for_os(thread, args[1]))));
}
FUNCTION(_krait_line, library_version, "library_version()", "What edits the lines.") {
    return Value(TRY(str_from_os(thread, editor_of(thread).library_version())));
}

const ModuleSpec kLineModule = {
    .name = "_krait_line",
    .functions = {&_krait_line_read, &_krait_line_buffer, &_krait_line_word, &_krait_line_insert,
                  &_krait_line_redisplay, &_krait_line_delimiters, &_krait_line_set_delimiters, &_krait_line_bind,
                  &_krait_line_read_configuration, &_krait_line_add_history, &_krait_line_history,
                  &_krait_line_clear_history, &_krait_line_remove_history, &_krait_line_replace_history,
                  &_krait_line_library_version}};

const ModuleSpec* find_native(std::string_view name) {
    return name == kLineModule.name ? &kLineModule : kLibraryModules.native(name);
}

const ModuleProvider kModulesWithEditor = {find_native, kLibraryModules.embedded};

}  // namespace

void install_line_editor(Thread& thread, LineEditor& editor) {
    thread.interpreter->state_slot(state_slot::kLineEditor)
        .set_immediate(Value::small(reinterpret_cast<intptr_t>(&editor)));
    thread.interpreter->module_provider = &kModulesWithEditor;
}

}  // namespace krait::core
