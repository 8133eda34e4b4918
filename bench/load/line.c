// Connections: the way in, frames out, whole texts in.
//
// The mask of a frame is four zero bytes: allowed (RFC 6455 asks randomness of browsers), undone by the server at full
// cost, and free here.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

enum { TEXT = 0x81, CLOSE = 0x88, PING = 0x89, PONG = 0x8A, EVENTS = 512, CHUNK = 1 << 20, ALIVE_SECONDS = 20 };
uint64_t heard;
int inside;
static int epoll = -1;

static void go_on(Line *line);

static void watch(Line *line, uint32_t events, int how) {
  struct epoll_event event = {.events = events, .data.ptr = line};
  if (epoll_ctl(epoll, how, line->fd, &event)) fail("epoll: %s", strerror(errno));
}

void open_line(Line *line) {
  if (epoll < 0) epoll = epoll_create1(0);
  struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons((uint16_t)job.port)};
  there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  line->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (line->fd < 0) fail("no socket: %s", strerror(errno));
  setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  if (connect(line->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS)
    fail("no connection: %s", strerror(errno));
  watch(line, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
}

// ---------------------------------------------------------------- out

static void keep(Bytes *store, const char *at, size_t size) {
  store->at = realloc(store->at, store->size + size);
  memcpy(store->at + store->size, at, size);
  store->size += size;
}

static void send_bytes(Line *line, const char *at, size_t size) {
  ssize_t sent = line->unsent.size ? 0 : write(line->fd, at, size);
  if (sent < 0 && errno != EAGAIN) fail("line %d of room %d: %s", line->side, line->room, strerror(errno));
  if (sent < 0) sent = 0;
  if ((size_t)sent == size) return;
  if (!line->unsent.size) watch(line, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  keep(&line->unsent, at + sent, size - (size_t)sent);
}

static void send_frame(Line *line, int kind, Bytes text) {
  char frame[1 << 16];
  size_t head = text.size < 126 ? 2 : 4;
  if (text.size + head + 4 > sizeof frame) fail("a frame is too long");
  frame[0] = (char)kind;
  frame[1] = (char)(0x80 | (head == 2 ? text.size : 126));
  if (head == 4) frame[2] = (char)(text.size >> 8), frame[3] = (char)text.size;
  memset(frame + head, 0, 4);
  memcpy(frame + head + 4, text.at, text.size);
  send_bytes(line, frame, text.size + head + 4);
}

void send_text(Line *line, Bytes text) {
  if (job.tags) send_bytes(line, text.at, text.size);
  else send_frame(line, TEXT, text);
}

static void writable(Line *line) {
  if (line->unsent.size) {
    Bytes unsent = line->unsent;
    line->unsent = (Bytes){0};
    watch(line, EPOLLIN, EPOLL_CTL_MOD);
    send_bytes(line, unsent.at, unsent.size);
    free(unsent.at);
    return;
  }
  watch(line, EPOLLIN, EPOLL_CTL_MOD);
  if (line->step == 0) go_on(line);
}

// ---------------------------------------------------------------- the way in

static void say_step(Line *line) {
  Step *step = &line->script[line->step];
  if (step->raw) send_bytes(line, step->say.at, step->say.size);
  else if (step->say.size) send_text(line, step->say);
}

static void go_on(Line *line) {
  if (line->step < line->steps) say_step(line);
  else inside++;
}

static void answered(Line *line) {
  line->step++;
  go_on(line);
}

static bool reply(Line *line, Bytes text) {
  for (int each = 0; each < job.reply_count; each++) {
    if (!starts(text, job.replies[each].on)) continue;
    char words[256];
    // The dialect's own words: %u is the number of messages heard, where it is in them.
    int size = snprintf(words, sizeof words, job.replies[each].say.at, line->messages);
    send_text(line, (Bytes){words, (size_t)size});
    return true;
  }
  return false;
}

static void take_text(Line *line, Bytes text) {
  heard++;
  if (reply(line, text)) return;
  if (line->step == line->steps) hear(line, text);
  else if (starts(text, line->script[line->step].expect)) answered(line);
}

// ---------------------------------------------------------------- in

static void take_frame(Line *line, int kind, Bytes content) {
  if (kind == TEXT) take_text(line, content);
  else if (kind == PING) send_frame(line, PONG, content);
  else if (kind == CLOSE)
    fail("line %d of room %d closed: %d %.*s", line->side, line->room,
         content.size > 1 ? (uint8_t)content.at[0] << 8 | (uint8_t)content.at[1] : 0,
         content.size > 2 ? (int)content.size - 2 : 0, content.at + 2);
  else fail("a frame of kind %d", kind);
}

// Each of these takes one whole thing from the front and says how many bytes it was; 0: not whole yet.
static size_t one_frame(Line *line, Bytes data) {
  const uint8_t *at = (uint8_t *)data.at;
  if (data.size < 2) return 0;
  size_t start = 2, length = at[1];
  if (length > 125) start = length == 126 ? 4 : 10;
  if (data.size < start) return 0;
  if (start == 4) length = (size_t)at[2] << 8 | at[3];
  if (start == 10) length = (size_t)at[6] << 24 | (size_t)at[7] << 16 | (size_t)at[8] << 8 | at[9];
  if (data.size < start + length) return 0;
  take_frame(line, at[0], (Bytes){data.at + start, length});
  return start + length;
}

static size_t one_tag(Line *line, Bytes data) {
  char *end = memchr(data.at, '>', data.size);
  if (!end) return 0;
  size_t size = (size_t)(end - data.at) + 1;
  take_text(line, (Bytes){data.at, size});
  return size;
}

static size_t handshake(Line *line, Bytes data) {
  char *end = memmem(data.at, data.size, "\r\n\r\n", 4);
  if (!end) return 0;
  if (data.size < 12 || memcmp(data.at + 8, " 101", 4)) fail("no handshake: %.*s", (int)(end - data.at), data.at);
  answered(line);
  return (size_t)(end - data.at) + 4;
}

static size_t one(Line *line, Bytes data) {
  if (job.tags) return one_tag(line, data);
  return line->step == 0 ? handshake(line, data) : one_frame(line, data);
}

static void readable(Line *line) {
  static char chunk[CHUNK];
  size_t size = line->rest.size;
  if (size > CHUNK / 2) fail("a text is too long");
  memcpy(chunk, line->rest.at ? line->rest.at : chunk, size);
  ssize_t got = read(line->fd, chunk + size, CHUNK - size);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) fail("line %d of room %d is lost: %s", line->side, line->room, got ? strerror(errno) : "closed");
  Bytes data = {chunk, size + (size_t)got};
  for (size_t taken; data.size && (taken = one(line, data));) data.at += taken, data.size -= taken;
  free(line->rest.at);
  line->rest = (Bytes){0};
  if (data.size) keep(&line->rest, data.at, data.size);
}

// ---------------------------------------------------------------- the loop

// A walk around all lines in 20 s.
static void stay_alive(void) {
  static double walked = -1;
  static int at;
  double steps = job.lines * (now() - walked) / ALIVE_SECONDS;
  if (!job.alive.size || (walked >= 0 && steps < 1)) return;
  walked = now();
  for (int left = steps < job.lines ? (int)steps : job.lines; left--; at = (at + 1) % job.lines)
    if (lines[at].fd >= 0 && lines[at].step == lines[at].steps) send_text(&lines[at], job.alive);
}

void take_turn(double until) {
  static struct epoll_event events[EVENTS];
  double left = until - now();
  struct timespec wait = {0};
  if (left > 0) wait.tv_sec = (time_t)left, wait.tv_nsec = (long)((left - (double)wait.tv_sec) * 1e9);
  // epoll's own clock is a millisecond coarse; a poll of the epoll is not.
  stay_alive();
  if (ppoll(&(struct pollfd){.fd = epoll, .events = POLLIN}, 1, &wait, NULL) <= 0) return;
  int count = epoll_wait(epoll, events, EVENTS, 0);
  for (int each = 0; each < count; each++) {
    Line *line = events[each].data.ptr;
    if (events[each].events & EPOLLOUT) writable(line);
    if (events[each].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(line);
  }
}

bool words_waiting(void) {
  return poll(&(struct pollfd){.fd = STDIN_FILENO, .events = POLLIN}, 1, 0) > 0;
}
