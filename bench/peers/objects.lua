local Counter = {}
Counter.__index = Counter
local function new(step) return setmetatable({step = step, total = 0}, Counter) end
function Counter:add(n)
    self.total = self.total + n * self.step
    return self
end
local function run(n)
    local c = new(2)
    for i = 0, n - 1 do
        c:add(i):add(1)
        if i % 1000 == 0 then
            local d = new(3)
            d.total = c.total
            c = d
        end
    end
    return c.total % 1000003
end
print(run(800000))
