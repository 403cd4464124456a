import asyncio, sys
async def depth(): return sys.get_coroutine_origin_tracking_depth()
async def switched():
    loop, seen = asyncio.get_running_loop(), []
    for on in True, False:
        loop.set_debug(on)
        seen.append(await depth())
    return seen
for debug in False, True:
    with asyncio.Runner(debug=debug) as runner: print(runner.run(depth()), runner.run(switched()), sys.get_coroutine_origin_tracking_depth())
# expect: 0 [10, 0] 0
# expect: 10 [10, 0] 0
