/*
 * A library for LD_PRELOAD: a process gets a signal right after the n-th of those system calls of its main thread that
 * read, write or change a file. Which process, signal and n is in the file named by TEST_CRASHPOINT: 64-bit numbers in
 * the machine's own byte order. n counts down to 0; then nothing more happens.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct order {
  int64_t pid;
  int64_t signal;
  int64_t left;
};

static volatile struct order *order;

static void *next(const char *name) {
  return dlsym(RTLD_NEXT, name);
}

static void map_order(void) {
  const char *path = getenv("TEST_CRASHPOINT");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof *order, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) order = mapped;
}

typedef int (*main_function)(int, char **, char **);
typedef int (*start_function)(main_function, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

/* Not by a constructor: what libraries do before the program starts is not the program's. */
int __libc_start_main(main_function main, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*loader_fini)(void), void *stack_end) {
  start_function start;
  void *found = next("__libc_start_main");
  memcpy(&start, &found, sizeof start);
  map_order();
  return start(main, argc, argv, init, fini, loader_fini, stack_end);
}

static void count_down(void) {
  pid_t pid = getpid();
  if (!order || order->left <= 0 || order->pid != pid || syscall(SYS_gettid) != pid) return;
  if (--order->left == 0) raise((int)order->signal);
}

/* The real function, its result and errno untouched. */
#define COUNTED(type, name, parameters, ...)                      \
  type name parameters {                                          \
    static type(*real) parameters;                                \
    if (!real) {                                                  \
      void *found = next(#name);                                  \
      memcpy(&real, &found, sizeof real);                         \
    }                                                             \
    type result = real(__VA_ARGS__);                              \
    int error = errno;                                            \
    count_down();                                                 \
    errno = error;                                                \
    return result;                                                \
  }

COUNTED(ssize_t, read, (int fd, void *bytes, size_t size), fd, bytes, size)
COUNTED(ssize_t, write, (int fd, const void *bytes, size_t size), fd, bytes, size)
COUNTED(ssize_t, writev, (int fd, const struct iovec *parts, int number), fd, parts, number)
COUNTED(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t at), fd, bytes, size, at)
COUNTED(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off_t at), fd, bytes, size, at)
COUNTED(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), fd, message, flags)
COUNTED(int, ftruncate, (int fd, off_t length), fd, length)
COUNTED(int, ftruncate64, (int fd, off_t length), fd, length)
COUNTED(int, rename, (const char *from, const char *to), from, to)
COUNTED(int, unlink, (const char *path), path)
COUNTED(int, close, (int fd), fd)
