# Processes of each start method: queues, pools, exit codes, a stop.
import multiprocessing
import time


def square(number):
    return number * number


def put_square(queue, number):
    queue.put((number, square(number)))


def run_on():
    while True:
        time.sleep(1)


def main():
    print(multiprocessing.get_start_method())  # expect: forkserver
    for method in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context(method)
        queue = context.Queue()
        workers = [context.Process(target=put_square, args=(queue, number)) for number in range(3)]
        for worker in workers:
            worker.start()
        print(method, sorted(queue.get() for _ in workers))
        for worker in workers:
            worker.join()
        print([worker.exitcode for worker in workers])
        with context.Pool(2) as pool:
            print(pool.map(square, range(5)), pool.apply(square, (7,)))
    # expect: fork [(0, 0), (1, 1), (2, 4)]
    # expect: [0, 0, 0]
    # expect: [0, 1, 4, 9, 16] 49
    # expect: spawn [(0, 0), (1, 1), (2, 4)]
    # expect: [0, 0, 0]
    # expect: [0, 1, 4, 9, 16] 49
    # expect: forkserver [(0, 0), (1, 1), (2, 4)]
    # expect: [0, 0, 0]
    # expect: [0, 1, 4, 9, 16] 49
    worker = multiprocessing.Process(target=run_on)
    worker.start()
    worker.terminate()
    worker.join()
    print(worker.exitcode)  # expect: -15


if __name__ == "__main__":
    main()
