bool accept(int token);
void parse() {
    if (accept(1)) return;
    helper::wait(2);
}
