local function run(n)
    local numbers = {}
    local seed = 42
    for i = 1, n do
        seed = (seed * 1103515 + 12345) % 2147483
        numbers[#numbers + 1] = seed
    end
    local counts = {}
    for _, x in ipairs(numbers) do
        local k = x % 1000
        counts[k] = (counts[k] or 0) + 1
    end
    table.sort(numbers)
    local total = 0
    for i = 1, n, 7 do
        total = total + numbers[i] * counts[numbers[i] % 1000]
    end
    return total % 1000003
end
print(run(400000))
