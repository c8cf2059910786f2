/*
 * The POSIX calls that Node lacks, as a Node-API addon: one wrapper per call, no policy. It keeps no state (the watch
 * over crashes apart, crash.c), so it may be loaded by any number of contexts, and it uses Node-API only, so one build
 * serves every Node version. `posix.ts` is its typed face and says what each function does; every failure of a call is
 * thrown as an Error with `code`, `errno` (negative, as node:fs has it) and `syscall`.
 */
#define _GNU_SOURCE /* RTLD_DEFAULT */
#include "calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* Whether there is nothing (left) to wait for. */
static napi_value reap(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  int pid;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &pid)) return NULL;
  OK(napi_get_boolean(env, pid > 0 && waitpid(pid, NULL, WNOHANG) != 0, &result));
  return result;
}

/*
 * Looked up by name, because the watch is not kept by this file, unless it is the very one that was preloaded:
 * a new build is watched over by the file of the previous one.
 */
static napi_value release_watchdog(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  int (*release)(void) = NULL;
  void *found = dlsym(RTLD_DEFAULT, "clay_guard_release");
  memcpy(&release, &found, sizeof release); /* ISO C knows no cast from one to the other */
  OK(napi_get_boolean(env, release && release(), &result));
  return result;
}

/* The user can still raise it again for this process (prlimit): only the soft limit is lowered. */
static napi_value forbid_core_dumps(napi_env env, napi_callback_info info) {
  (void)info;
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) < 0) return fail(env, "getrlimit", NULL, errno);
  limit.rlim_cur = 0;
  return setrlimit(RLIMIT_CORE, &limit) < 0 ? fail(env, "setrlimit", NULL, errno) : undefined(env);
}

#define METHOD(name, function) {name, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL}

NAPI_MODULE_INIT() {
  const napi_property_descriptor methods[] = {
      METHOD("getCloexec", get_cloexec),         METHOD("setCloexec", set_cloexec),
      METHOD("setCloexecs", set_cloexecs),       METHOD("areFiles", are_files),
      METHOD("execve", exec_ve),                 METHOD("blockSignals", block_signals),
      METHOD("unblockSignals", unblock_signals), METHOD("blockedSignals", blocked_signals),
      METHOD("reserveSignals", reserve_signals),
      METHOD("tcgetattr", tc_getattr),           METHOD("tcsetattr", tc_setattr),
      METHOD("peerCredentials", peer_credentials), METHOD("describe", describe),
      METHOD("bytesTaken", get_bytes_taken),     METHOD("bytesRead", get_bytes_read),
      METHOD("sharedMemory", shared_memory),     METHOD("reap", reap),
      METHOD("lookUp", look_up),
      METHOD("releaseWatchdog", release_watchdog),     METHOD("setCrashPlan", set_crash_plan_of_process),
      METHOD("forbidCoreDumps", forbid_core_dumps),
  };
  OK(napi_define_properties(env, exports, sizeof methods / sizeof *methods, methods));
  return exports;
}
