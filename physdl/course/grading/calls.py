"""The system calls that an answer has no use for: after `shut` the kernel refuses them to this process.

The limit on memory counts the address space of one process. It bounds all that an answer holds if there is one process
only (threads are allowed, they share it) and no memory that lives outside address spaces: shared segments, message
queues, anonymous files, rings. What is left besides is the small file system in memory, which has a limit of its own.
Calls that change namespaces, mounts, keys or other processes are refused too, as a second wall.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED = {  # name: numbers on x86_64 and aarch64
    "fork": (57, None),
    "vfork": (58, None),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
}
_CLONE, _CLONE3, _THREAD = (56, 220), 435, 0x00010000
_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2


def known():
    """Return whether the numbers of the system calls are known for this kind of processor."""
    return platform.machine() in _ARCHITECTURES


def program():
    """Return the filter as instructions of the kernel's packet filter, (code, jump if true, jump if false, value)."""
    column = list(_ARCHITECTURES).index(platform.machine())
    refuse = (_RETURN, 0, 0, _FAIL | errno.EPERM)
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[platform.machine()]),
        refuse,
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, 0x40000000),  # the second set of numbers of x86_64
        refuse,
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _FAIL | errno.ENOSYS),  # its flags cannot be read here; the C library falls back on clone
    ]
    for numbers in _REFUSED.values():
        if numbers[column] is not None:
            code += [(_EQUAL, 0, 1, numbers[column]), refuse]
    code += [(_EQUAL, 0, 3, _CLONE[column]), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_BITS, 1, 0, _THREAD), refuse]
    return [*code, (_RETURN, 0, 0, _ALLOW)]


def shut():
    """Refuse the calls to this process and all that come of it, for good; raise `OSError` if the kernel does not."""
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program())
    held = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("@HxxxxxxP", len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.c_char_p(head), 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "the kernel takes no filter of system calls")
