# options: -X gil=0
import asyncio, threading
async def work(i):
    await asyncio.sleep(0.001 * (i % 5))
    return i
async def main(): return sum(await asyncio.gather(*[work(i) for i in range(500)]))
asyncio.run(main())
results = []
threads = [threading.Thread(target=lambda: results.append(asyncio.run(main()))) for _ in range(4)]
for each in threads: each.start()
for each in threads: each.join()
print(results)
# expect: [124750, 124750, 124750, 124750]
