#define _GNU_SOURCE /* NSIG */

#include "crash.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static _Atomic(struct crash_plan *) current;
static atomic_int crashed_thread; /* its thread_id(), or 0 */
static atomic_int stage;          /* of the rescue, so that a crash in one leads to the next */
static pid_t owner;               /* a child between fork() and execve() has our handlers, too */

static void on_crash(int number) {
  int nobody = 0, self = thread_id();
  if (getpid() != owner) die_by(number);
  if (!atomic_compare_exchange_strong(&crashed_thread, &nobody, self) && nobody != self) wait_for_end();
  struct crash_plan *plan = atomic_load(&current);
  if (!plan) die_by(number);
  int next = atomic_fetch_add(&stage, 1);
  if (next == 0) {
    write_number(plan->crashed + strlen(CRASHED_VARIABLE), (unsigned)number);
    hold_signals();
    become_next(&plan->rescue);
    next = atomic_fetch_add(&stage, 1);
  }
  if (next == 1) leave_terminal(&plan->rescue);
  die_by(number);
}

static void handle_crashes(bool on) {
  static struct sigaction before[NSIG];
  static bool is_on;
  struct sigaction action;
  if (on == is_on) return;
  is_on = on;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_crash;
  /* Not blocked in its own handler: a second fault would end the process at once, its terminal as it is. */
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  action.sa_mask = asking_set();
  /* Of the main thread: a thread of V8 or libuv that overflows its stack is not to be helped. */
  if (on) use_own_stack();
  for (const int *number = fatal_signals; *number; number++) {
    if (on) sigaction(*number, &action, &before[*number]);
    else sigaction(*number, &before[*number], NULL);
  }
  if (on) let_faults_through();
}

struct crash_plan *set_crash_plan(struct crash_plan *plan) {
  owner = getpid();
  if (!plan) handle_crashes(false);
  struct crash_plan *last = atomic_exchange(&current, plan);
  if (plan) handle_crashes(true);
  /* A thread that crashes just now may be at work with it. It is lost, which does not matter any more. */
  return atomic_load(&crashed_thread) ? NULL : last;
}
