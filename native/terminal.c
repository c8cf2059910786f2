/* The settings of the terminal. */
#include "calls.h"

#include <errno.h>
#include <string.h>

#include "rescue.h"

napi_value tc_getattr(napi_env env, napi_callback_info info) {
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

bool get_settings(napi_env env, napi_value value, struct termios *settings) {
  size_t length;
  void *bytes;
  if (!get_bytes(env, value, &bytes, &length) || length != sizeof *settings)
    return type_error(env, "expected the bytes of a struct termios, as tcgetattr returns them");
  memcpy(settings, bytes, sizeof *settings);
  return true;
}

napi_value tc_setattr(napi_env env, napi_callback_info info) {
  napi_value values[2];
  struct termios settings;
  int fd;
  if (!get_arguments(env, info, 2, values) || !get_integer(env, values[0], &fd) ||
      !get_settings(env, values[1], &settings))
    return NULL;
  int error = set_termios(fd, &settings);
  return error ? fail(env, "tcsetattr", NULL, error) : undefined(env);
}
