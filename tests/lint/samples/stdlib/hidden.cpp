namespace krait::core {
namespace {
struct Twice {};
}  // namespace
struct Hidden {};
}  // namespace krait::core
