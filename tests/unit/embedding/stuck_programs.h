// Programs that do not end by themselves, each stuck in another place. `setup` runs first, with no limit.
#pragma once

namespace stuck {

struct Program {
    const char* name;
    const char* setup;
    const char* text;
};

inline constexpr Program kPrograms[] = {
    // The language.
    {"loop", "", "while True: pass"},
    {"except BaseException", "", "while True:\n    try:\n        while True: pass\n    except BaseException: pass"},
    {"finally", "", "try:\n    while True: pass\nfinally:\n    while True: pass"},
    {"with lock", "import threading\nlock = threading.Lock()", "with lock:\n    while True: pass"},
    {"context manager",
     "class M:\n    def __enter__(self): pass\n    def __exit__(self, *a):\n        while True: pass",
     "with M():\n    while True: pass"},
    {"generator that ignores close",
     "def g():\n    while True:\n        try: yield 1\n        except BaseException: pass", "for x in g(): pass"},
    {"generator close in a loop", "def g():\n    try: yield 1\n    finally:\n        while True: pass",
     "x = g()\nnext(x)\nx.close()"},
    {"recursion by exceptions", "def f(n):\n    try: f(n + 1)\n    except RecursionError: pass\n    f(n)", "f(0)"},
    {"__del__", "class D:\n    def __del__(self): D()", "import gc\nwhile True:\n    D()\n    gc.collect()"},
    {"__del__ that loops", "class D:\n    def __del__(self):\n        while True: pass",
     "import gc\nD()\ngc.collect()\nwhile True: pass"},
    {"comprehension", "", "[x for x in iter(int, 1)]"},
    {"await", "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)", "asyncio.run(main())"},
    {"await that sleeps", "import asyncio", "asyncio.run(asyncio.sleep(1000))"},
    // Built-in functions over what has no end, or over much.
    {"sum", "", "sum(range(10**13))"},
    {"min", "", "min(iter(int, 1))"},
    {"max", "", "max(range(10**13))"},
    {"any", "import itertools", "any(itertools.repeat(0))"},
    {"all", "import itertools", "all(itertools.repeat(1))"},
    {"list of itertools.count", "import itertools",
     "for _ in itertools.filterfalse(lambda x: True, itertools.count()): pass"},
    {"dropwhile", "import itertools", "next(itertools.dropwhile(lambda x: True, itertools.repeat(1)))"},
    {"product", "import itertools", "sum(1 for _ in itertools.product(range(100), repeat=20))"},
    {"membership in a range", "", "1.5 in range(10**13)"},
    {"membership in an iterator", "import itertools", "1 in itertools.repeat(0)"},
    {"sort with __lt__", "class K:\n    def __lt__(self, other): return True\nall = [K() for _ in range(5000)] * 400",
     "sorted(all)"},
    {"sort of numbers", "import random\nall = [random.random() for _ in range(10**6)]", "while True: sorted(all)"},
    {"list.index", "all = [0] * 10**6", "while True:\n    try: all.index(1)\n    except ValueError: pass"},
    {"list.count", "all = [0.5] * 10**6", "while True: all.count(1.5)"},
    {"list multiply and compare", "all = [1] * 10**6", "while True: all + all == all + [2]"},
    {"tuple of an iterator", "import itertools", "tuple(itertools.islice(itertools.repeat(None), 0, 10**13, 10**9))"},
    {"dict building", "", "while True: dict.fromkeys(range(10**6))"},
    {"set building", "", "while True: set(range(10**6)) & set(range(10**6))"},
    {"hash of a deep tuple", "t = (1,) * 10**6", "while True: hash(t)"},
    {"join", "", "''.join(iter(lambda: '', None))"},
    // Text, bytes and numbers.
    {"big int power", "", "3 ** 10**9"},
    {"big int product", "x = 3 ** 3000000", "y = x\nwhile True: y = y * x % (x + 1)"},
    {"big int to str", "import sys\nsys.set_int_max_str_digits(0)\nx = 1 << 30000000", "str(x)"},
    {"str to big int", "import sys\nsys.set_int_max_str_digits(0)\nx = '7' * 10000000", "int(x)"},
    {"factorial", "import math", "math.factorial(10**8)"},
    {"gcd", "import math\nx, y = 3 ** 2000000, 7 ** 1000000", "while True: math.gcd(x, y)"},
    {"str.find", "s = 'a' * 10**6 + 'b'\nneedle = 'a' * 500000 + 'c'", "while True: s.find(needle)"},
    {"str.replace", "s = 'ab' * 10**6", "while True: s.replace('a', 'cc')"},
    {"str.split", "s = 'a b ' * 10**6", "while True: s.split()"},
    {"str.join of a list", "all = ['ab'] * 10**6", "while True: ','.join(all)"},
    {"str.count", "s = 'ab' * 10**6", "while True: s.count('ba')"},
    {"str.translate", "s = 'ab' * 10**6\ntable = {97: 'x', 98: None}", "while True: s.translate(table)"},
    {"encode and decode", "s = '\\xe9\\u20ac' * 10**6", "while True: s.encode().decode()"},
    {"bytes.replace", "s = b'ab' * 10**6", "while True: s.replace(b'a', b'cc')"},
    {"format", "", "while True: '{:>1000000}'.format('x')"},
    {"percent format", "all = tuple(range(100000))\ntext = '%d ' * 100000", "while True: text % all"},
    {"repr", "all = [[1.5, 'x']] * 300000", "while True: repr(all)"},
    // Modules.
    {"regular expression that backtracks", "import re", "re.match(r'(a|b|ab)*(?=c)\\1x', 'ab' * 60 + 'yx')"},
    {"regular expression over much", "import re\ns = 'ab' * 10**6", "while True: re.findall(r'[ac]+', s)"},
    {"re.sub", "import re\ns = 'ab' * 10**6", "while True: re.sub(r'a(?=b)', 'c', s)"},
    {"json.loads", "import json\ns = '[' + '[1, \"a\"],' * 300000 + '1]'", "while True: json.loads(s)"},
    {"json.dumps", "import json\nv = [[1, 'a']] * 300000", "while True: json.dumps(v)"},
    {"pickle", "import pickle\nv = [[1, 'a'] for _ in range(20000)]", "while True: pickle.loads(pickle.dumps(v))"},
    {"zlib", "import zlib\ns = b'abc' * 10**7", "while True: zlib.compress(s, 9)"},
    {"hashlib", "import hashlib\ns = b'abc' * 10**7", "while True: hashlib.sha3_512(s).digest()"},
    {"struct", "import struct\ns = bytes(10**6)", "while True: struct.unpack('250000i', s)"},
    {"deque", "import collections", "collections.deque(iter(int, 1), maxlen=0)"},
    {"Counter", "import collections", "while True: collections.Counter(range(10**6))"},
    {"bisect.insort", "import bisect\nall = []", "while True: bisect.insort(all, 1)\n"},
    {"heapq", "import heapq\nall = list(range(10**6, 0, -1))", "while True: heapq.heapify(list(all))"},
    {"array", "import array\na = array.array('i', range(10**6))", "while True: a.count(-1)"},
    {"csv", "import csv\nrows = ['a,b,c'] * 10**6", "while True:\n    for r in csv.reader(rows): pass"},
    {"random.shuffle", "import random\nall = list(range(10**6))", "while True: random.shuffle(all)"},
    {"copy.deepcopy", "import copy\nv = [[i] for i in range(10**5)]", "while True: copy.deepcopy(v)"},
    // The compiler.
    {"compile of a long source", "s = 'x = 1 + 2 * 3\\n' * 300000", "while True: compile(s, 's', 'exec')"},
    {"exec", "", "s = 'exec(s)'\nwhile True:\n    try: exec('while True: pass')\n    except BaseException: pass"},
    {"ast.parse", "import ast\ns = 'f(a, b=[1, 2])\\n' * 100000", "while True: ast.parse(s)"},
    // Waits.
    {"sleep", "import time", "time.sleep(1000)"},
    {"lock", "import _thread\nlock = _thread.allocate_lock()\nlock.acquire()", "lock.acquire()"},
    {"condition", "import threading\nc = threading.Condition()", "with c: c.wait()"},
    {"event", "import threading\ne = threading.Event()", "e.wait()"},
    {"queue", "import queue\nq = queue.Queue()", "q.get()"},
    {"join of a thread", "import threading, time\nt = threading.Thread(target=time.sleep, args=(1000,))",
     "t.start()\nt.join()"},
    {"select", "import select, os\nr, w = os.pipe()", "select.select([r], [], [])"},
    {"read of a pipe", "import os\nr, w = os.pipe()", "os.read(r, 1)"},
    {"write into a full pipe", "import os\nr, w = os.pipe()", "while True: os.write(w, b'x' * 65536)"},
};

}  // namespace stuck
