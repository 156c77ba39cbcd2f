"""A host that subscribes, publishes twice, and never minds what the module says. At the end it prints what it read from the second
AT+MQTTPUBRAW on: the bytes as characters, in how many reads, and when the first and the last of them came, in milliseconds."""

import json
import os
import select
import sys
import termios
import time
import tty

port = os.open(os.environ["ESPAT_PORT"], os.O_RDWR | os.O_NOCTTY)
tty.setraw(port, termios.TCSANOW)
reads = []


def read_until(ends, seconds):
    deadline = time.monotonic() + seconds
    newest = b""
    while not any(end in newest for end in ends):
        if not select.select([port], [], [], max(0, deadline - time.monotonic()))[0]:
            return
        reads.append((time.monotonic(), os.read(port, 4096)))
        newest += reads[-1][1]


def publish(payload):
    os.write(port, b'AT+MQTTPUBRAW=0,"a",%d,1,0\r\n' % len(payload))
    read_until([b">", b"ERROR\r\n", b"busy p...\r\n"], 2)
    os.write(port, payload)
    read_until([b"+MQTTPUB:OK\r\n"], 1)


read_until([b"WIFI GOT IP\r\n"], 10)
for command in ["ATE0", 'AT+MQTTUSERCFG=0,1,"watcher","","",0,0,""', 'AT+MQTTCONN=0,"broker",1883,0', 'AT+MQTTSUB=0,"a",1']:
    os.write(port, command.encode() + b"\r\n")
    read_until([b"OK\r\n", b"ERROR\r\n"], 5)
publish(b"one")
reads.clear()
begin = time.monotonic()
publish(b"twice")
read_until([b"never"], float(sys.argv[1]))
times = [int((at - begin) * 1000) for at, _ in reads] or [0]
text = b"".join(read for _, read in reads).decode("latin-1")
print(json.dumps({"bytes": text, "reads": len(reads), "first": times[0], "last": times[-1]}))
