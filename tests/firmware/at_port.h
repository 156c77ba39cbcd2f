#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The serial port to the module: whole lines come out, whatever pieces they arrive in. */

enum { at_line_size = 1024 };

/* Opens the port raw at 115200 baud. Ends the program with a sentence when it cannot. */
void at_port_open(const char *path);

void at_port_write(const char *bytes, size_t size);

/* Seconds of a clock that never goes back. */
double at_port_now(void);

/*
 * The next line without its end, or ">" for the prompt, or a whole +MQTTSUBRECV with its payload, line ends in it included.
 * Empty lines are left out. False when `deadline` has come first.
 */
bool at_port_read_line(char line[at_line_size], double deadline);

/* Throws away what arrives up to `end`, which is thrown away too. False when `deadline` has come first. */
bool at_port_skip_to(char end, double deadline);
