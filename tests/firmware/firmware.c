#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "at_port.h"

/*
 * A sensor: joins Wi-Fi, connects to a broker, and publishes readings to a topic that it has subscribed to itself, so that it knows that
 * they arrived. It answers what is sent to espat/command, and starts again after every loss. README.md says what its bugs are.
 */

enum { boot_timeout = 2, join_timeout = 4, command_timeout = 5, connect_timeout = 10, reading_timeout = 5, most_starts = 20, busy_retries = 25 };

enum answer { answer_ok, answer_error, answer_none };

static bool bug_busy = false;
static bool bug_lost_urc = false;
static const char *broker = "broker";
static const char *broker_port = "1883";

static bool is_lost = false;     /* the connection, the access point or the module's settings */
static bool has_address = false; /* WIFI GOT IP */
static bool stops = false;       /* told so */
static int readings_back = 0;
static char command[at_line_size]; /* to be answered */

static bool begins(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

static void receive_message(const char *line) {
  const char *topic = strchr(line, '"') + 1;
  const char *payload = strchr(strchr(topic, '"') + 2, ',') + 1;
  if (begins(topic, "espat/reading\"")) ++readings_back;
  if (!begins(topic, "espat/command\"")) return;
  if (strcmp(payload, "stop") == 0) stops = true;
  else strcpy(command, payload);
}

/* What the module says on its own. */
static void handle(const char *line) {
  if (begins(line, "+MQTTSUBRECV:")) receive_message(line);
  if (strcmp(line, "ready") == 0 || strcmp(line, "WIFI DISCONNECT") == 0) has_address = false;
  if (strcmp(line, "WIFI GOT IP") == 0) has_address = true;
  if (strcmp(line, "ready") == 0 || strcmp(line, "WIFI DISCONNECT") == 0 || begins(line, "+MQTTDISCONNECTED")) is_lost = true;
}

/* In one write: what the module has to say meanwhile must not come within the echo. */
static void write_line(const char *line) {
  char bytes[at_line_size + 2];
  at_port_write(bytes, (size_t)snprintf(bytes, sizeof bytes, "%s\r\n", line));
}

/* Up to a line that is `good`, or ERROR. With the bug, a module that is busy is waited for without end. */
static enum answer wait_for(const char *good, double seconds, bool *busy) {
  double deadline = at_port_now() + seconds;
  char line[at_line_size];
  *busy = false;
  while (at_port_read_line(line, deadline)) {
    if (strcmp(line, good) == 0) return answer_ok;
    if (strcmp(line, "ERROR") == 0 || strcmp(line, "+MQTTPUB:FAIL") == 0) return answer_error;
    if (begins(line, "busy p")) {
      *busy = true;
      if (!bug_busy) return answer_none;
      deadline = at_port_now() + 1e6;
    }
    handle(line);
    if (is_lost && strcmp(line, "ready") == 0) return answer_none; /* nobody will answer any more */
  }
  return answer_none;
}

static void pause_for(double seconds) {
  const double deadline = at_port_now() + seconds;
  char line[at_line_size];
  while (at_port_read_line(line, deadline)) handle(line);
}

static void await_boot(void) {
  bool busy;
  has_address = false;
  wait_for("ready", boot_timeout, &busy);
}

/* A module that is busy for so long will never be anything else: only a restart helps. */
static void restart_module(void) {
  write_line("AT+RST");
  await_boot();
}

/* A command, again while the module is busy. */
static enum answer send(const char *line, double seconds) {
  for (int i = 0; i < busy_retries; ++i) {
    bool busy;
    write_line(line);
    const enum answer answer = wait_for("OK", seconds, &busy);
    if (!busy) return answer;
    pause_for(0.2);
  }
  restart_module();
  return answer_none;
}

static bool publish(const char *topic, const char *payload) {
  char line[at_line_size];
  bool busy;
  snprintf(line, sizeof line, "AT+MQTTPUBRAW=0,\"%s\",%zu,1,0", topic, strlen(payload));
  if (send(line, command_timeout) != answer_ok) return false;
  if (bug_lost_urc) {
    if (!at_port_skip_to('>', at_port_now() + command_timeout)) return false;
  } else if (wait_for(">", command_timeout, &busy) != answer_ok) {
    return false;
  }
  at_port_write(payload, strlen(payload));
  return wait_for("+MQTTPUB:OK", connect_timeout, &busy) == answer_ok;
}

static bool await_address(double seconds) {
  const double deadline = at_port_now() + seconds;
  char line[at_line_size];
  while (!has_address && at_port_read_line(line, deadline)) handle(line);
  return has_address;
}

static bool start(void) {
  char line[at_line_size];
  if (send("ATE0", command_timeout) != answer_ok) return false;
  if (send("AT+CWMODE=1", command_timeout) != answer_ok) return false;
  /* A module that remembers its access point joins it without being told. */
  if (!await_address(join_timeout) && send("AT+CWJAP=\"espat\",\"\"", connect_timeout) != answer_ok) return false;
  if (!await_address(connect_timeout)) return false;
  send("AT+MQTTCLEAN=0", command_timeout); /* ERROR when nothing was configured */
  if (send("AT+MQTTUSERCFG=0,1,\"sensor\",\"\",\"\",0,0,\"\"", command_timeout) != answer_ok) return false;
  snprintf(line, sizeof line, "AT+MQTTCONN=0,\"%s\",%s,0", broker, broker_port);
  is_lost = false;
  if (send(line, connect_timeout) != answer_ok) return false;
  if (send("AT+MQTTSUB=0,\"espat/reading\",1", command_timeout) != answer_ok) return false;
  return send("AT+MQTTSUB=0,\"espat/command\",1", command_timeout) == answer_ok && !is_lost;
}

/* The message that came is answered. */
static bool answer_command(void) {
  char payload[at_line_size];
  strcpy(payload, command);
  command[0] = '\0';
  return publish("espat/answer", payload);
}

enum round { round_done, round_lost_connection, round_lost_reading };

/* Two readings, the second without waiting for the first to come back. */
static enum round publish_readings(void) {
  char line[at_line_size];
  readings_back = 0;
  if (!publish("espat/reading", "21.5 C") || !publish("espat/reading", "48 %")) return round_lost_connection;
  double deadline = at_port_now() + reading_timeout;
  while (readings_back < 2 && !is_lost && !stops) {
    if (command[0] != '\0' && !answer_command()) return round_lost_connection;
    if (readings_back >= 2) break;
    if (!at_port_read_line(line, deadline)) return is_lost ? round_lost_connection : round_lost_reading;
    handle(line);
  }
  return is_lost ? round_lost_connection : round_done;
}

/* False when a reading was lost although the connection was not. */
static bool work(int rounds) {
  for (int done = 0; (rounds == 0 || done < rounds) && !stops; ++done) {
    const enum round round = publish_readings();
    if (round == round_lost_reading) return false;
    if (round == round_lost_connection) {
      is_lost = true;
      return true;
    }
    if (rounds == 0) pause_for(1);
    if (command[0] != '\0' && !answer_command()) is_lost = true;
    if (is_lost) return true;
  }
  stops = true;
  return true;
}

static void read_arguments(int count, char **words, const char **port, int *rounds) {
  for (int i = 1; i < count; ++i) {
    const char *value = i + 1 < count ? words[i + 1] : "";
    if (strcmp(words[i], "--bug") == 0 && strcmp(value, "busy") == 0) bug_busy = true;
    else if (strcmp(words[i], "--bug") == 0 && strcmp(value, "lost-urc") == 0) bug_lost_urc = true;
    else if (strcmp(words[i], "--rounds") == 0) *rounds = atoi(value);
    else if (strcmp(words[i], "--broker") == 0) broker = value;
    else if (strcmp(words[i], "--broker-port") == 0) broker_port = value;
    else if (words[i][0] != '-') {
      *port = words[i];
      continue;
    } else {
      fprintf(stderr, "usage: firmware [PORT] [--rounds N] [--broker HOST] [--broker-port PORT] [--bug busy|lost-urc]\n");
      exit(2);
    }
    ++i;
  }
}

int main(int count, char **words) {
  const char *port = getenv("ESPAT_PORT");
  int rounds = 2;
  read_arguments(count, words, &port, &rounds);
  if (port == NULL) {
    fprintf(stderr, "firmware: name the serial port, or set ESPAT_PORT\n");
    return 2;
  }
  at_port_open(port);
  await_boot();
  for (int starts = 0; starts < most_starts; ++starts) {
    if (!start()) {
      pause_for(0.5);
      continue;
    }
    if (!work(rounds)) {
      fprintf(stderr, "firmware: a reading did not come back\n");
      return 1;
    }
    if (stops) return 0;
  }
  fprintf(stderr, "firmware: given up after %d starts\n", most_starts);
  return 1;
}
