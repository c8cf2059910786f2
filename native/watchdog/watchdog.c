/*
 * The watch over the start of a new image. A reload puts this file in LD_PRELOAD of the image that it starts; so
 * it is there before the first line of Node, and whatever ends that image before it has called
 * clay_guard_release() (a Node that cannot start, a bundle with a syntax error, a crash, an exit, an endless
 * loop) leads back to the previous build by one more execve(): same process, same descriptors.
 *
 * Without the variables below, or loaded in any other way, it does nothing. All that it reads it removes, so that
 * no child sees them:
 *
 *   CLAY_GUARD_LIMIT     ms of work, or of waiting, until the release must have come
 *   CLAY_GUARD_FDS       "5,7,12": what the image put back inherits, besides 0, 1 and 2
 *   CLAY_GUARD_HELD      a descriptor that what is put back is run by, closed in the end
 *   CLAY_GUARD_BACK      what to go back to: path, argv[0], argv[1]..., joined by \x1f; without it the terminal is
 *                        left in order, what the image complained of is shown, and the process ends (the last
 *                        resort, also when execve() fails)
 *   CLAY_GUARD_BACK_ENV  NAME=value joined by \x1e, on top of the environment
 *   CLAY_GUARD_TERMIOS   for the last resort, hexadecimal: the terminal's struct termios as it was before Clay
 *   CLAY_GUARD_FAREWELL  for the last resort, hexadecimal: what leaves the screen in order
 *   CLAY_GUARD_PRELOAD   LD_PRELOAD as it was
 *   CLAY_GUARD_CHILD     alone, without a watch: this process is not to outlive its parent
 *
 * The image watched has CLAY_GUARDED=1; the one put back has CLAY_ROLLED_BACK="exit 3", "signal 11" or "time 700"
 * and CLAY_ROLLED_BACK_STDERR, the descriptor of a file with what the other wrote to standard error.
 */
#ifdef __linux__

#define _GNU_SOURCE /* RTLD_NEXT, on_exit, tgkill */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "watchdog_settings.h"
#include "rescue.h"

#define PUBLIC __attribute__((visibility("default")))

/* Of what was captured, shown in the last resort: a screen or so. */
#define SHOWN_SIZE 4096

int clay_guard_release(void);

/* Who has the say: nobody yet (the image is watched), the thread that goes back, or the image itself. */
enum { WATCHED = 0, RELEASED = -1 };
static atomic_int holder = RELEASED; /* or a thread_id() */
static atomic_int stage;             /* of the way back, so that a crash in one leads to the next */
static atomic_int is_parked;         /* the main thread, while another one goes back */

static pid_t owner; /* a child between fork() and execve() has our handlers, too */
static struct rescue back;
static long limit_ms;
static int captured = -1; /* standard error, see capture.h */
static int held = -1;     /* the program to go back to, which may have no name any more */
static pthread_t watcher;
static bool has_watcher; /* a system that grants no thread leaves no Node in peace: that one ends by itself */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released;

static char rolled_back[] = "CLAY_ROLLED_BACK=signal 4294967295";
static char rolled_back_stderr[sizeof "CLAY_ROLLED_BACK_STDERR=4294967295"] = "CLAY_ROLLED_BACK_STDERR=";

/* ----------------------------------------------------------------- signals */

static struct {
  bool is_guarded;
  struct sigaction action; /* as it was found, then the last one asked for */
  atomic_int noted;        /* it has arrived, and nobody has been told */
} signals[NSIG];

typedef int (*sigaction_call)(int, const struct sigaction *, struct sigaction *);

static int real_sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  static sigaction_call call;
  if (!call) {
    void *found = dlsym(RTLD_NEXT, "sigaction");
    memcpy(&call, &found, sizeof call); /* ISO C knows no cast from one to the other */
  }
  return call(number, action, before);
}

/* A Node that starts resets all dispositions: for the guarded ones that is put off until the release. */
PUBLIC int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  if (atomic_load(&holder) == RELEASED || number <= 0 || number >= NSIG || !signals[number].is_guarded ||
      getpid() != owner)
    return real_sigaction(number, action, before);
  struct sigaction last = signals[number].action;
  if (action) signals[number].action = *action;
  if (before) *before = last;
  return 0;
}

/* Sends what was noted where it will not be lost: to the thread that goes back and has it blocked, or to the image. */
static void deliver(int number) {
  int who = atomic_load(&holder);
  if (who == WATCHED || !atomic_exchange(&signals[number].noted, 0)) return;
  if (who == RELEASED) kill(owner, number);
  else tgkill(owner, who, number);
}

static void on_asking(int number) {
  int error = errno;
  if (getpid() != owner) die_by(number);
  atomic_store(&signals[number].noted, 1);
  deliver(number); /* if it came between the end of the watch and the end of this handler */
  errno = error;
}

/* ------------------------------------------------------------ the way back */

/* A terminal in raw mode, or one that is just leaving it, needs the carriage return. */
static void write_text(const char *text, size_t length) {
  size_t start = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] != '\n') continue;
    write_all(STDERR_FILENO, text + start, i - start);
    write_all(STDERR_FILENO, "\r\n", 2);
    start = i + 1;
  }
  write_all(STDERR_FILENO, text + start, length - start);
}

/* The end of it, since what a program dies of is what it says last. */
static void show_captured(void) {
  static char text[SHOWN_SIZE];
  off_t size = rewind_captured();
  ssize_t length = pread(captured, text, sizeof text, size > SHOWN_SIZE ? size - SHOWN_SIZE : 0);
  if (length <= 0) return;
  write_text(text, (size_t)length);
  if (text[length - 1] != '\n') write_text("\n", 1);
}

static void explain(void) {
  const char *const sentence[] = {"clay: it could not be started again (", strchr(rolled_back, '=') + 1, ").\n"};
  show_captured();
  for (size_t i = 0; i < 3; i++) write_text(sentence[i], strlen(sentence[i]));
}

static void write_cause(const char *cause, unsigned number) {
  char *text = strchr(rolled_back, '=') + 1;
  while (*cause) *text++ = *cause++;
  write_number(text, number);
}

/* It may be printing without end, and would do so on the user's screen as soon as that is standard error again. */
static void park_main_thread(void) {
  const struct timespec pause = {0, 100 * 1000};
  tgkill(owner, owner, SIGTRAP); /* any of the fatal ones: their handler finds that it is not the first */
  /* 20 ms at most. A thread in a system call that never ends prints nothing, either. */
  for (int i = 0; i < 200 && !atomic_load(&is_parked); i++) nanosleep(&pause, NULL);
}

static void put_back(const char *cause, unsigned number) {
  write_cause(cause, number);
  hold_signals();
  if (thread_id() != owner) park_main_thread();
  for (const int *asking = asking_signals; *asking; asking++) deliver(*asking);
  restore_stderr();
  if (captured >= 0) {
    rewind_captured();
    fcntl(captured, F_SETFD, 0);
  }
  become_next(&back);
}

/* Whether this thread is the one to go back. False if the image is not watched any more. */
static bool claim(int self) {
  int who = WATCHED;
  if (atomic_compare_exchange_strong(&holder, &who, self) || who == self) return true;
  if (who == RELEASED) return false;
  if (self == owner) atomic_store(&is_parked, 1);
  wait_for_end();
}

/* True: there is no way back, and all that can be left in order is. False: the image is not watched. */
static bool go_back(const char *cause, unsigned number) {
  sigset_t mask;
  if (getpid() != owner) return false;
  block_asking(&mask); /* before others send here what they noted */
  if (!claim(thread_id())) {
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return false;
  }
  int next = atomic_fetch_add(&stage, 1);
  if (next == 0) {
    put_back(cause, number);
    next = atomic_fetch_add(&stage, 1);
  }
  if (next == 1) {
    leave_terminal(&back);
    explain();
  }
  return true;
}

static void on_fatal(int number) {
  go_back("signal ", (unsigned)number);
  die_by(number);
}

static void on_exit_called(int status, void *unused) {
  (void)unused;
  /* The end of the watch is no success, whatever the image thinks of it. */
  if (go_back("exit ", (unsigned)status & 0xff)) end_process(status & 0xff ? status : EXIT_FAILURE);
}

#ifndef __GLIBC__
/* No other C library tells the status; that of a Node that has nothing left to do is 0. */
static void on_return(void) {
  on_exit_called(0, NULL);
}
#endif

/* Sooner than handlers and destructors of the image, any of which could hang or crash. */
PUBLIC void exit(int status) {
  on_exit_called(status, NULL);
  __attribute__((noreturn)) void (*call)(int);
  void *found = dlsym(RTLD_NEXT, "exit");
  memcpy(&call, &found, sizeof call);
  call(status);
}

PUBLIC void _exit(int status) {
  on_exit_called(status, NULL);
  end_process(status);
}

/* The limit is looked at this often. */
#define STEP_US 20000

static int64_t microseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/*
 * The time that counts since the last look: what the processor has worked for this process, so that a machine with much
 * else to do makes no build fail; or the time itself where it did nothing at all, since who waits may wait for ever.
 * Time in which the whole process was stopped counts as one step.
 */
static int64_t time_that_counts(int64_t *clock, int64_t *worked) {
  int64_t now = microseconds(CLOCK_MONOTONIC), work = microseconds(CLOCK_PROCESS_CPUTIME_ID);
  int64_t passed = now - *clock, done = work - *worked;
  *clock = now;
  *worked = work;
  if (passed > 2 * STEP_US) passed = STEP_US;
  return done < passed / 100 || done > passed ? passed : done;
}

static void next_look(struct timespec *at) {
  clock_gettime(CLOCK_MONOTONIC, at);
  at->tv_nsec += STEP_US * 1000;
  if (at->tv_nsec < 1000000000) return;
  at->tv_sec++;
  at->tv_nsec -= 1000000000;
}

static void *watch(void *unused) {
  (void)unused;
  int64_t left = (int64_t)limit_ms * 1000;
  int64_t clock = microseconds(CLOCK_MONOTONIC), worked = microseconds(CLOCK_PROCESS_CPUTIME_ID);
  struct timespec look;
  pthread_mutex_lock(&lock);
  while (atomic_load(&holder) == WATCHED && left > 0) {
    next_look(&look);
    if (pthread_cond_timedwait(&released, &lock, &look) == ETIMEDOUT) left -= time_that_counts(&clock, &worked);
  }
  pthread_mutex_unlock(&lock);
  if (left <= 0 && go_back("time ", (unsigned)limit_ms)) end_process(EXIT_FAILURE);
  return NULL;
}

/* ------------------------------------------------------------- the release */

static void drop_held(void) {
  if (held >= 0) close(held);
  held = -1;
}

static void put_in_force(const int *numbers) {
  for (; *numbers; numbers++) real_sigaction(*numbers, &signals[*numbers].action, NULL);
}

/*
 * Ends the watch; for the main thread, once the image has handlers of its own. 1 if there was one. A SIGUSR1
 * that nobody but Node itself handles by then opens its inspector, as ever.
 */
PUBLIC int clay_guard_release(void) {
  int nobody = WATCHED;
  sigset_t mask;
  if (getpid() != owner) return 0;
  block_asking(&mask); /* no handler of ours may wait for this very thread to go on */
  pthread_mutex_lock(&lock);
  bool is_ours = atomic_compare_exchange_strong(&holder, &nobody, RELEASED);
  pthread_cond_signal(&released);
  pthread_mutex_unlock(&lock);
  if (is_ours) {
    put_in_force(fatal_signals);
    put_in_force(asking_signals);
    if (has_watcher) pthread_join(watcher, NULL);
    drop_captured();
    drop_held();
    for (const int *number = asking_signals; *number; number++) deliver(*number);
  } else if (nobody != RELEASED) {
    wait_for_end();
  }
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  return is_ours;
}

/* ----------------------------------------------------------- the beginning */

static void guard_signals(const int *numbers, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | flags;
  action.sa_mask = asking_set();
  sigaddset(&action.sa_mask, SIGURG); /* as thread_masks.c wants it */
  for (; *numbers; numbers++) {
    real_sigaction(*numbers, NULL, &signals[*numbers].action);
    signals[*numbers].is_guarded = true;
    real_sigaction(*numbers, &action, NULL);
  }
}

/* With all signals blocked: they are for the threads of the image. */
static void start_watcher(void) {
  pthread_condattr_t attributes;
  sigset_t all, mask;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&released, &attributes);
  pthread_condattr_destroy(&attributes);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &mask);
  has_watcher = pthread_create(&watcher, NULL, watch, NULL) == 0;
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

static void begin_watch(long limit) {
  limit_ms = limit;
  owner = getpid();
  captured = capture_stderr();
  if (captured >= 0) write_number(strchr(rolled_back_stderr, '=') + 1, (unsigned)captured);
  char *ours[] = {rolled_back, rolled_back_stderr, NULL};
  held = take_held();
  if (!read_watchdog_settings(ours, &back)) {
    drop_captured();
    drop_held();
    let_faults_through();
    return;
  }
  setenv("CLAY_GUARDED", "1", 1);
  use_own_stack();
  atomic_store(&holder, WATCHED);
  guard_signals(fatal_signals, on_fatal, SA_NODEFER);
  guard_signals(asking_signals, on_asking, SA_RESTART);
  /* A return from main() does not come by our exit(). */
#ifdef __GLIBC__
  on_exit(on_exit_called, NULL);
#else
  atexit(on_return);
#endif
  start_watcher();
  /* The image before has left them blocked, and maybe one that waits. */
  let_faults_through();
}

/* A file that is loaded later keeps no watch: its sigaction() is nobody's, and half a watch is worse than none. */
static bool is_preloaded(void) {
  Dl_info one, other;
  void *used = dlsym(RTLD_DEFAULT, "sigaction");
  return used && dladdr(used, &one) && dladdr(&back, &other) && one.dli_fbase == other.dli_fbase;
}

__attribute__((constructor)) static void begin(void) {
  if (!(getenv("CLAY_GUARD_LIMIT") || getenv("CLAY_GUARD_CHILD")) || !is_preloaded()) return;
  char *limit = take_variable("CLAY_GUARD_LIMIT");
  put_preload_back();
  unsetenv("CLAY_GUARD_CHILD");
  if (limit) begin_watch(strtol(limit, NULL, 10));
  else prctl(PR_SET_PDEATHSIG, SIGKILL);
  free(limit);
}

#endif
