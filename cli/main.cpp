#include <krait/command.hpp>

int main(int argc, char** argv) { return krait::command(argc, argv); }
