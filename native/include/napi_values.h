/*
 * Arguments, results and errors of the addon's functions. A function that answers napi_value, or a pointer, has thrown
 * when it answers NULL; one that answers bool has thrown when that is false, unless it says otherwise.
 */
#ifndef CLAY_NAPI_VALUES_H
#define CLAY_NAPI_VALUES_H

#define NAPI_VERSION 8
#ifdef __linux__
/* The addon is in LD_PRELOAD, too (guard.c), and what starts then may be a program without Node's functions. */
#define NAPI_EXTERN __attribute__((weak))
#endif

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>

/* For calls of Node-API in a function that answers napi_value. */
#define OK(call)                               \
  do {                                         \
    if ((call) != napi_ok) return broken(env); \
  } while (0)

/* A Node-API call failed: if it left no exception of its own, throws its message. Returns NULL. */
napi_value broken(napi_env env);

/* Throws `CODE: Message, syscall 'path'` (path may be NULL). Returns NULL. */
napi_value fail(napi_env env, const char *syscall, const char *path, int error);

/* Throws. Returns false. */
bool type_error(napi_env env, const char *message);

napi_value undefined(napi_env env);
bool is_null(napi_env env, napi_value value); /* throws nothing */

bool get_arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *values);

/* An integer >= 0. */
bool get_integer(napi_env env, napi_value value, int *result);

/* Bytes of a Uint8Array; throws nothing. */
bool get_bytes(napi_env env, napi_value value, void **bytes, size_t *length);

/* A copy to be freed. */
char *copy_string(napi_env env, napi_value value);

/* A NULL-terminated copy to be freed with free_strings. */
char **copy_strings(napi_env env, napi_value value);
void free_strings(char **texts);

/* Each answers the object; NULL as a text becomes null. */
napi_value set_string(napi_env env, napi_value object, const char *key, const char *text);
napi_value set_number(napi_env env, napi_value object, const char *key, double number);
napi_value set_boolean(napi_env env, napi_value object, const char *key, bool truth);

#endif
