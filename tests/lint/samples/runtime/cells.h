class List final : public Object {};
class SubList : public List {};
enum class ValueKind {};
struct Unrelated {};
std::vector<Value> values;
std::vector<ValueKind> kinds;
std::vector<Unrelated*> unrelated;
std::unordered_map<int, SubList*> lists;
std::vector<std::pair<int, Object*>> pairs;
std::function<void()> callback;
std::vector<Value> known;  // lint: rooted: the owner traces it
struct Holder {
    std::optional<Value> value_;
    std::array<List*, 4> lists_;
};
std::optional<Value> local(std::span<const Value> values);
const char* text = "std::vector<Value>";
/* std::vector<Value> in a comment
   std::vector<Value> */
void take(const std::vector<Unrelated>& items, List* list);
std::vector<std::vector<Holder<Value>>> deep;
