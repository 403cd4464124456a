local function run(n)
    local parts = {}
    for i = 0, n - 1 do
        parts[#parts + 1] = "item " .. tostring(i % 1000)
    end
    local text = table.concat(parts, ",")
    local words, kinds = {}, 0
    for word in text:gmatch("[^,]+") do
        if not words[word] then kinds = kinds + 1 end
        words[word] = (words[word] or 0) + 1
    end
    local replaced = text:gsub("item", "x")
    return #text, kinds, replaced:find("x 999", 1, true) - 1
end
print(table.concat({run(300000)}, " "))
