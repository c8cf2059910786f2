#define _GNU_SOURCE /* NSIG */

#include "signal_mask.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

static pthread_t waiting; /* the thread that has them blocked */

static struct {
  bool is_held;
  struct sigaction before;
} held[NSIG];

static void pass_on(int number) {
  int error = errno;
  if (!pthread_equal(pthread_self(), waiting)) pthread_kill(waiting, number);
  errno = error;
}

/* SIGKILL and SIGSTOP have no handler, nor do the signals that the C library keeps for itself. */
static void redirect(int number) {
  struct sigaction action;
  if (held[number].is_held) return;
  memset(&action, 0, sizeof action);
  action.sa_handler = pass_on;
  sigfillset(&action.sa_mask); /* as thread_masks.c wants it */
  action.sa_flags = SA_RESTART;
  held[number].is_held = sigaction(number, &action, &held[number].before) == 0;
}

/* Unless somebody has asked for another action meanwhile. */
static void give_back(int number) {
  struct sigaction now;
  if (!held[number].is_held) return;
  held[number].is_held = false;
  if (sigaction(number, NULL, &now) == 0 && now.sa_handler == pass_on) sigaction(number, &held[number].before, NULL);
}

int hold(const sigset_t *numbers) {
  waiting = pthread_self();
  int error = pthread_sigmask(SIG_BLOCK, numbers, NULL);
  for (int number = 1; !error && number < NSIG; number++) {
    if (sigismember(numbers, number) == 1) redirect(number);
  }
  return error;
}

int let_go(const sigset_t *numbers) {
  for (int number = 1; number < NSIG; number++) {
    if (sigismember(numbers, number) == 1) give_back(number);
  }
  return pthread_sigmask(SIG_UNBLOCK, numbers, NULL);
}
