#define _GNU_SOURCE /* syscall, sigaltstack */

#include "rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

/* A terminal that takes nothing for so long has been stopped, or nobody is there any more. */
#define WRITE_PATIENCE_MS 1000

/* Room for a handler of ours above the largest frame that a processor's registers make (AMX: 11 KiB). */
#define STACK_SIZE (64 * 1024)

/* Descriptors with FD_CLOEXEC would be closed, and the caller names those that must not be. */
static void keep_through_exec(int fd) {
  int flags = fcntl(fd, F_GETFD);
  if (flags >= 0) fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, 0};

const int asking_signals[] = {
  SIGHUP,    SIGINT,  SIGTERM, SIGTSTP, SIGUSR1, SIGQUIT, SIGUSR2, SIGALRM,
  SIGVTALRM, SIGXCPU, SIGIO,
#ifdef SIGPWR
  SIGPWR,
#endif
#ifdef SIGSTKFLT
  SIGSTKFLT,
#endif
  0,
};

sigset_t asking_set(void) {
  sigset_t set;
  sigemptyset(&set);
  for (const int *number = asking_signals; *number; number++) sigaddset(&set, *number);
  return set;
}

void block_asking(sigset_t *before) {
  const sigset_t set = asking_set();
  pthread_sigmask(SIG_BLOCK, &set, before);
}

static void change_faults(int how) {
  sigset_t set;
  sigemptyset(&set);
  for (const int *number = fatal_signals; *number; number++) sigaddset(&set, *number);
  pthread_sigmask(how, &set, NULL);
}

void let_faults_through(void) {
  change_faults(SIG_UNBLOCK);
}

void hold_signals(void) {
  const sigset_t set = asking_set();
  /* Set, not added: a handler's own mask would go on to block everything in the next image. */
  pthread_sigmask(SIG_SETMASK, &set, NULL);
}

void become_next(const struct rescue *rescue) {
  if (!rescue->program) return;
  for (int fd = 0; fd <= 2; fd++) keep_through_exec(fd);
  for (size_t i = 0; i < rescue->descriptor_count; i++) keep_through_exec(rescue->descriptors[i]);
  change_faults(SIG_BLOCK);
  execve(rescue->program, rescue->arguments, rescue->environment);
  let_faults_through();
}

void leave_terminal(const struct rescue *rescue) {
  if (rescue->has_settings) set_termios(STDIN_FILENO, &rescue->settings);
  write_all(STDOUT_FILENO, rescue->farewell, rescue->farewell_length);
}

void die_by(int number) {
  sigset_t only;
  signal(number, SIG_DFL); /* the C library's own way, which no sigaction() of ours gets in the way of */
  sigemptyset(&only);
  sigaddset(&only, number);
  pthread_sigmask(SIG_UNBLOCK, &only, NULL);
  raise(number);
  end_process(128 + number);
}

void end_process(int status) {
#ifdef __linux__
  syscall(SYS_exit_group, status);
  __builtin_unreachable();
#else
  _exit(status);
#endif
}

void use_own_stack(void) {
  static char memory[STACK_SIZE];
  stack_t stack;
  memset(&stack, 0, sizeof stack);
  stack.ss_sp = memory;
  stack.ss_size = sizeof memory;
  sigaltstack(&stack, NULL);
}

void wait_for_end(void) {
  for (;;) pause();
}

pid_t thread_id(void) {
#ifdef __linux__
  return (pid_t)syscall(SYS_gettid);
#else
  return (pid_t)(uintptr_t)pthread_self(); /* only ever compared with another one */
#endif
}

void write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd one = {fd, POLLOUT, 0};
      if (poll(&one, 1, WRITE_PATIENCE_MS) <= 0) return;
    } else if (written == 0 || errno != EINTR) {
      return;
    }
  }
}

void write_number(char *text, unsigned number) {
  unsigned power = 1;
  while (number / power >= 10) power *= 10;
  for (; power > 0; power /= 10) *text++ = (char)('0' + number / power % 10);
  *text = '\0';
}

int set_termios(int fd, const struct termios *settings) {
  sigset_t ttou, before;
  int error;
  sigemptyset(&ttou);
  sigaddset(&ttou, SIGTTOU);
  if ((error = pthread_sigmask(SIG_BLOCK, &ttou, &before))) return error;
  do error = tcsetattr(fd, TCSANOW, settings) < 0 ? errno : 0;
  while (error == EINTR);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}
