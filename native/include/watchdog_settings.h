/* What the variables of a watch say (guard.c): read once, and removed, so that no child sees them. */
#ifndef CLAY_WATCHDOG_SETTINGS_H
#define CLAY_WATCHDOG_SETTINGS_H

#include "rescue.h"

/* A copy of the variable, which is removed; NULL when it is not there. */
char *take_variable(const char *name);

/* LD_PRELOAD as it was before Clay put this file into it. */
void put_preload_back(void);

/*
 * The descriptor that what is put back is run by, or -1. Not for a child, nor for what is put back: execve() opens the
 * file before it closes the descriptor.
 */
int take_held(void);

/*
 * Where to go back to. `ours` are assignments, NULL-terminated, that its environment begins with, in place: what
 * they say may change until then. False without memory, and then nothing in `rescue` may be used.
 */
bool read_watchdog_settings(char **ours, struct rescue *rescue);

#endif
