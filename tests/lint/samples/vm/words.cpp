// TODO: later
int todo_list = 1;  // the word TODO stands here
const char* text = "TODO";
/* HACK */
