#define _DEFAULT_SOURCE

#include "at_port.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int port = -1;

static void fail(const char *what, const char *path) {
  fprintf(stderr, "firmware: %s %s: %s\n", what, path, strerror(errno));
  exit(3);
}

void at_port_open(const char *path) {
  struct termios settings;
  port = open(path, O_RDWR | O_NOCTTY);
  if (port < 0) fail("cannot open", path);
  if (tcgetattr(port, &settings) != 0) fail("no serial port:", path);
  cfmakeraw(&settings);
  cfsetspeed(&settings, B115200);
  if (tcsetattr(port, TCSANOW, &settings) != 0) fail("cannot set up", path);
}

void at_port_write(const char *bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(port, bytes, size);
    if (written < 0) fail("cannot write to", "the port");
    bytes += written;
    size -= (size_t)written;
  }
}

double at_port_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool read_byte(char *byte, double deadline) {
  const double left = deadline - at_port_now();
  struct pollfd state = {port, POLLIN, 0};
  if (left < 0 || poll(&state, 1, (int)(left * 1000) + 1) <= 0) return false;
  if (read(port, byte, 1) != 1) fail("cannot read from", "the port");
  return true;
}

/* The payload's length, once `line` is a +MQTTSUBRECV up to the comma in front of the payload; else -1. */
static int payload_length(const char *line, size_t size) {
  int link = 0, length = 0, end = 0;
  if (line[size - 1] != ',') return -1;
  if (sscanf(line, "+MQTTSUBRECV:%d,\"%*[^\"]\",%d,%n", &link, &length, &end) != 2 || (size_t)end != size) return -1;
  return length;
}

bool at_port_read_line(char line[at_line_size], double deadline) {
  static char partial[at_line_size]; /* a line whose end had not come when a deadline had */
  static size_t size = 0;
  static int payload = 0; /* bytes of it that are still to come */

  for (;;) {
    char byte;
    if (!read_byte(&byte, deadline)) return false;
    const bool at_end = payload == 0 && (byte == '\n' || (byte == '>' && size == 0));
    if (!at_end || byte == '>') {
      if (size < at_line_size - 1) partial[size++] = byte;
      partial[size] = '\0';
      if (payload > 0) {
        --payload;
      } else if (payload_length(partial, size) > 0) {
        payload = payload_length(partial, size);
      }
    }
    if (!at_end) continue;
    if (size > 0 && partial[size - 1] == '\r') partial[--size] = '\0';
    const bool empty = size == 0;
    memcpy(line, partial, size + 1);
    size = 0;
    if (!empty) return true;
  }
}

bool at_port_skip_to(char end, double deadline) {
  char byte;
  while (read_byte(&byte, deadline)) {
    if (byte == end) return true;
  }
  return false;
}
