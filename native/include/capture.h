/* Standard error of an image that is watched: kept in a file in memory, so that its screen stays as it is. */
#ifndef CLAY_CAPTURE_H
#define CLAY_CAPTURE_H

#include <sys/types.h>

/* The descriptor of the file, or -1: standard error is closed, or there is no memory. */
int capture_stderr(void);

/* Puts standard error back, inheritable. The file stays. Safe in a signal handler, as is the next. */
void restore_stderr(void);

/* The next reader of the file begins at its beginning, and finds no more than was written. Returns the size. */
off_t rewind_captured(void);

/* Puts standard error back, as inheritable as it is now, and drops what was captured. */
void drop_captured(void);

#endif
