#ifdef __linux__

#define _GNU_SOURCE /* memfd_create, dup3 */

#include "capture.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* A hundred times what a Node prints when it dies, and little beside its memory. */
#define CAPTURE_SIZE (1024 * 1024)

/* Above all that Node and a client of some dozen worlds number from below. */
#define HIGH_DESCRIPTOR 200

static int original = -1, captured = -1; /* both or none */

/* Out of the way of numbers that matter; where the limit is too low for that, wherever there is room. */
static int move_high(int fd) {
  int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);
  return high >= 0 ? high : fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/* A file of fixed size: writing beyond its end is an error, so that an image that prints on and on ends. */
static int open_file(void) {
  int fd = memfd_create("stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  int high = ftruncate(fd, CAPTURE_SIZE) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_GROW) == 0 ? move_high(fd) : -1;
  close(fd);
  return high;
}

static void forget(void) {
  if (original >= 0) close(original);
  if (captured >= 0) close(captured);
  original = captured = -1;
}

int capture_stderr(void) {
  original = move_high(STDERR_FILENO);
  captured = original >= 0 ? open_file() : -1;
  if (captured < 0 || dup2(captured, STDERR_FILENO) < 0) forget();
  return captured;
}

void restore_stderr(void) {
  if (original >= 0) dup2(original, STDERR_FILENO);
}

off_t rewind_captured(void) {
  static off_t size = -1;
  if (size >= 0) return size;
  size = lseek(captured, 0, SEEK_CUR);
  if (size < 0 || ftruncate(captured, size) < 0) return 0;
  lseek(captured, 0, SEEK_SET);
  return size;
}

void drop_captured(void) {
  if (original < 0) return;
  int flags = fcntl(STDERR_FILENO, F_GETFD);
  dup3(original, STDERR_FILENO, flags > 0 && flags & FD_CLOEXEC ? O_CLOEXEC : 0);
  forget();
}

#endif
