namespace krait::core {
namespace {
struct Hidden {};
}  // namespace
struct Twice final {
    char letter;
};
}  // namespace krait::core
