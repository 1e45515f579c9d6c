import type { HostConfig } from '../../api/container'
import type { SeccompSpec } from '../../oci/runtime-spec'
import { securityOption } from '../containers/sharing'

/**
 * The filter on system calls. What is not allowed answers "Operation not permitted".
 * @models moby profiles/seccomp/default_linux.go
 * @fidelity part: the calls that this kernel knows; those that the profile allows with CAP_SYS_ADMIN only are left to the kernel
 */
export const defaultSeccomp: SeccompSpec = {
  defaultAction: 'SCMP_ACT_ERRNO',
  defaultErrnoRet: 1,
  architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  syscalls: [
    {
      names: [
        'accept', 'accept4', 'access', 'bind', 'brk', 'capget', 'capset', 'chdir', 'chmod', 'chown', 'clock_gettime', 'clone', 'close',
        'connect', 'dup', 'dup2', 'epoll_wait', 'execve', 'exit', 'exit_group', 'faccessat', 'fchdir', 'fchmod', 'fchown', 'fcntl', 'flock',
        'fork', 'fstat', 'fsync', 'ftruncate', 'futex', 'getcwd', 'getdents64', 'getegid', 'geteuid', 'getgid', 'getgroups', 'getpgrp',
        'getpid', 'getppid', 'getrandom', 'getrlimit', 'getsid', 'getsockname', 'getsockopt', 'getuid', 'ioctl', 'kill', 'link', 'listen',
        'lseek', 'lstat', 'mkdir', 'mknod', 'mmap', 'mprotect', 'munmap', 'nanosleep', 'newfstatat', 'open', 'openat', 'pipe', 'pipe2',
        'poll', 'prctl', 'pread64', 'prlimit64', 'pwrite64', 'read', 'readlink', 'recvfrom', 'recvmsg', 'rename', 'rmdir', 'rt_sigaction',
        'rt_sigprocmask', 'rt_sigreturn', 'select', 'sendfile', 'sendmsg', 'sendto', 'setgid', 'setgroups', 'setpgid', 'setrlimit', 'setsid',
        'setsockopt', 'setuid', 'sigaltstack', 'socket', 'socketpair', 'stat', 'statfs', 'symlink', 'sync', 'sysinfo', 'truncate', 'umask',
        'uname', 'unlink', 'utimensat', 'vfork', 'wait4', 'waitid', 'write', 'writev',
      ],
      action: 'SCMP_ACT_ALLOW',
    },
  ],
}

/** Privileged containers and `seccomp=unconfined` have none. */
export const isFiltered = (host: HostConfig): boolean => !host.Privileged && securityOption(host, 'seccomp') !== 'unconfined'
