# Float arithmetic on the attributes of slotted objects: bodies under gravity, and a numeric integral.
from math import sqrt


class Body:
    __slots__ = ("x", "y", "z", "vx", "vy", "vz", "mass")

    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def make_bodies():
    bodies = [Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 40.0)]
    for i in range(1, 5):
        distance = 1.5 * i
        speed = sqrt(40.0 / distance)
        bodies.append(Body(distance, 0.0, 0.02 * i, 0.0, speed, 0.01 * i, 0.001 * i))
    return bodies


def advance(bodies, pairs, step):
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        square = dx * dx + dy * dy + dz * dz
        magnitude = step / (square * sqrt(square))
        pull = b.mass * magnitude
        a.vx -= dx * pull
        a.vy -= dy * pull
        a.vz -= dz * pull
        pull = a.mass * magnitude
        b.vx += dx * pull
        b.vy += dy * pull
        b.vz += dz * pull
    for body in bodies:
        body.x += step * body.vx
        body.y += step * body.vy
        body.z += step * body.vz


def energy(bodies, pairs):
    total = sum(0.5 * b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz) for b in bodies)
    for a, b in pairs:
        dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
        total -= a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def integral(count):
    total, width = 0.0, 1.0 / count
    for i in range(count):
        x = (i + 0.5) * width
        total += 4.0 / (1.0 + x * x)
    return total * width


bodies = make_bodies()
pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
print(f"{energy(bodies, pairs):.9f}")
for _ in range(70_000):
    advance(bodies, pairs, 0.001)
print(f"{energy(bodies, pairs):.9f} {integral(2_000_000):.12f}")
