# What loads() takes dumps() writes, and loads() reads back the same.
import json

EXPECTED = (ValueError, RecursionError)


def run(data):
    data = bytes(data)
    try:
        value = json.loads(data)
    except EXPECTED:
        value = None
    text = data.decode("latin-1")
    try:
        json.loads(text, strict=False, object_pairs_hook=list)
        json.JSONDecoder().raw_decode(text, len(text) // 3)
    except EXPECTED:
        pass
    try:
        json.decoder.scanstring(text, 1)
    except EXPECTED:
        pass
    try:
        again = json.dumps(value, sort_keys=True)
        assert json.dumps(json.loads(again), sort_keys=True) == again
        json.dumps(value, indent=1, ensure_ascii=False)
        json.dumps({text: text, 1.5: [text]})
    except RecursionError:
        pass
