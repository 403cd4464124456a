# termios and tty on a pseudo-terminal.
import os
import termios
import tty

master, slave = os.openpty()
before = termios.tcgetattr(slave)
print(len(before), len(before[6]), before[6][termios.VINTR])  # expect: 7 32 b'\x03'
tty.setraw(slave)
raw = termios.tcgetattr(slave)
print(bool(before[3] & termios.ICANON), bool(raw[3] & termios.ICANON), raw[6][termios.VMIN])  # expect: True False 1
termios.tcsetattr(slave, termios.TCSANOW, before)
print(termios.tcgetattr(slave) == before)  # expect: True
termios.tcsetwinsize(slave, (30, 100))
print(termios.tcgetwinsize(slave), os.get_terminal_size(slave))  # expect: (30, 100) os.terminal_size(columns=100, lines=30)
os.write(master, b"typed\n")
print(os.read(slave, 100))  # expect: b'typed\n'
with open(os.devnull) as file:
    try:
        termios.tcgetattr(file)
    except termios.error as error:
        print(error)  # expect: (25, 'Inappropriate ioctl for device')
