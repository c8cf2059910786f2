/* Descriptors, many at a time: with a thousand connections a call for each would keep a reload waiting. */
#include "calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

napi_value get_cloexec(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  int flags = fcntl(fd, F_GETFD);
  if (flags < 0) return fail(env, "fcntl", NULL, errno);
  OK(napi_get_boolean(env, (flags & FD_CLOEXEC) != 0, &result));
  return result;
}

/* Returns 0 or an errno. */
static int set_flag(int fd, int flags, bool on) {
  return fcntl(fd, F_SETFD, on ? flags | FD_CLOEXEC : flags & ~FD_CLOEXEC) < 0 ? errno : 0;
}

napi_value set_cloexec(napi_env env, napi_callback_info info) {
  napi_value values[2];
  int fd;
  bool on;
  if (!get_arguments(env, info, 2, values) || !get_integer(env, values[0], &fd)) return NULL;
  if (napi_get_value_bool(env, values[1], &on) != napi_ok) {
    type_error(env, "expected a boolean");
    return NULL;
  }
  int flags = fcntl(fd, F_GETFD), error = flags < 0 ? errno : set_flag(fd, flags, on);
  return error ? fail(env, "fcntl", NULL, error) : undefined(env);
}

/* Elements of a typed array of this very type; throws. */
static bool get_array(napi_env env, napi_value value, napi_typedarray_type wanted, void **elements, size_t *length) {
  napi_typedarray_type type;
  if (napi_get_typedarray_info(env, value, &type, length, elements, NULL, NULL) == napi_ok && type == wanted)
    return true;
  return type_error(env, "expected another kind of typed array");
}

static napi_value new_bytes(napi_env env, size_t length, unsigned char **bytes) {
  napi_value buffer, result;
  void *data;
  OK(napi_create_arraybuffer(env, length, &data, &buffer));
  OK(napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &result));
  *bytes = data;
  return result;
}

/* All flags are asked for before the first is changed: a descriptor may be named twice. Returns 0 or an errno. */
static int set_flags(const int *fds, size_t count, const unsigned char *wanted, unsigned char *before) {
  for (size_t i = 0; i < count; i++) {
    int flags = fcntl(fds[i], F_GETFD);
    if (flags < 0) return errno;
    before[i] = (flags & FD_CLOEXEC) != 0;
  }
  /* There is no other flag of a descriptor (fcntl(2)). */
  for (size_t i = 0; i < count; i++) {
    int error = set_flag(fds[i], 0, wanted[i]);
    if (!error) continue;
    while (i-- > 0) set_flag(fds[i], 0, before[i]);
    return error;
  }
  return 0;
}

napi_value set_cloexecs(napi_env env, napi_callback_info info) {
  napi_value values[2], result;
  void *fds, *wanted;
  unsigned char *before;
  size_t count, wishes;
  if (!get_arguments(env, info, 2, values) || !get_array(env, values[0], napi_int32_array, &fds, &count) ||
      !get_array(env, values[1], napi_uint8_array, &wanted, &wishes))
    return NULL;
  if (count != wishes) {
    type_error(env, "expected a flag for each descriptor");
    return NULL;
  }
  if (!(result = new_bytes(env, count, &before))) return NULL;
  int error = set_flags(fds, count, wanted, before);
  return error ? fail(env, "fcntl", NULL, error) : result;
}

napi_value are_files(napi_env env, napi_callback_info info) {
  napi_value values[3], result;
  void *fds, *devices, *inodes;
  unsigned char *answers;
  size_t count, device_count, inode_count;
  if (!get_arguments(env, info, 3, values) || !get_array(env, values[0], napi_int32_array, &fds, &count) ||
      !get_array(env, values[1], napi_float64_array, &devices, &device_count) ||
      !get_array(env, values[2], napi_float64_array, &inodes, &inode_count))
    return NULL;
  if (count != device_count || count != inode_count) {
    type_error(env, "expected a device and an inode for each descriptor");
    return NULL;
  }
  if (!(result = new_bytes(env, count, &answers))) return NULL;
  for (size_t i = 0; i < count; i++) {
    struct stat status;
    answers[i] = fstat(((int *)fds)[i], &status) == 0 && (double)status.st_dev == ((double *)devices)[i] &&
                 (double)status.st_ino == ((double *)inodes)[i];
  }
  return result;
}
