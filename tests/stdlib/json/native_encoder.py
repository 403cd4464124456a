import json

print(json.dumps({"a": [1, 2.5, True, None, "é\n\"\\\x7f\U0001f600"], 1: (), 2.5: {}}))
# expect: {"a": [1, 2.5, true, null, "\u00e9\n\"\\\u007f\ud83d\ude00"], "1": [], "2.5": {}}
print(json.dumps(["é", "\x00", "中" * 3, "a" * 20 + '"'], ensure_ascii=False))
# expect: ["é", "\u0000", "中中中", "aaaaaaaaaaaaaaaaaaaa\""]
print(json.dumps({"b": [1, [2]], "a": {}}, indent=2, sort_keys=True))
# expect: {
# expect:   "a": {},
# expect:   "b": [
# expect:     1,
# expect:     [
# expect:       2
# expect:     ]
# expect:   ]
# expect: }
print(json.dumps({(1,): 2, "a": 1}, skipkeys=True), json.dumps([1, 2], separators=("|", "")))  # expect: {"a": 1} [1|2]
print(len(json.dumps(["x" * 100000, "\u0100"], ensure_ascii=False)))  # expect: 100009


def wrong(value, **options):
    try:
        json.dumps(value, **options)
    except (TypeError, ValueError, RecursionError) as error:
        print(type(error).__name__, str(error)[:60], getattr(error, "__notes__", [])[:3])


wrong([1, {"a": object()}])
# expect: TypeError Object of type object is not JSON serializable ["when serializing dict item 'a'", 'when serializing list item 1']
wrong({(1, 2): 3})  # expect: TypeError keys must be str, int, float, bool or None, not tuple []
wrong(float("nan"), allow_nan=False)  # expect: ValueError Out of range float values are not JSON compliant: nan []
circle = []
circle.append(circle)
wrong(circle)  # expect: ValueError Circular reference detected ['when serializing list item 0']
deep = []
for _ in range(40):
    deep = [deep]
deep[0][0].append(deep)
wrong(deep)
# expect: ValueError Circular reference detected ['when serializing list item 1', 'when serializing list item 0', 'when serializing list item 0']
