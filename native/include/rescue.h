/*
 * What a process that can no longer go on still does: become another program, or leave the terminal in order
 * and die of its cause. For signal handlers: everything here is safe in them and allocates nothing.
 */
#ifndef CLAY_RESCUE_H
#define CLAY_RESCUE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct rescue {
  char *program; /* NULL: there is nothing to become */
  char **arguments;
  char **environment;
  int *descriptors; /* to be inherited, besides 0, 1 and 2 */
  size_t descriptor_count;
  bool has_settings;
  struct termios settings; /* of the terminal at descriptor 0 */
  char *farewell;          /* what leaves the screen in order */
  size_t farewell_length;
};

/* Of faults: each of them ends the process unless it is handled. Ends with 0, as the next one does. */
extern const int fatal_signals[];

/* Those that ask for something, which must not be lost between two images. */
extern const int asking_signals[];

sigset_t asking_set(void);
void block_asking(sigset_t *before);

/* The asking signals, and only they, are blocked in this thread: what arrives waits for the next image. */
void hold_signals(void);

/*
 * Returns only if the system refuses. The fatal signals are blocked in the next image, so that one that is sent by then
 * waits for its watch; a true fault ends it all the same, as nobody could handle that yet.
 */
void become_next(const struct rescue *rescue);

/* Whoever handles fatal signals from now on wants to be told. */
void let_faults_through(void);

void leave_terminal(const struct rescue *rescue);

/* Of that signal, so that whoever waits for this process learns the truth. */
_Noreturn void die_by(int number);

/* At once, and not by way of _exit(), which the watch takes for an end of the image. */
_Noreturn void end_process(int status);

/* Handlers of the main thread run on memory of their own: it may be its stack that was the trouble. */
void use_own_stack(void);

/* Another thread has the rescue in hand; it ends this one. */
_Noreturn void wait_for_end(void);

pid_t thread_id(void);

/* To the end, or until it takes no more. */
void write_all(int fd, const char *bytes, size_t length);

/* The decimal digits and a NUL; `text` has room for them. */
void write_number(char *text, unsigned number);

/*
 * TCSANOW, because waiting for output to drain has no end on a terminal that ^S has stopped; and SIGTTOU is
 * blocked meanwhile, because it would stop a process that is in the background. Returns 0 or an errno.
 */
int set_termios(int fd, const struct termios *settings);

#endif
