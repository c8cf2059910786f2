/* The functions of the addon, as posix.ts has them, and what they share. */
#ifndef CLAY_CALLS_H
#define CLAY_CALLS_H

#include <termios.h>

#include "napi_values.h"

/* descriptors.c */
napi_value get_cloexec(napi_env env, napi_callback_info info);
napi_value set_cloexec(napi_env env, napi_callback_info info);
napi_value set_cloexecs(napi_env env, napi_callback_info info);
napi_value are_files(napi_env env, napi_callback_info info);

/* signals.c */
napi_value block_signals(napi_env env, napi_callback_info info);
napi_value unblock_signals(napi_env env, napi_callback_info info);
napi_value blocked_signals(napi_env env, napi_callback_info info);
napi_value reserve_signals(napi_env env, napi_callback_info info);

/* terminal.c */
napi_value tc_getattr(napi_env env, napi_callback_info info);
napi_value tc_setattr(napi_env env, napi_callback_info info);

/* What tcgetattr answered. */
bool get_settings(napi_env env, napi_value value, struct termios *settings);

/* sockets.c */
napi_value peer_credentials(napi_env env, napi_callback_info info);
napi_value describe(napi_env env, napi_callback_info info);
napi_value get_bytes_taken(napi_env env, napi_callback_info info);
napi_value get_bytes_read(napi_env env, napi_callback_info info);

/* memory.c */
napi_value shared_memory(napi_env env, napi_callback_info info);

/* lookup.c */
napi_value look_up(napi_env env, napi_callback_info info);

/* plan.c */
napi_value set_crash_plan_of_process(napi_env env, napi_callback_info info);

#endif
