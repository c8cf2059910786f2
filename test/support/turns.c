/*
 * A library for LD_PRELOAD: how long each turn of a Node's event loop takes, in CPU time of its main thread (us). A turn is what
 * lies between two waits for events. The file named by TEST_TURNS is a number of the process, the count of turns, and
 * the latest of them in a ring; 32 bits each, in the machine's own byte order. It belongs to the first process
 * that waits for events, through each execve().
 */
#define _GNU_SOURCE

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define RING (1 << 20)

static struct {
  uint32_t pid, count, turns[RING];
} volatile *record;

static int64_t began;

static int64_t worked(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

/* Those that the client starts find the file taken, and whoever has started it waits for no events in this way. */
static void take_record(void) {
  const char *path = getenv("TEST_TURNS");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped == MAP_FAILED) return;
  record = mapped;
  if (record->pid == 0) record->pid = (uint32_t)getpid();
  if (record->pid != (uint32_t)getpid()) record = NULL;
}

static int is_counted(void) {
  static int looked;
  if (gettid() != getpid()) return 0;
  if (!looked) take_record();
  looked = 1;
  return record != NULL;
}

int epoll_pwait(int fd, struct epoll_event *events, int most, int patience, const sigset_t *mask) {
  if (is_counted()) {
    record->turns[record->count % RING] = (uint32_t)(worked() - began);
    record->count++;
  }
  int result = (int)syscall(SYS_epoll_pwait, fd, events, most, patience, mask, sizeof(uint64_t));
  if (is_counted()) began = worked();
  return result;
}

int epoll_wait(int fd, struct epoll_event *events, int most, int patience) {
  return epoll_pwait(fd, events, most, patience, NULL);
}
