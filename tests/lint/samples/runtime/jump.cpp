void leave() {
    longjmp(buffer, 1);
    if (setjmp(buffer)) return;
    throw Error{};
}
METHOD(Generator, throw, "throw(self, value, /)", "Raise it inside.");
Value throw_in() { return throw_into(1); }
