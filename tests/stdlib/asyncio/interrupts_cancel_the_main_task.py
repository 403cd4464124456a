import asyncio, os, signal, threading
async def main():
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    try: await asyncio.sleep(10)
    except asyncio.CancelledError: print("cancelled"); raise
try: asyncio.run(main())
except KeyboardInterrupt: print("KeyboardInterrupt")
async def handled():
    loop = asyncio.get_running_loop()
    came = loop.create_future()
    loop.add_signal_handler(signal.SIGUSR1, came.set_result, "USR1")
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGUSR1)
    print(await came, loop.remove_signal_handler(signal.SIGUSR1))
asyncio.run(handled())
# expect: cancelled
# expect: KeyboardInterrupt
# expect: USR1 True
