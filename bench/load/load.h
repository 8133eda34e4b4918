// The load generator: one thread, one epoll. A job (see job.py) names rooms of connections; commands come on standard
// input, a line each, and each is answered with a line of JSON.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGITS 10

typedef struct { char *at; size_t size; } Bytes;
typedef struct { Bytes *at; size_t count; } Marks;
// What to say and the start of the answer to wait for; `raw`: outside of frames.
typedef struct { bool raw; Bytes say, expect; } Step;
// On a text that starts so, say this; "%u" in it becomes the number of messages heard.
typedef struct { Bytes on, say; } Reply;

typedef struct {
  int port;
  bool tags;   // not a WebSocket: a stream of XML, heard tag by tag
  bool turns;  // the ends of a room take turns; otherwise the first always sends
  bool acks;   // the sender is answered when his message is safe
  int size;    // connections of a room
  int lines;
  Marks messages, answers, refusals;
  Reply *replies;
  int reply_count;
  Bytes alive;  // what a connection says now and then, so that nobody takes it for gone; may be empty
} Job;

typedef struct Line {
  int fd, room, side;
  int step, steps;  // of the way in; step == steps: inside
  Step *script;
  Bytes message;    // ten '#' in it become the number of the message
  Bytes rest, unsent;
  uint32_t messages;
  int64_t last;     // number of the last message heard
} Line;

extern Job job;
extern Line *lines;
extern uint64_t heard;  // texts, all together
extern int inside;      // lines that have done their way in

double now(void);
void fail(const char *words, ...) __attribute__((noreturn, format(printf, 1, 2)));
bool starts(Bytes text, Bytes with);

// job.c
void read_job(const char *path);

// line.c
void open_line(Line *line);
void send_text(Line *line, Bytes text);
void take_turn(double until);  // what the network brings, until that time at most
bool words_waiting(void);      // whether a command waits to be read

// rooms.c
void hear(Line *line, Bytes text);
void make_rooms(void);
void run_closed(double warm, double seconds, int pid);
void run_open(double rate, double seconds);
