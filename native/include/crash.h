/*
 * What a crash of this process leads to: another execve(), with the connections that are still open, or at
 * least a terminal in order.
 */
#ifndef CLAY_CRASH_H
#define CLAY_CRASH_H

#include "rescue.h"

#define CRASHED_VARIABLE "CLAY_CRASHED="

struct crash_plan {
  struct rescue rescue;
  /* The first string of rescue.environment; the handler writes the number of the signal into it. */
  char crashed[sizeof CRASHED_VARIABLE + 10];
};

/*
 * From now on a fatal signal is answered by `plan`, which belongs to this module from here on; NULL puts back
 * what answered before. Returns the plan that nobody will look at any more, to be freed, or NULL.
 */
struct crash_plan *set_crash_plan(struct crash_plan *plan);

#endif
