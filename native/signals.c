/* Signal masks, of this thread and of the others. */
#define _GNU_SOURCE /* SIGRTMAX */
#include "calls.h"

#include <errno.h>
#include <signal.h>

#include "signal_mask.h"
#include "thread_masks.h"

#ifdef SIGRTMAX
#define HIGHEST_SIGNAL SIGRTMAX
#else
#define HIGHEST_SIGNAL (NSIG - 1)
#endif

/* The argument, an array of numbers. Throws and answers NULL, or answers anything else. */
static napi_value get_signals(napi_env env, napi_callback_info info, sigset_t *set) {
  napi_value values[1], element;
  uint32_t count;
  int number;
  if (!get_arguments(env, info, 1, values)) return NULL;
  OK(napi_get_array_length(env, values[0], &count));
  sigemptyset(set);
  for (uint32_t i = 0; i < count; i++) {
    OK(napi_get_element(env, values[0], i, &element));
    if (!get_integer(env, element, &number)) return NULL;
    if (sigaddset(set, number) < 0) return fail(env, "sigaddset", NULL, errno);
  }
  return values[0];
}

static napi_value change_mask(napi_env env, napi_callback_info info, int (*change)(const sigset_t *)) {
  sigset_t set;
  if (!get_signals(env, info, &set)) return NULL;
  int error = change(&set);
  return error ? fail(env, "pthread_sigmask", NULL, error) : undefined(env);
}

napi_value block_signals(napi_env env, napi_callback_info info) {
  return change_mask(env, info, hold);
}

napi_value unblock_signals(napi_env env, napi_callback_info info) {
  return change_mask(env, info, let_go);
}

napi_value reserve_signals(napi_env env, napi_callback_info info) {
  sigset_t set;
  napi_value result;
  if (!get_signals(env, info, &set)) return NULL;
  OK(napi_get_boolean(env, reserve(&set), &result));
  return result;
}

napi_value blocked_signals(napi_env env, napi_callback_info info) {
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
