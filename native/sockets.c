/* What is at the other end of a descriptor, and how far its bytes have got. */
#define _GNU_SOURCE /* struct ucred */
#include "calls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <sys/ioctl.h>
#endif

/* "@" + sun_path, or "[" + IPv6 + "%" + scope + "]:" + port; the former is the longer one. */
#define ADDRESS_SIZE (sizeof(struct sockaddr_un) + 8)

/* Address family of a socket, or -1 with errno. */
static int family_of(int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  memset(&address, 0, sizeof address);
  return getsockname(fd, (struct sockaddr *)&address, &length) < 0 ? -1 : address.ss_family;
}

struct credentials {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};

/* Returns 0 or an errno. */
static int peer_of(int fd, struct credentials *peer) {
  int family = family_of(fd);
  if (family < 0) return errno;
  if (family != AF_UNIX) return EOPNOTSUPP; /* Linux would answer uid -1 for a TCP socket, and no error */
#ifdef SO_PEERCRED
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) return errno;
  *peer = (struct credentials){credentials.pid, credentials.uid, credentials.gid};
  return credentials.pid == 0 && credentials.uid == (uid_t)-1 ? ENOTCONN : 0;
#else
  peer->pid = -1;
  if (getpeereid(fd, &peer->uid, &peer->gid) < 0) return errno;
#ifdef LOCAL_PEERPID
  socklen_t length = sizeof peer->pid;
  if (getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, &peer->pid, &length) < 0) return errno;
#endif
  return 0;
#endif
}

napi_value peer_credentials(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  struct credentials peer = {0, 0, 0};
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  int error = peer_of(fd, &peer);
  if (error) return fail(env, "getsockopt", NULL, error);
  OK(napi_create_object(env, &result));
  if (!set_number(env, result, "pid", peer.pid) || !set_number(env, result, "uid", peer.uid) ||
      !set_number(env, result, "gid", peer.gid))
    return NULL;
  return result;
}

static void format_unix(const struct sockaddr_un *address, socklen_t length, char *text) {
  const size_t start = offsetof(struct sockaddr_un, sun_path);
  size_t room = length > start ? length - start : 0;
  const char *path = address->sun_path, *mark = "";
#ifdef __linux__
  if (room > 1 && path[0] == '\0') { /* abstract name: no NUL ends it, ss(8) writes it with an @ */
    mark = "@";
    path++;
    room--;
  }
#endif
  snprintf(text, ADDRESS_SIZE, "%s%.*s", mark, (int)room, path); /* stops at a NUL or after `room` */
}

static void format_address(const struct sockaddr_storage *address, socklen_t length, char *text) {
  char host[INET6_ADDRSTRLEN] = "";
  text[0] = '\0';
  if (address->ss_family == AF_UNIX) {
    format_unix((const struct sockaddr_un *)address, length, text);
  } else if (address->ss_family == AF_INET) {
    const struct sockaddr_in *ip4 = (const struct sockaddr_in *)address;
    inet_ntop(AF_INET, &ip4->sin_addr, host, sizeof host);
    snprintf(text, ADDRESS_SIZE, "%s:%u", host, ntohs(ip4->sin_port));
  } else if (address->ss_family == AF_INET6) {
    const struct sockaddr_in6 *ip6 = (const struct sockaddr_in6 *)address;
    char scope[16] = "";
    inet_ntop(AF_INET6, &ip6->sin6_addr, host, sizeof host);
    if (ip6->sin6_scope_id) snprintf(scope, sizeof scope, "%%%u", ip6->sin6_scope_id);
    snprintf(text, ADDRESS_SIZE, "[%s%s]:%u", host, scope, ntohs(ip6->sin6_port));
  }
}

typedef int (*name_call)(int, struct sockaddr *, socklen_t *);

/* The address that getsockname or getpeername gives, written into `text`; NULL when there is none. */
static const char *address_of(name_call call, int fd, char *text) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  memset(&address, 0, sizeof address);
  if (call(fd, (struct sockaddr *)&address, &length) < 0) return NULL;
  format_address(&address, length, text);
  return text;
}

static const char *socket_type(int fd) {
  int family = family_of(fd), type = 0;
  socklen_t length = sizeof type;
  if (family == AF_UNIX) return "unix";
  if (family != AF_INET && family != AF_INET6) return "other";
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return "other";
  return type == SOCK_STREAM ? "tcp" : type == SOCK_DGRAM ? "udp" : "other";
}

static const char *type_of(int fd, mode_t mode) {
  if (S_ISSOCK(mode)) return socket_type(fd);
  if (S_ISREG(mode)) return "file";
  if (S_ISFIFO(mode)) return "pipe";
  return S_ISCHR(mode) && isatty(fd) ? "tty" : "other";
}

static bool is_listening(int fd) {
  int listening = 0;
  socklen_t length = sizeof listening;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening;
}

#ifdef __linux__
/* Whether the kernel tells all that `bytes_read` and `bytes_taken` want to know. */
static bool get_tcp_info(int fd, struct tcp_info *tcp) {
  socklen_t size = sizeof *tcp;
  return getsockopt(fd, IPPROTO_TCP, TCP_INFO, tcp, &size) == 0 &&
         size >= offsetof(struct tcp_info, tcpi_bytes_received) + sizeof tcp->tcpi_bytes_received;
}

/* -1 where the kernel does not tell. */
static double bytes_taken(int fd) {
  struct tcp_info tcp;
  int queued;
  if (!get_tcp_info(fd, &tcp) || ioctl(fd, SIOCOUTQ, &queued) < 0) return -1;
  /* The first byte acknowledged is the SYN (tcp_rcv_synsent_state_process). */
  return (double)tcp.tcpi_bytes_acked - 1 + queued;
}

/* As in the kernel's net/tcp_states.h; the C library has these names in a header that <linux/tcp.h> does not bear. */
enum tcp_state { TIME_WAIT = 6, CLOSE = 7, CLOSE_WAIT = 8, LAST_ACK = 9, CLOSING = 11 };

/* The peer has ended its half: its FIN is one more byte in the kernel's count. */
static bool has_end(const struct tcp_info *tcp) {
  switch ((enum tcp_state)tcp->tcpi_state) {
    case TIME_WAIT:
    case CLOSE:
    case CLOSE_WAIT:
    case LAST_ACK:
    case CLOSING:
      return true;
    default:
      return false;
  }
}

static double bytes_read(int fd) {
  struct tcp_info tcp;
  int unread;
  if (!get_tcp_info(fd, &tcp) || ioctl(fd, SIOCINQ, &unread) < 0) return -1;
  return (double)tcp.tcpi_bytes_received - has_end(&tcp) - unread;
}
#else
static double bytes_taken(int fd) {
  (void)fd;
  return -1;
}

static double bytes_read(int fd) {
  (void)fd;
  return -1;
}
#endif

static napi_value get_count(napi_env env, napi_callback_info info, double (*count)(int fd)) {
  napi_value values[1], result;
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  double bytes = count(fd);
  if (bytes < 0) OK(napi_get_null(env, &result));
  else OK(napi_create_double(env, bytes, &result));
  return result;
}

napi_value get_bytes_taken(napi_env env, napi_callback_info info) {
  return get_count(env, info, bytes_taken);
}

napi_value get_bytes_read(napi_env env, napi_callback_info info) {
  return get_count(env, info, bytes_read);
}

napi_value describe(napi_env env, napi_callback_info info) {
  napi_value values[1], result;
  struct stat status;
  char local[ADDRESS_SIZE], peer[ADDRESS_SIZE];
  int fd;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &fd)) return NULL;
  if (fstat(fd, &status) < 0) return fail(env, "fstat", NULL, errno);
  bool is_socket = S_ISSOCK(status.st_mode);
  OK(napi_create_object(env, &result));
  if (!set_string(env, result, "type", type_of(fd, status.st_mode)) ||
      !set_boolean(env, result, "listening", is_socket && is_listening(fd)) ||
      !set_string(env, result, "local", is_socket ? address_of(getsockname, fd, local) : NULL) ||
      !set_string(env, result, "peer", is_socket ? address_of(getpeername, fd, peer) : NULL) ||
      !set_number(env, result, "device", (double)status.st_dev) ||
      !set_number(env, result, "inode", (double)status.st_ino))
    return NULL;
  return result;
}
