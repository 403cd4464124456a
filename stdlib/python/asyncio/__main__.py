"""python -m asyncio: a prompt whose inputs run inside of one event loop, which goes on while the next line is typed."""

import concurrent.futures
import contextvars
import sys
import threading
import types

import asyncio
from _krait_prompt import Prompt, _COROUTINE, banner, on_terminal, prepare


class LoopPrompt(Prompt):
    """Lines are read in a thread of their own; what they hold runs in the loop, in the main thread."""

    def __init__(self, namespace, terminal, loop):
        super().__init__(namespace, terminal)
        self.event_loop = loop
        self.context = contextvars.copy_context()
        self.task = None
        self.interrupted = False

    def execute(self, code):
        outcome = concurrent.futures.Future()
        self.event_loop.call_soon_threadsafe(self.start, code, outcome, context=self.context)
        outcome.result()

    def start(self, code, outcome):
        try:
            value = types.FunctionType(code, self.namespace)()
        except BaseException as error:
            outcome.set_exception(error)
            return
        if not code.co_flags & _COROUTINE:
            outcome.set_result(None)
            return
        self.interrupted = False
        self.task = self.event_loop.create_task(self.drive(value, outcome), context=self.context)

    async def drive(self, coroutine, outcome):
        try:
            await coroutine
        except BaseException as error:
            cancelled = isinstance(error, asyncio.CancelledError)
            outcome.set_exception(KeyboardInterrupt() if cancelled and self.interrupted else error)
        else:
            outcome.set_result(None)

    def interrupt(self):
        if self.task is not None and not self.task.done():
            self.interrupted = True
            self.task.cancel()


def main():
    names = ("__name__", "__package__", "__loader__", "__spec__", "__builtins__", "__file__")
    namespace = {name: globals()[name] for name in names if name in globals()}
    namespace["asyncio"] = asyncio
    ending = []
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        prompt = LoopPrompt(namespace, on_terminal(), loop)
        print(f"asyncio {banner()}\nUse \"await\" directly instead of \"asyncio.run()\".", file=sys.stderr)
        prepare(prompt)
        print(f"{sys.ps1}import asyncio", file=sys.stderr)

        def read():
            try:
                prompt.loop()
                ending.append(None)
            except SystemExit as error:
                ending.append(error)
            finally:
                loop.call_soon_threadsafe(loop.stop)

        threading.Thread(target=read, name="prompt", daemon=True).start()
        while not ending:
            try:
                loop.run_forever()
            except KeyboardInterrupt:
                prompt.interrupt()
    if ending[0] is not None:
        raise ending[0]


if __name__ == "__main__":
    main()
