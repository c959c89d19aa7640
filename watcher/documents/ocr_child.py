"""The program that becomes ocrmypdf: a scanned PDF on stdin, the same with a text layer on stdout.

It is run by its path with the folder for temporary files (the parent's to delete, whatever becomes of this), the bytes
of memory and of a written file, and the seconds of CPU time that each process may have. Does not read text.
May import: the standard library.
"""

import contextlib
import os
import resource
import sys

_OPTIONS = ("--skip-text", "--quiet", "--jobs", "1", "--output-type", "pdf", "--optimize", "0", "-", "-")
"""No optimising, and no PDF/A: the text is all that is wanted, and ghostscript is then not needed."""


def main(folder: str, memory_bytes: int, file_bytes: int, cpu_s: int) -> None:
    """Give up what is not needed, and become ocrmypdf."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_CPU: cpu_s,
    }
    for limit, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; the parent's clock still runs
            resource.setrlimit(limit, (value, value))
    os.nice(10)
    # tesseract uses every core for a page if it may, and is hardly quicker for it
    environ = {**os.environ, "TMPDIR": folder, "HOME": folder, "OMP_THREAD_LIMIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    os.execve(sys.executable, [sys.executable, "-I", "-m", "ocrmypdf", *_OPTIONS], environ)  # noqa: S606 - our own


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
