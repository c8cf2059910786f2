/*
 * pty COLUMNS ROWS COMMAND [ARGUMENT...] - runs a command in a pseudo-terminal, as a shell's foreground job.
 *
 * Three processes: this one is the terminal (it holds the master side and relays stdin -> pty -> stdout), its
 * child is a shell in miniature (session leader; waits for the job, takes the terminal back when it stops,
 * hands SIGHUP on), and the grandchild is the command, in a process group of its own: so that job control,
 * SIGWINCH and the loss of the terminal reach it as they do in real life.
 *
 * Descriptor 3 takes lines: `COLUMNS ROWS` resizes, `foreground` continues a stopped job, `hangup` (or end of
 * file) closes the master. Descriptor 4 gives lines: `pid N`, `stopped SIGNAL`, `continued`, and at the end,
 * after all output, `exit STATUS` or `signal NUMBER`.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define CONTROL 3
#define REPORT 4
/* After the job's end others may still hold the terminal (a daemon it left): how long silence must last, ms. */
#define GRACE 200

static void die(const char *what) {
  fprintf(stderr, "pty: %s: %s\n", what, strerror(errno));
  exit(125);
}

static void make_pipe(int ends[2]) {
  if (pipe(ends) < 0) die("pipe");
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
}

/* ------------------------------------------------------------------- shell */

static int wake[2]; /* signal handlers write the signal's number into it */

static void on_signal(int number) {
  int saved = errno;
  char byte = (char)number;
  if (write(wake[1], &byte, 1) < 0) _exit(126); /* the pipe never holds more than a few bytes */
  errno = saved;
}

static void run_command(char **command, int tty) {
  setpgid(0, 0);
  tcsetpgrp(tty, getpid()); /* SIGTTOU is still ignored here */
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int fd = 0; fd <= 2; fd++) dup2(tty, fd);
  for (int fd = 3; fd < 1024; fd++) close(fd); /* a test that counts descriptors finds the command's own only */
  execvp(command[0], command);
  fprintf(stderr, "pty: %s: %s\r\n", command[0], strerror(errno));
  _exit(127);
}

/* Reaps the job; reports what became of it. Returns false when it has ended. */
static bool reap(pid_t job, int tty, int report) {
  int status;
  if (waitpid(job, &status, WNOHANG | WUNTRACED | WCONTINUED) != job) return true;
  if (WIFSTOPPED(status)) {
    tcsetpgrp(tty, getpid());
    dprintf(report, "stopped %d\n", WSTOPSIG(status));
  } else if (WIFCONTINUED(status)) {
    dprintf(report, "continued\n");
  } else {
    if (WIFEXITED(status)) dprintf(report, "exit %d\n", WEXITSTATUS(status));
    else dprintf(report, "signal %d\n", WTERMSIG(status));
    return false;
  }
  return true;
}

/* Waits for the job's end; `orders` brings an `f` for "to the foreground", and its end is ours. */
static void mind_job(pid_t job, int tty, int report, int orders) {
  struct pollfd polled[2] = {{wake[0], POLLIN, 0}, {orders, POLLIN, 0}};
  for (;;) {
    char byte;
    if (poll(polled, 2, -1) < 0) continue; /* EINTR: the handler has written */
    if (polled[0].revents && read(wake[0], &byte, 1) == 1) {
      if (byte == SIGHUP) kill(-job, SIGHUP), kill(-job, SIGCONT);
      else if (!reap(job, tty, report)) return;
    }
    if (polled[1].revents) {
      if (read(orders, &byte, 1) != 1) _exit(0);
      tcsetpgrp(tty, job);
      kill(-job, SIGCONT);
    }
  }
}

static void run_shell(char **command, const char *tty_name, int report, int orders) {
  setsid();
  int tty = open(tty_name, O_RDWR); /* the first one a session leader opens becomes its terminal */
  if (tty < 0) die(tty_name);
#ifdef TIOCSCTTY
  ioctl(tty, TIOCSCTTY, 0);
#endif
  make_pipe(wake);
  signal(SIGTTOU, SIG_IGN);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigaction(SIGCHLD, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  pid_t job = fork();
  if (job < 0) die("fork");
  if (job == 0) run_command(command, tty);
  setpgid(job, job); /* here too: whoever comes first */
  for (int fd = 0; fd <= 2; fd++) close(fd);
  dprintf(report, "pid %d\n", (int)job);
  mind_job(job, tty, report, orders);
  close(tty); /* but not exit yet: a session leader's exit throws away output that is on its way */
  char byte;
  while (read(orders, &byte, 1) == 1) continue;
  _exit(0);
}

/* ---------------------------------------------------------------- terminal */

struct channel {
  char bytes[65536];
  size_t start, end;
};

static int master;

static void hang_up(void) {
  if (master >= 0) close(master);
  master = -1;
}

static void resize(unsigned columns, unsigned rows) {
  struct winsize size;
  memset(&size, 0, sizeof size);
  size.ws_col = (unsigned short)columns;
  size.ws_row = (unsigned short)rows;
  if (master >= 0 && ioctl(master, TIOCSWINSZ, &size) < 0) die("TIOCSWINSZ");
}

static void obey(const char *line, int orders) {
  unsigned columns, rows;
  if (sscanf(line, "%u %u", &columns, &rows) == 2) resize(columns, rows);
  else if (!strcmp(line, "hangup")) hang_up();
  else if (!strcmp(line, "foreground") && write(orders, "f", 1) != 1) die("foreground");
}

/* Reads what there is, calls `handle` for each whole line. Returns false at the end of file. */
static bool read_lines(int fd, char *kept, size_t room, void (*handle)(const char *, int), int argument) {
  size_t length = strlen(kept);
  ssize_t count = read(fd, kept + length, room - length - 1);
  if (count <= 0) return false;
  kept[length + (size_t)count] = '\0';
  char *line = kept, *newline;
  while ((newline = strchr(line, '\n'))) {
    *newline = '\0';
    handle(line, argument);
    line = newline + 1;
  }
  memmove(kept, line, strlen(line) + 1);
  return true;
}

static char outcome[64]; /* `exit N` or `signal N`, kept until all output is out */

static void pass_on(const char *line, int report) {
  if (!strncmp(line, "exit", 4) || !strncmp(line, "signal", 6)) snprintf(outcome, sizeof outcome, "%s", line);
  else dprintf(report, "%s\n", line);
}

/* Returns false at the end of file or a lasting error. */
static bool fill(struct channel *channel, int fd) {
  ssize_t count = read(fd, channel->bytes, sizeof channel->bytes);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  channel->start = 0;
  channel->end = count > 0 ? (size_t)count : 0;
  return count > 0;
}

static bool drain(struct channel *channel, int fd) {
  ssize_t count = write(fd, channel->bytes + channel->start, channel->end - channel->start);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  channel->start += (size_t)count;
  return true;
}

static bool is_empty(const struct channel *channel) { return channel->start == channel->end; }

/* A descriptor that poll() passes over when there is nothing to wait for. */
static struct pollfd wait_for(bool wanted, int fd, short events) {
  return (struct pollfd){wanted ? fd : -1, events, 0};
}

static void relay(int orders, int report_from_shell) {
  static struct channel input, output;
  static char control_line[256], report_line[256];
  bool input_open = true, control_open = true, shell_open = true;
  for (;;) {
    bool over = outcome[0] != '\0' || !shell_open;
    if (over && is_empty(&output) && master < 0) return;
    short master_events = (is_empty(&input) ? 0 : POLLOUT) | (is_empty(&output) ? POLLIN : 0);
    struct pollfd polled[5] = {
        wait_for(input_open && is_empty(&input) && master >= 0, 0, POLLIN),
        wait_for(!is_empty(&output), 1, POLLOUT),
        wait_for(master >= 0 && master_events != 0, master, master_events),
        wait_for(control_open, CONTROL, POLLIN),
        wait_for(shell_open, report_from_shell, POLLIN),
    };
    int ready = poll(polled, 5, over ? GRACE : -1);
    if (ready < 0 && errno != EINTR) die("poll");
    if (ready == 0 && is_empty(&output)) hang_up(); /* the job is over and the terminal silent */
    if (ready <= 0) continue;
    if (polled[4].revents)
      shell_open = read_lines(report_from_shell, report_line, sizeof report_line, pass_on, REPORT);
    if (polled[0].revents) input_open = fill(&input, 0);
    if (polled[1].revents && !drain(&output, 1)) return; /* nobody is looking any more */
    if ((polled[2].revents & (POLLHUP | POLLERR)) || ((polled[2].revents & POLLOUT) && !drain(&input, master)))
      input.start = input.end; /* nobody will read it */
    if ((polled[2].revents & (POLLIN | POLLHUP | POLLERR)) && is_empty(&output) && !fill(&output, master))
      hang_up(); /* EIO: the last one has closed the terminal */
    if (polled[3].revents && !(control_open = read_lines(CONTROL, control_line, sizeof control_line, obey, orders)))
      hang_up();
  }
}

static void open_master(const char *columns, const char *rows) {
  master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) die("posix_openpt");
  fcntl(master, F_SETFD, FD_CLOEXEC);
  fcntl(master, F_SETFL, O_NONBLOCK);
  resize((unsigned)atoi(columns), (unsigned)atoi(rows));
#ifdef IUTF8
  struct termios settings; /* as terminal emulators do, so that Backspace erases whole characters */
  if (tcgetattr(master, &settings) == 0) {
    settings.c_iflag |= IUTF8;
    tcsetattr(master, TCSANOW, &settings);
  }
#endif
}

int main(int argc, char **argv) {
  int reports[2], orders[2];
  if (argc < 4) {
    fprintf(stderr, "usage: pty COLUMNS ROWS COMMAND [ARGUMENT...]\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  fcntl(CONTROL, F_SETFD, FD_CLOEXEC);
  fcntl(REPORT, F_SETFD, FD_CLOEXEC);
  open_master(argv[1], argv[2]);
  const char *tty_name = ptsname(master);
  if (!tty_name) die("ptsname");
  make_pipe(reports);
  make_pipe(orders);
  pid_t shell = fork();
  if (shell < 0) die("fork");
  if (shell == 0) {
    close(master);
    close(CONTROL);
    close(REPORT);
    close(reports[0]);
    close(orders[1]);
    run_shell(argv + 3, tty_name, reports[1], orders[0]);
  }
  close(reports[1]);
  close(orders[0]);
  relay(orders[1], reports[0]);
  dprintf(REPORT, "%s\n", outcome[0] ? outcome : "lost");
  return 0;
}
