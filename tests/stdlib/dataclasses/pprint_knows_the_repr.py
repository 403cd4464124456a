import dataclasses
import pprint


@dataclasses.dataclass
class Point:
    first_coordinate: int
    second_coordinate: int


print(Point.__repr__.__qualname__)  # expect: Point.__repr__
pprint.pprint(Point(10**20, 10**20), width=40)
# expect: Point(first_coordinate=100000000000000000000,
# expect:       second_coordinate=100000000000000000000)
