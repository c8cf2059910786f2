#define _GNU_SOURCE /* ucontext_t, SYS_gettid */

#include "thread_masks.h"

#ifdef __linux__

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* Ignored by default, so that one that comes late does nothing; Node and the C library have no use for it. */
#define REQUEST SIGURG

static sigset_t reserved; /* what is to be blocked */
static pid_t keeper;      /* the thread that may have them */

/* What is put back behind a handler is what the thread goes on with. */
static void on_request(int number, siginfo_t *info, void *context) {
  sigset_t *mask = &((ucontext_t *)context)->uc_sigmask;
  if (info->si_code != SI_TKILL || info->si_pid != getpid() || (pid_t)syscall(SYS_gettid) == keeper) return;
  for (number = 1; number < NSIG; number++) {
    if (sigismember(&reserved, number) == 1) sigaddset(mask, number);
  }
}

/* The request waits until any other handler is done, and while it is handled nothing else is. */
static void ask(pid_t thread) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_request;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);
  sigaction(REQUEST, &action, NULL);
  syscall(SYS_tgkill, getpid(), thread, REQUEST);
}

/* Signals from 1 to 64, a bit each. */
static uint64_t bits_of(const sigset_t *numbers) {
  uint64_t bits = 0;
  for (int number = 1; number < NSIG && number <= 64; number++) {
    if (sigismember(numbers, number) == 1) bits |= UINT64_C(1) << (number - 1);
  }
  return bits;
}

/* Its mask and what it is doing, as in proc(5). False: there is no such thread any more. */
static bool look_at(int tasks, const char *thread, uint64_t *mask, char *state) {
  char name[64], text[4096];
  snprintf(name, sizeof name, "%s/status", thread);
  int fd = openat(tasks, name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  if (length <= 0) return false;
  text[length] = '\0';
  const char *blocked = strstr(text, "\nSigBlk:"), *doing = strstr(text, "\nState:");
  return blocked && doing && sscanf(blocked, "\nSigBlk: %" SCNx64, mask) == 1 && sscanf(doing, "\nState: %c", state) == 1;
}

/*
 * Handlers of those who handle such signals (libuv, Node, this addon) block the request, too. So a thread that blocks
 * it is in one of them, unless it sleeps: then it is one that blocks everything. A handler that waits does so for another
 * one, which still runs.
 */
static bool leaves_them_alone(uint64_t wanted, uint64_t mask, char state) {
  const uint64_t request = UINT64_C(1) << (REQUEST - 1);
  if (state == 'Z' || state == 'X') return true;
  return (mask & wanted) == wanted && (!(mask & request) || state == 'S');
}

bool reserve(const sigset_t *numbers) {
  const uint64_t wanted = bits_of(numbers);
  bool do_all = true;
  uint64_t mask;
  char state;
  DIR *directory = opendir("/proc/self/task");
  if (!directory) return true;
  reserved = *numbers;
  keeper = (pid_t)syscall(SYS_gettid);
  for (struct dirent *entry; (entry = readdir(directory));) {
    pid_t thread = (pid_t)atoi(entry->d_name);
    if (thread <= 0 || thread == keeper || !look_at(dirfd(directory), entry->d_name, &mask, &state)) continue;
    if (leaves_them_alone(wanted, mask, state)) continue;
    do_all = false;
    ask(thread);
  }
  closedir(directory);
  return do_all;
}

#else

bool reserve(const sigset_t *numbers) {
  (void)numbers;
  return true;
}

#endif
