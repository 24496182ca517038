/*
 * One attempt of native code, by name: `probe NAME [NUMBER]`. Ends with 0 where it got what it wanted, with 1 where it was
 * refused, and then says how the kernel put it. Calls are made by their numbers, so that no library stands between.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1024L * 1024)
#define MANY 1500
/* Memory that no limit of one process must let through. */
#define MUCH (1500 * MIB)

static char **self;
static long argument;

/* Every page, or an error. */
static long fill(char *memory) {
  if (memory == MAP_FAILED) return -1;
  for (long at = 0; at < MUCH; at += 4096) memory[at] = 1;
  return 0;
}

static long mapped(int flags) {
  return fill(mmap(NULL, MUCH, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

static long memory_private(void) { return mapped(MAP_PRIVATE); }
static long memory_growing(void) { return mapped(MAP_PRIVATE | MAP_GROWSDOWN); }

/* Not resident any more after each piece, and still there. */
static long memory_shared(void) {
  char *memory = mmap(NULL, MUCH, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return -1;
  for (long at = 0; at < MUCH; at += MIB) {
    memset(memory + at, 1, MIB);
    if (madvise(memory + at, MIB, MADV_DONTNEED) != 0) return -1;
  }
  return memory[MUCH - 1] == 1 ? 0 : -1;
}

static long memory_file(void) {
  static char piece[MIB];
  int file = syscall(SYS_memfd_create, "probe", 0);
  if (file < 0) return -1;
  for (long at = 0; at < MUCH; at += MIB)
    if (write(file, piece, MIB) != MIB) return -1;
  return 0;
}

static long larger_pipe(void) {
  int ends[2];
  return pipe2(ends, 0) == 0 ? fcntl(ends[0], F_SETPIPE_SZ, MIB) : -1;
}

static void rest(void) {
  for (;;) sleep(1000);
}

/* A child that ends at once must not go on as the probe. */
static long child(long pid) {
  if (pid == 0) _exit(0);
  return pid;
}

static long forks(void) {
  static pid_t pids[MANY];
  int made = 0;
  while (made < MANY) {
    pid_t pid = fork();
    if (pid < 0) break;
    if (pid == 0) rest();
    pids[made++] = pid;
  }
  int reason = errno;
  for (int at = 0; at < made; at++) kill(pids[at], SIGKILL);
  errno = reason;
  return made == MANY ? 0 : -1;
}

static void *sleeper(void *nothing) {
  rest();
  return nothing;
}

static long threads(void) {
  pthread_attr_t small;
  pthread_t thread;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  for (int made = 0; made < MANY; made++)
    if ((errno = pthread_create(&thread, &small, sleeper, NULL)) != 0) return -1;
  return 0;
}

static long fork_one(void) { return child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }
static long new_namespace(void) { return child(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)); }

static long clone_three(void) {
  unsigned long arguments[8] = {0, 0, 0, 0, SIGCHLD};
  return child(syscall(SYS_clone3, arguments, sizeof arguments));
}

static int nothing(void *unused) { return unused != NULL; }

/* Shares all memory, and is no thread. */
static long shared_child(void) {
  static char stack[65536];
  return clone(nothing, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
}

static long unshare_user(void) { return syscall(SYS_unshare, CLONE_NEWUSER); }
static long mount_folder(void) { return syscall(SYS_mount, "none", "/plugin", "tmpfs", 0, 0); }
static long change_root(void) { return syscall(SYS_chroot, "/plugin"); }
static long become_root(void) { return syscall(SYS_setuid, 0); }
static long load_kernel(void) { return syscall(SYS_kexec_load, 0, 0, 0, 0); }

static long by_handle(void) {
  struct { unsigned bytes; int type; char handle[8]; } file = {8, 1, {0}};
  return syscall(SYS_open_by_handle_at, AT_FDCWD, &file, O_RDONLY);
}

static long internet(void) { return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }
static long internet6(void) { return syscall(SYS_socket, AF_INET6, SOCK_DGRAM, 0); }
static long local(void) { return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0); }
static long netlink(void) { return syscall(SYS_socket, AF_NETLINK, SOCK_RAW, 0); }
static long vsock(void) { return syscall(SYS_socket, AF_VSOCK, SOCK_STREAM, 0); }
static long algorithms(void) { return syscall(SYS_socket, AF_ALG, SOCK_SEQPACKET, 0); }

static long pair(void) {
  int ends[2];
  return syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends);
}

static long connected(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(argument)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  long file = internet();
  return file < 0 ? -1 : syscall(SYS_connect, file, &address, sizeof address);
}

/* Descriptor 3 is the only socket there is: it must not bring another. */
static long passed(void) {
  char byte, space[CMSG_SPACE(sizeof(int))];
  struct iovec piece = {&byte, 1};
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  *head = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
  *(int *)CMSG_DATA(head) = 1;
  return syscall(SYS_sendmsg, 3, &message, 0);
}

static long rings(void) {
  char parameters[120] = {0};
  return syscall(SYS_io_uring_setup, 8, parameters);
}

static long page_faults(void) { return syscall(SYS_userfaultfd, 1); }
static long key(void) { return syscall(SYS_add_key, "user", "probe", "x", 1, -3); }
static long traced(void) { return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0); }
static long persona(void) { return syscall(SYS_personality, 0x0040000); }

/* These outlive the process where it has no IPC namespace of its own. */
static long segment(void) {
  long id = syscall(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  return id < 0 ? id : syscall(SYS_shmctl, id, IPC_RMID, NULL);
}
static long messages(void) {
  long id = syscall(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600);
  return id < 0 ? id : syscall(SYS_msgctl, id, IPC_RMID, NULL);
}
static long semaphores(void) {
  long id = syscall(SYS_semget, IPC_PRIVATE, 1, IPC_CREAT | 0600);
  return id < 0 ? id : syscall(SYS_semctl, id, 0, IPC_RMID, 0);
}
static long queue(void) {
  long id = syscall(SYS_mq_open, "plexica-probe", O_RDWR | O_CREAT, 0600, 0);
  return id < 0 ? id : syscall(SYS_mq_unlink, "plexica-probe");
}

static long watch(void) { return syscall(SYS_inotify_init1, 0); }
static long timer(void) { return syscall(SYS_timerfd_create, 1, 0); }
static long locked(void) { return syscall(SYS_mlock, &argument, 8); }

static long program(void) {
  union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
  return syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map);
}

static long events(void) {
  struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .exclude_kernel = 1};
  return syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
}

static long other_memory(void) {
  long here;
  struct iovec to = {&here, sizeof here}, from = {&argument, sizeof argument};
  return syscall(SYS_process_vm_readv, getpid(), &to, 1, &from, 1, 0);
}

static long limits(void) {
  struct rlimit fewer = {64, 64};
  return syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &fewer, NULL);
}

static long signalled(void) { return syscall(SYS_kill, (pid_t)argument, SIGKILL); }
static long thread_signalled(void) { return syscall(SYS_tgkill, (pid_t)argument, (pid_t)argument, SIGKILL); }
static long parent_signalled(void) { return getppid() == 0 ? -1 : syscall(SYS_tgkill, getppid(), getppid(), 0); }

static long descriptors(void) {
  for (int file = 4; file < 1024; file++)
    if (fcntl(file, F_GETFD) >= 0) return 0;
  return -1;
}

/* Another program in its place, which is this one. */
static long replaced(void) {
  char *words[] = {self[0], "internet", NULL}, *nothing[] = {NULL};
  return syscall(SYS_execve, self[0], words, nothing);
}

#ifdef __x86_64__
static long descriptor_table(void) {
  char entry[16];
  return syscall(SYS_modify_ldt, 0, entry, sizeof entry);
}
static long x32(void) { return syscall(0x40000000 + SYS_getpid); }
static long i386(void) {
  long number = 20;
  __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
  if (number < 0) errno = -number;
  return number < 0 ? -1 : number;
}
#endif

#define ATTEMPT(name) {#name, name}
static const struct {
  const char *name;
  long (*run)(void);
} attempts[] = {
    ATTEMPT(memory_private), ATTEMPT(memory_growing), ATTEMPT(memory_shared), ATTEMPT(memory_file),
    ATTEMPT(larger_pipe), ATTEMPT(forks), ATTEMPT(threads), ATTEMPT(fork_one), ATTEMPT(new_namespace),
    ATTEMPT(clone_three), ATTEMPT(shared_child), ATTEMPT(unshare_user), ATTEMPT(mount_folder),
    ATTEMPT(change_root), ATTEMPT(become_root), ATTEMPT(load_kernel), ATTEMPT(by_handle), ATTEMPT(internet),
    ATTEMPT(internet6), ATTEMPT(local), ATTEMPT(netlink), ATTEMPT(vsock), ATTEMPT(algorithms), ATTEMPT(pair),
    ATTEMPT(connected), ATTEMPT(passed), ATTEMPT(rings), ATTEMPT(page_faults), ATTEMPT(key), ATTEMPT(traced),
    ATTEMPT(persona), ATTEMPT(segment), ATTEMPT(messages), ATTEMPT(semaphores), ATTEMPT(queue), ATTEMPT(watch),
    ATTEMPT(timer), ATTEMPT(locked), ATTEMPT(program), ATTEMPT(events), ATTEMPT(other_memory), ATTEMPT(limits),
    ATTEMPT(signalled), ATTEMPT(thread_signalled), ATTEMPT(parent_signalled), ATTEMPT(descriptors),
    ATTEMPT(replaced),
#ifdef __x86_64__
    ATTEMPT(descriptor_table), ATTEMPT(x32), ATTEMPT(i386),
#endif
};

int main(int count, char **words) {
  self = words;
  if (count > 2) argument = atol(words[2]);
  for (unsigned at = 0; count > 1 && at < sizeof attempts / sizeof *attempts; at++) {
    if (strcmp(attempts[at].name, words[1]) != 0) continue;
    errno = 0;
    if (attempts[at].run() >= 0) return 0;
    printf("%s\n", strerror(errno));
    return 1;
  }
  printf("there is no such attempt\n");
  return 2;
}
