"""Runs in the jail: the Python program that the server sends over descriptor 3, as if it were a file of its own."""

import errno
import os
import sys

CHANNEL = 3
PROGRAM = os.path.join(os.environ["HOME"], "program.py")
# What a program that reached a limit dies of.
NO_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
NO_PROCESS = (errno.EAGAIN,)


def tell(*words):
    line = "\t".join(" ".join(str(word).split()) for word in words) + "\n"
    os.write(CHANNEL, line.encode("utf-8", "replace"))


def progress(fraction, message=""):
    """Tells whoever watches how far the program is: a fraction from 0 to 1, and what it does."""
    tell("progress", float(fraction), message)


def received():
    parts = []
    while part := os.read(CHANNEL, 65536):
        parts.append(part)
    *args, code = b"".join(parts).decode().split("\0")
    return args, code


def limit_behind(error):
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return "disk"
    if isinstance(error, BlockingIOError) and error.errno in NO_PROCESS and error.filename is None:
        return "processes"
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return "processes"
    return None


def run(args, code):
    module = type(sys)
    sys.modules["gathering"] = gathering = module("gathering", "The server that runs this program.")
    gathering.progress = progress
    sys.modules["__main__"] = main = module("__main__")
    main.__file__ = PROGRAM
    sys.argv = [PROGRAM, *args]
    sys.path[0] = os.getcwd()
    with open(PROGRAM, "w", encoding="utf-8") as file:
        file.write(code)
    exec(compile(code, PROGRAM, "exec"), main.__dict__)


def finish():
    # Without `site`, these are not there.
    import site

    site.setquit()
    args, code = received()
    try:
        run(args, code)
    except Exception as error:
        limit = limit_behind(error)
        if limit:
            tell("limit", limit)
        # What is above is ours.
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename == __file__:
            frames = frames.tb_next
        sys.excepthook(type(error), error.with_traceback(frames), frames)
        raise SystemExit(1) from None


finish()
