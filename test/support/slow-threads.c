/* Every thread but the main one takes long to hand a signal on, as if there was no processor for it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LONG_MS 100

/* At work, not asleep. */
static void take_long(void) {
  struct timespec start, now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do clock_gettime(CLOCK_MONOTONIC, &now);
  while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < LONG_MS);
}

int pthread_kill(pthread_t thread, int number) {
  int (*call)(pthread_t, int);
  void *found = dlsym(RTLD_NEXT, "pthread_kill");
  memcpy(&call, &found, sizeof call);
  if (syscall(SYS_gettid) != getpid()) take_long();
  return call(thread, number);
}
