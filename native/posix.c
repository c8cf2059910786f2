/*
 * The POSIX calls that Node lacks, as a Node-API addon: one wrapper per call, no policy. It keeps no state,
 * (the watch over crashes apart, crash.c), so it may be loaded by any number of contexts, and it uses Node-API only, so one build serves every Node
 * version. `posix.ts` is its typed face and says what each function does; every failure of a call is thrown
 * as an Error with `code`, `errno` (negative, as node:fs has it) and `syscall`.
 */
#define _GNU_SOURCE /* struct ucred */
#define NAPI_VERSION 8
#ifdef __linux__
/* This file is in LD_PRELOAD, too (guard.c), and what starts then may be a program without Node's functions. */
#define NAPI_EXTERN __attribute__((weak))
#endif

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <node_api.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <sys/ioctl.h>
#endif

#include "crash.h"
#include "hold.h"
#include "rescue.h"

#ifdef SIGRTMAX
#define HIGHEST_SIGNAL SIGRTMAX
#else
#define HIGHEST_SIGNAL (NSIG - 1)
#endif

/* "@" + sun_path, or "[" + IPv6 + "%" + scope + "]:" + port; the former is the longer one. */
#define ADDRESS_SIZE (sizeof(struct sockaddr_un) + 8)

/* ------------------------------------------------------------------ errors */

/* libuv's own table lacks ENOEXEC, which execve() is known for; these are what our calls document. */
static const char *error_name(int error) {
#define NAME(code) \
  case code:       \
    return #code;
  switch (error) {
    NAME(E2BIG) NAME(EACCES) NAME(EAGAIN) NAME(EBADF) NAME(EBUSY) NAME(ECONNRESET) NAME(EFAULT)
    NAME(EINTR) NAME(EINVAL) NAME(EIO) NAME(EISDIR) NAME(ELOOP) NAME(EMFILE) NAME(ENAMETOOLONG)
    NAME(ENFILE) NAME(ENOBUFS) NAME(ENODEV) NAME(ENOENT) NAME(ENOEXEC) NAME(ENOMEM) NAME(ENOPROTOOPT)
    NAME(ENOSYS) NAME(ENOTCONN) NAME(ENOTDIR) NAME(ENOTSOCK) NAME(ENOTTY) NAME(ENXIO) NAME(EOPNOTSUPP)
    NAME(EOVERFLOW) NAME(EPERM) NAME(ETXTBSY)
    default:
      return "UNKNOWN";
  }
#undef NAME
}

/* A Node-API call failed: if it left no exception of its own, throw its message. Returns NULL. */
static napi_value broken(napi_env env) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) {
    const napi_extended_error_info *info = NULL;
    napi_get_last_error_info(env, &info);
    napi_throw_error(env, NULL, info && info->error_message ? info->error_message : "Node-API call failed");
  }
  return NULL;
}

#define OK(call)                              \
  do {                                        \
    if ((call) != napi_ok) return broken(env); \
  } while (0)

static napi_value set_string(napi_env env, napi_value object, const char *key, const char *text) {
  napi_value value;
  if (text) OK(napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value));
  else OK(napi_get_null(env, &value));
  OK(napi_set_named_property(env, object, key, value));
  return object;
}

static napi_value set_number(napi_env env, napi_value object, const char *key, double number) {
  napi_value value;
  OK(napi_create_double(env, number, &value));
  OK(napi_set_named_property(env, object, key, value));
  return object;
}

static napi_value set_boolean(napi_env env, napi_value object, const char *key, bool truth) {
  napi_value value;
  OK(napi_get_boolean(env, truth, &value));
  OK(napi_set_named_property(env, object, key, value));
  return object;
}

/* Throws `CODE: Message, syscall 'path'` (path may be NULL). Returns NULL. */
static napi_value fail(napi_env env, const char *syscall, const char *path, int error) {
  char message[512];
  const char *name = error_name(error);
  int length = snprintf(message, sizeof message, "%s: %s, %s", name, strerror(error), syscall);
  if (path && length > 0 && (size_t)length < sizeof message)
    snprintf(message + length, sizeof message - (size_t)length, " '%s'", path);
  napi_value text, thrown;
  OK(napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text));
  OK(napi_create_error(env, NULL, text, &thrown));
  if (!set_string(env, thrown, "code", name) || !set_number(env, thrown, "errno", -error) ||
      !set_string(env, thrown, "syscall", syscall))
    return NULL;
  if (path && !set_string(env, thrown, "path", path)) return NULL;
  OK(napi_throw(env, thrown));
  return NULL;
}

static bool type_error(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message);
  return false;
}

/* --------------------------------------------------------------- arguments */

static bool get_arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *values) {
  size_t count = wanted;
  if (napi_get_cb_info(env, info, &count, values, NULL, NULL) != napi_ok) return broken(env) != NULL;
  return count >= wanted || type_error(env, "too few arguments");
}

/* An integer >= 0. napi_get_value_int32 turns NaN into 0, and 0 is the terminal. */
static bool get_integer(napi_env env, napi_value value, int *result) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok || !(number >= 0 && number <= 0x7fffffff) ||
      number != (int)number)
    return type_error(env, "expected an integer that is not negative");
  *result = (int)number;
  return true;
}

/* A copy to be freed, or NULL after throwing. A NUL inside would cut the string short unnoticed. */
static char *copy_string(napi_env env, napi_value value) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok) {
    type_error(env, "expected a string");
    return NULL;
  }
  char *text = malloc(length + 1);
  if (!text) {
    fail(env, "malloc", NULL, ENOMEM);
    return NULL;
  }
  if (napi_get_value_string_utf8(env, value, text, length + 1, &length) == napi_ok && strlen(text) == length)
    return text;
  free(text);
  type_error(env, "expected a string without NUL characters");
  return NULL;
}

static void free_strings(char **texts) {
  if (!texts) return;
  for (char **text = texts; *text; text++) free(*text);
  free(texts);
}

/* A NULL-terminated copy to be freed with free_strings, or NULL after throwing. */
static char **copy_strings(napi_env env, napi_value value) {
  uint32_t count;
  if (napi_get_array_length(env, value, &count) != napi_ok) {
    type_error(env, "expected an array of strings");
    return NULL;
  }
  char **texts = calloc((size_t)count + 1, sizeof *texts);
  if (!texts) {
    fail(env, "calloc", NULL, ENOMEM);
    return NULL;
  }
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    if (napi_get_element(env, value, i, &element) != napi_ok) broken(env);
    else texts[i] = copy_string(env, element);
    if (!texts[i]) {
      free_strings(texts);
      return NULL;
    }
  }
  return texts;
}

static bool get_bytes(napi_env env, napi_value value, void **bytes, size_t *length) {
  napi_typedarray_type type;
  return napi_get_typedarray_info(env, value, &type, length, bytes, NULL, NULL) == napi_ok &&
         type == napi_uint8_array;
}

static napi_value undefined(napi_env env) {
  napi_value value;
  OK(napi_get_undefined(env, &value));
  return value;
}

/* ------------------------------------------------------- descriptors, exec */

static napi_value get_cloexec(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  int flags = fcntl(fd, F_GETFD);
  if (flags < 0) return fail(env, "fcntl", NULL, errno);
  OK(napi_get_boolean(env, (flags & FD_CLOEXEC) != 0, &result));
  return result;
}

static napi_value set_cloexec(napi_env env, napi_callback_info info) {
  napi_value values[2];
  int fd;
  bool on;
  if (!get_arguments(env, info, 2, values) || !get_integer(env, values[0], &fd)) return NULL;
  if (napi_get_value_bool(env, values[1], &on) != napi_ok) {
    type_error(env, "expected a boolean");
    return NULL;
  }
  int flags = fcntl(fd, F_GETFD);
  if (flags < 0 || fcntl(fd, F_SETFD, on ? flags | FD_CLOEXEC : flags & ~FD_CLOEXEC) < 0)
    return fail(env, "fcntl", NULL, errno);
  return undefined(env);
}

static napi_value exec_ve(napi_env env, napi_callback_info info) {
  napi_value values[3];
  if (!get_arguments(env, info, 3, values)) return NULL;
  char *path = copy_string(env, values[0]);
  char **arguments = path ? copy_strings(env, values[1]) : NULL;
  char **environment = arguments ? copy_strings(env, values[2]) : NULL;
  if (environment) {
    execve(path, arguments, environment);
    fail(env, "execve", path, errno); /* it returned, so this is still the old image */
  }
  free_strings(environment);
  free_strings(arguments);
  free(path);
  return NULL;
}

/* ----------------------------------------------------------------- signals */

static napi_value change_mask(napi_env env, napi_callback_info info, int (*change)(const sigset_t *)) {
  napi_value values[1], element;
  uint32_t count;
  int number;
  sigset_t set;
  if (!get_arguments(env, info, 1, values)) return NULL;
  OK(napi_get_array_length(env, values[0], &count));
  sigemptyset(&set);
  for (uint32_t i = 0; i < count; i++) {
    OK(napi_get_element(env, values[0], i, &element));
    if (!get_integer(env, element, &number)) return NULL;
    if (sigaddset(&set, number) < 0) return fail(env, "sigaddset", NULL, errno);
  }
  int error = change(&set);
  return error ? fail(env, "pthread_sigmask", NULL, error) : undefined(env);
}

static napi_value block_signals(napi_env env, napi_callback_info info) {
  return change_mask(env, info, hold);
}

static napi_value unblock_signals(napi_env env, napi_callback_info info) {
  return change_mask(env, info, let_go);
}

static napi_value blocked_signals(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result, element;
  uint32_t count = 0;
  sigset_t set;
  int error = pthread_sigmask(SIG_BLOCK, NULL, &set);
  if (error) return fail(env, "pthread_sigmask", NULL, error);
  OK(napi_create_array(env, &result));
  for (int number = 1; number <= HIGHEST_SIGNAL; number++) {
    if (sigismember(&set, number) != 1) continue;
    OK(napi_create_int32(env, number, &element));
    OK(napi_set_element(env, result, count++, element));
  }
  return result;
}

/* ---------------------------------------------------------------- terminal */

static napi_value tc_getattr(napi_env env, napi_callback_info info) {
  napi_value values[1], buffer, result;
  struct termios settings;
  void *bytes;
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  memset(&settings, 0, sizeof settings); /* padding too: equal settings are equal bytes */
  if (tcgetattr(fd, &settings) < 0) return fail(env, "tcgetattr", NULL, errno);
  OK(napi_create_arraybuffer(env, sizeof settings, &bytes, &buffer));
  memcpy(bytes, &settings, sizeof settings);
  OK(napi_create_typedarray(env, napi_uint8_array, sizeof settings, buffer, 0, &result));
  return result;
}

static bool get_settings(napi_env env, napi_value value, struct termios *settings) {
  size_t length;
  void *bytes;
  if (!get_bytes(env, value, &bytes, &length) || length != sizeof *settings)
    return type_error(env, "expected the bytes of a struct termios, as tcgetattr returns them");
  memcpy(settings, bytes, sizeof *settings);
  return true;
}

static napi_value tc_setattr(napi_env env, napi_callback_info info) {
  napi_value values[2];
  struct termios settings;
  int fd;
  if (!get_arguments(env, info, 2, values) || !get_integer(env, values[0], &fd) ||
      !get_settings(env, values[1], &settings))
    return NULL;
  int error = set_termios(fd, &settings);
  return error ? fail(env, "tcsetattr", NULL, error) : undefined(env);
}

/* ----------------------------------------------------------------- sockets */

/* Address family of a socket, or -1 with errno. */
static int family_of(int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  memset(&address, 0, sizeof address);
  return getsockname(fd, (struct sockaddr *)&address, &length) < 0 ? -1 : address.ss_family;
}

struct credentials {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

/* Returns 0 or an errno. */
static int peer_of(int fd, struct credentials *peer) {
  int family = family_of(fd);
  if (family < 0) return errno;
  if (family != AF_UNIX) return EOPNOTSUPP; /* Linux would answer uid -1 for a TCP socket, and no error */
#ifdef SO_PEERCRED
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) return errno;
  *peer = (struct credentials){credentials.pid, credentials.uid, credentials.gid};
  return credentials.pid == 0 && credentials.uid == (uid_t)-1 ? ENOTCONN : 0;
#else
  peer->pid = -1;
  if (getpeereid(fd, &peer->uid, &peer->gid) < 0) return errno;
#ifdef LOCAL_PEERPID
  socklen_t length = sizeof peer->pid;
  if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &peer->pid, &length) < 0) return errno;
#endif
  return 0;
#endif
}

static napi_value peer_credentials(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  struct credentials peer = {0, 0, 0};
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  int error = peer_of(fd, &peer);
  if (error) return fail(env, "getsockopt", NULL, error);
  OK(napi_create_object(env, &result));
  if (!set_number(env, result, "pid", peer.pid) || !set_number(env, result, "uid", peer.uid) ||
      !set_number(env, result, "gid", peer.gid))
    return NULL;
  return result;
}

static void format_unix(const struct sockaddr_un *address, socklen_t length, char *text) {
  const size_t start = offsetof(struct sockaddr_un, sun_path);
  size_t room = length > start ? length - start : 0;
  const char *path = address->sun_path, *mark = "";
#ifdef __linux__
  if (room > 1 && path[0] == '\0') { /* abstract name: no NUL ends it, ss(8) writes it with an @ */
    mark = "@";
    path++;
    room--;
  }
#endif
  snprintf(text, ADDRESS_SIZE, "%s%.*s", mark, (int)room, path); /* stops at a NUL or after `room` */
}

static void format_address(const struct sockaddr_storage *address, socklen_t length, char *text) {
  char host[INET6_ADDRSTRLEN] = "";
  text[0] = '\0';
  if (address->ss_family == AF_UNIX) {
    format_unix((const struct sockaddr_un *)address, length, text);
  } else if (address->ss_family == AF_INET) {
    const struct sockaddr_in *ip4 = (const struct sockaddr_in *)address;
    inet_ntop(AF_INET, &ip4->sin_addr, host, sizeof host);
    snprintf(text, ADDRESS_SIZE, "%s:%u", host, ntohs(ip4->sin_port));
  } else if (address->ss_family == AF_INET6) {
    const struct sockaddr_in6 *ip6 = (const struct sockaddr_in6 *)address;
    char scope[16] = "";
    inet_ntop(AF_INET6, &ip6->sin6_addr, host, sizeof host);
    if (ip6->sin6_scope_id) snprintf(scope, sizeof scope, "%%%u", ip6->sin6_scope_id);
    snprintf(text, ADDRESS_SIZE, "[%s%s]:%u", host, scope, ntohs(ip6->sin6_port));
  }
}

typedef int (*name_call)(int, struct sockaddr *, socklen_t *);

/* The address that getsockname or getpeername gives, written into `text`; NULL when there is none. */
static const char *address_of(name_call call, int fd, char *text) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  memset(&address, 0, sizeof address);
  if (call(fd, (struct sockaddr *)&address, &length) < 0) return NULL;
  format_address(&address, length, text);
  return text;
}

static const char *socket_type(int fd) {
  int family = family_of(fd), type = 0;
  socklen_t length = sizeof type;
  if (family == AF_UNIX) return "unix";
  if (family != AF_INET && family != AF_INET6) return "other";
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return "other";
  return type == SOCK_STREAM ? "tcp" : type == SOCK_DGRAM ? "udp" : "other";
}

static const char *type_of(int fd, mode_t mode) {
  if (S_ISSOCK(mode)) return socket_type(fd);
  if (S_ISREG(mode)) return "file";
  if (S_ISFIFO(mode)) return "pipe";
  return S_ISCHR(mode) && isatty(fd) ? "tty" : "other";
}

static bool is_listening(int fd) {
  int listening = 0;
  socklen_t length = sizeof listening;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening;
}

/* -1 where the kernel does not tell. */
static double bytes_taken(int fd) {
#ifdef __linux__
  struct tcp_info tcp;
  socklen_t size = sizeof tcp;
  int queued;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &tcp, &size) < 0 || ioctl(fd, SIOCOUTQ, &queued) < 0) return -1;
  if (size < offsetof(struct tcp_info, tcpi_bytes_acked) + sizeof tcp.tcpi_bytes_acked) return -1;
  /* The first byte acknowledged is the SYN (tcp_rcv_synsent_state_process). */
  return (double)tcp.tcpi_bytes_acked - 1 + queued;
#else
  (void)fd;
  return -1;
#endif
}

static napi_value get_bytes_taken(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  double count = bytes_taken(fd);
  if (count < 0) OK(napi_get_null(env, &result));
  else OK(napi_create_double(env, count, &result));
  return result;
}

/* Whether there is nothing (left) to wait for. */
static napi_value reap(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  int pid;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &pid)) return NULL;
  OK(napi_get_boolean(env, pid > 0 && waitpid(pid, NULL, WNOHANG) != 0, &result));
  return result;
}

static napi_value describe(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  struct stat status;
  char local[ADDRESS_SIZE], peer[ADDRESS_SIZE];
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  if (fstat(fd, &status) < 0) return fail(env, "fstat", NULL, errno);
  bool is_socket = S_ISSOCK(status.st_mode);
  OK(napi_create_object(env, &result));
  if (!set_string(env, result, "type", type_of(fd, status.st_mode)) ||
      !set_boolean(env, result, "listening", is_socket && is_listening(fd)) ||
      !set_string(env, result, "local", is_socket ? address_of(getsockname, fd, local) : NULL) ||
      !set_string(env, result, "peer", is_socket ? address_of(getpeername, fd, peer) : NULL) ||
      !set_number(env, result, "device", (double)status.st_dev) ||
      !set_number(env, result, "inode", (double)status.st_ino))
    return NULL;
  return result;
}

/* ------------------------------------------------- the watch, and crashes */

/*
 * Looked up by name, because the watch is not kept by this file, unless it is the very one that was preloaded:
 * a new build is watched over by the file of the previous one.
 */
static napi_value release_guard(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  int (*release)(void) = NULL;
  void *found = dlsym(RTLD_DEFAULT, "clay_guard_release");
  memcpy(&release, &found, sizeof release); /* ISO C knows no cast from one to the other */
  OK(napi_get_boolean(env, release && release(), &result));
  return result;
}

static void free_plan(struct crash_plan *plan) {
  if (!plan) return;
  /* The first string of the environment is part of the plan. */
  for (char **one = plan->rescue.environment; one && *one; one++) {
    if (*one != plan->crashed) free(*one);
  }
  free(plan->rescue.environment);
  free_strings(plan->rescue.arguments);
  free(plan->rescue.descriptors);
  free(plan->rescue.program);
  free(plan->rescue.farewell);
  free(plan);
}

static bool is_null(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) == napi_ok && type == napi_null;
}

static bool get_property(napi_env env, napi_value object, const char *name, napi_value *value) {
  return napi_get_named_property(env, object, name, value) == napi_ok || broken(env);
}

static bool get_program(napi_env env, napi_value plan, struct rescue *rescue) {
  napi_value value;
  if (!get_property(env, plan, "program", &value)) return false;
  if (!is_null(env, value) && !(rescue->program = copy_string(env, value))) return false;
  return get_property(env, plan, "args", &value) && (rescue->arguments = copy_strings(env, value));
}

/* With the plan's own string at the beginning, in place of another that says the same. */
static bool get_environment(napi_env env, napi_value object, struct crash_plan *plan) {
  napi_value value;
  char **strings, **kept;
  size_t count = 0;
  if (!get_property(env, object, "environment", &value) || !(strings = copy_strings(env, value))) return false;
  while (strings[count]) count++;
  char **environment = kept = calloc(count + 2, sizeof *environment);
  if (!environment) {
    free_strings(strings);
    return fail(env, "calloc", NULL, ENOMEM);
  }
  strcpy(plan->crashed, CRASHED_VARIABLE);
  *kept++ = plan->crashed;
  for (char **one = strings; *one; one++) {
    if (strncmp(*one, CRASHED_VARIABLE, strlen(CRASHED_VARIABLE))) *kept++ = *one;
    else free(*one);
  }
  free(strings);
  plan->rescue.environment = environment;
  return true;
}

static bool get_descriptors(napi_env env, napi_value plan, struct rescue *rescue) {
  napi_value value, element;
  uint32_t count;
  if (!get_property(env, plan, "descriptors", &value)) return false;
  if (napi_get_array_length(env, value, &count) != napi_ok)
    return type_error(env, "expected an array of descriptors");
  if (!(rescue->descriptors = calloc((size_t)count + 1, sizeof *rescue->descriptors)))
    return fail(env, "calloc", NULL, ENOMEM);
  for (; rescue->descriptor_count < count; rescue->descriptor_count++) {
    if (napi_get_element(env, value, (uint32_t)rescue->descriptor_count, &element) != napi_ok) return broken(env);
    if (!get_integer(env, element, &rescue->descriptors[rescue->descriptor_count])) return false;
  }
  return true;
}

static bool get_terminal(napi_env env, napi_value plan, struct rescue *rescue) {
  napi_value value;
  void *bytes;
  if (!get_property(env, plan, "settings", &value)) return false;
  rescue->has_settings = !is_null(env, value);
  if (rescue->has_settings && !get_settings(env, value, &rescue->settings)) return false;
  if (!get_property(env, plan, "farewell", &value)) return false;
  if (!get_bytes(env, value, &bytes, &rescue->farewell_length))
    return type_error(env, "expected the farewell as bytes");
  if (!(rescue->farewell = malloc(rescue->farewell_length + 1))) return fail(env, "malloc", NULL, ENOMEM);
  memcpy(rescue->farewell, bytes, rescue->farewell_length);
  return true;
}

/* To be freed with free_plan, or NULL after throwing. */
static struct crash_plan *copy_plan(napi_env env, napi_value value) {
  struct crash_plan *plan = calloc(1, sizeof *plan);
  if (!plan) {
    fail(env, "calloc", NULL, ENOMEM);
    return NULL;
  }
  if (get_program(env, value, &plan->rescue) && get_environment(env, value, plan) &&
      get_descriptors(env, value, &plan->rescue) && get_terminal(env, value, &plan->rescue))
    return plan;
  free_plan(plan);
  return NULL;
}

static napi_value guard_against_crash(napi_env env, napi_callback_info info) {
  napi_value values[1];
  struct crash_plan *plan = NULL;
  if (!get_arguments(env, info, 1, values)) return NULL;
  if (!is_null(env, values[0]) && !(plan = copy_plan(env, values[0]))) return NULL;
  free_plan(guard_crash(plan));
  return undefined(env);
}

/* ------------------------------------------------------------------ module */

#define METHOD(name, function) {name, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL}

NAPI_MODULE_INIT() {
  const napi_property_descriptor methods[] = {
      METHOD("getCloexec", get_cloexec),         METHOD("setCloexec", set_cloexec),
      METHOD("execve", exec_ve),                 METHOD("blockSignals", block_signals),
      METHOD("unblockSignals", unblock_signals), METHOD("blockedSignals", blocked_signals),
      METHOD("tcgetattr", tc_getattr),           METHOD("tcsetattr", tc_setattr),
      METHOD("peerCredentials", peer_credentials), METHOD("describe", describe),
      METHOD("bytesTaken", get_bytes_taken),   METHOD("reap", reap),
      METHOD("releaseGuard", release_guard),     METHOD("guardCrash", guard_against_crash),
  };
  OK(napi_define_properties(env, exports, sizeof methods / sizeof *methods, methods));
  return exports;
}
