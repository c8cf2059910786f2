#include "napi_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

napi_value broken(napi_env env) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) {
    const napi_extended_error_info *info = NULL;
    napi_get_last_error_info(env, &info);
    napi_throw_error(env, NULL, info && info->error_message ? info->error_message : "Node-API call failed");
  }
  return NULL;
}

napi_value set_string(napi_env env, napi_value object, const char *key, const char *text) {
  napi_value value;
  if (text) OK(napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value));
  else OK(napi_get_null(env, &value));
  OK(napi_set_named_property(env, object, key, value));
  return object;
}

napi_value set_number(napi_env env, napi_value object, const char *key, double number) {
  napi_value value;
  OK(napi_create_double(env, number, &value));
  OK(napi_set_named_property(env, object, key, value));
  return object;
}

napi_value set_boolean(napi_env env, napi_value object, const char *key, bool truth) {
  napi_value value;
  OK(napi_get_boolean(env, truth, &value));
  OK(napi_set_named_property(env, object, key, value));
  return object;
}

napi_value fail(napi_env env, const char *syscall, const char *path, int error) {
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

bool type_error(napi_env env, const char *message) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", message);
  return false;
}

bool get_arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *values) {
  size_t count = wanted;
  if (napi_get_cb_info(env, info, &count, values, NULL, NULL) != napi_ok) return broken(env) != NULL;
  return count >= wanted || type_error(env, "too few arguments");
}

/* napi_get_value_int32 would turn NaN into 0, and 0 is the terminal. */
bool get_integer(napi_env env, napi_value value, int *result) {
  double number;
  if (napi_get_value_double(env, value, &number) != napi_ok || !(number >= 0 && number <= 0x7fffffff) ||
      number != (int)number)
    return type_error(env, "expected an integer that is not negative");
  *result = (int)number;
  return true;
}

/* A NUL inside would cut the string short unnoticed. */
char *copy_string(napi_env env, napi_value value) {
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

void free_strings(char **texts) {
  if (!texts) return;
  for (char **text = texts; *text; text++) free(*text);
  free(texts);
}

char **copy_strings(napi_env env, napi_value value) {
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

bool get_bytes(napi_env env, napi_value value, void **bytes, size_t *length) {
  napi_typedarray_type type;
  return napi_get_typedarray_info(env, value, &type, length, bytes, NULL, NULL) == napi_ok &&
         type == napi_uint8_array;
}

napi_value undefined(napi_env env) {
  napi_value value;
  OK(napi_get_undefined(env, &value));
  return value;
}

bool is_null(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) == napi_ok && type == napi_null;
}
