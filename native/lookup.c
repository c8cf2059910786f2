/*
 * Names of hosts into addresses, each look-up in a thread of its own: libuv gives all of them two threads together, so
 * that two dead name servers would keep every other name waiting, `localhost` among them.
 */
#define _GNU_SOURCE /* pipe2() */
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* More than any host has; the answer must fit into a pipe, so that no thread waits for a reader. */
#define MAX_ADDRESSES 64
#define ADDRESS_SIZE 64

struct question {
  char *host;
  int answer; /* descriptor */
};

static const char *failure_name(int failure) {
  switch (failure) {
    case EAI_AGAIN:
      return "EAI_AGAIN";
    case EAI_NONAME:
#if defined(EAI_NODATA) && EAI_NODATA != EAI_NONAME
    case EAI_NODATA:
#endif
      return "ENOTFOUND";
    default:
      return "EAI_FAIL";
  }
}

/* One address a line, or `!CODE`. */
static size_t write_addresses(const struct addrinfo *found, char *text, size_t size) {
  size_t length = 0;
  char address[ADDRESS_SIZE];
  int count = 0;
  for (; found && count < MAX_ADDRESSES; found = found->ai_next, count++) {
    if (getnameinfo(found->ai_addr, found->ai_addrlen, address, sizeof address, NULL, 0, NI_NUMERICHOST)) continue;
    length += (size_t)snprintf(text + length, size - length, "%s\n", address);
  }
  return length;
}

static void *look_up_in_thread(void *argument) {
  struct question *question = argument;
  char text[MAX_ADDRESSES * (ADDRESS_SIZE + 1)];
  struct addrinfo hints, *found = NULL;
  memset(&hints, 0, sizeof hints);
  hints.ai_socktype = SOCK_STREAM;
  int failure = getaddrinfo(question->host, NULL, &hints, &found);
  size_t length = failure ? (size_t)snprintf(text, sizeof text, "!%s\n", failure_name(failure))
                          : write_addresses(found, text, sizeof text);
  if (!failure) freeaddrinfo(found);
  /* Nobody may be there to read it any more; SIGPIPE is blocked here. */
  ssize_t written = write(question->answer, text, length);
  (void)written;
  close(question->answer);
  free(question->host);
  free(question);
  return NULL;
}

/* Signals are for the thread of JavaScript, but for those of faults, which the handler for crashes is to see. */
static void block_all_but_faults(sigset_t *before) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
  sigset_t blocked;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
  pthread_sigmask(SIG_SETMASK, &blocked, before);
}

/* Returns 0 or an errno. The thread inherits the mask it is made with. */
static int start_thread(struct question *question) {
  pthread_t thread;
  sigset_t before;
  block_all_but_faults(&before);
  int error = pthread_create(&thread, NULL, look_up_in_thread, question);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!error) pthread_detach(thread);
  return error;
}

/* Both ends closed by execve(). Returns 0 or an errno. */
static int open_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC) < 0 ? errno : 0;
#else
  if (pipe(ends) < 0) return errno;
  for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

napi_value look_up(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  if (!get_arguments(env, info, 1, values)) return NULL;
  char *host = copy_string(env, values[0]);
  if (!host) return NULL;
  struct question *question = malloc(sizeof *question);
  int ends[2] = {-1, -1};
  int error = question ? open_pipe(ends) : ENOMEM;
  if (!error) {
    *question = (struct question){host, ends[1]};
    error = start_thread(question);
  }
  if (error) {
    for (int i = 0; i < 2; i++)
      if (ends[i] >= 0) close(ends[i]);
    free(host);
    free(question);
    return fail(env, "getaddrinfo", NULL, error);
  }
  OK(napi_create_int32(env, ends[0], &result));
  return result;
}
