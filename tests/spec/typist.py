"""A program on a pseudo-terminal, and what it shows: for the scripts that record real programs."""
import fcntl, os, pty, select, struct, termios, time


def start(argv, env, columns=80, folder=None):
    """Runs a program on a terminal of 24 rows; gives its process and the terminal."""
    pid, fd = pty.fork()
    if pid == 0:
        time.sleep(0.1)  # the window gets its size first
        if folder is not None:
            os.chdir(folder)
        os.execvpe(argv[0], argv, env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
    return pid, fd


def drain(fd, quiet):
    """What comes until nothing has come for so many seconds."""
    got = b''
    while select.select([fd], [], [], quiet)[0]:
        try:
            more = os.read(fd, 65536)
        except OSError:
            return got
        if not more:
            return got
        got += more
    return got


def stop(pid, fd):
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)
    os.close(fd)
