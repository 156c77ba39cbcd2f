#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "at_engine/tcpip/link.hpp"
#include "at_engine/time.hpp"

namespace espat::at {

class Module;

/// The firmware's socket task: opens, sends on and closes the links one after the other, and reads them whenever nothing else is to do. It
/// prints what happens to them (device-commands.md 8.2-4).
class SocketTask {
 public:
  using Done = std::function<void(bool succeeded)>;

  explicit SocketTask(Module& module) : module_(module) {}

  /// Connects or binds link `id`. `done` is not called after abandon_opening().
  void open(int id, Destination to, Done done);
  /// Whoever asked for the present opening waits no longer. It goes on until the network answers, and nothing else happens before.
  void abandon_opening();
  bool is_opening(int id) const { return opening_ && opening_->id == id; }

  /// Sends on link `id`; fails when that is not open when its turn comes.
  void send(int id, std::string bytes, Done done);
  /// Closes link `id` as the host has asked, and says so.
  void close(int id, std::function<void()> done);
  /// Closes a link that the other side, or the loss of the network, has ended, and says so where the host wants it.
  void end(Link& link);

  /// Reads what has come, unless something else is going on.
  void run();
  /// At most `count` bytes for AT+CIPRECVDATA.
  ReceivedData::Piece read(Link& link, std::size_t count);

  void handle(const SocketOpened& event);
  void handle(const SocketOpenFailed& event);
  void handle(const SocketSent& event) { finish_sending(event.socket, true); }
  void handle(const SocketSendFailed& event);
  void handle(const SocketReceived& event);
  void handle(const SocketEnded& event);
  void handle(const SocketClosed& event);

  std::optional<Time> next_deadline() const;
  void advance();
  /// As after power-up. The network has forgotten all sockets.
  void reset();

  /// "CONNECT", or the form that AT+SYSMSG asks for.
  void announce(const Link& link);
  /// "+ERRNO", where the version has it and AT+SYSLOG=1 asks for it.
  void print_error_number(int number);

 private:
  struct Opening {
    int id = 0;
    Destination to;
    Done done;
    SocketAddress remote;
    Socket socket = 0;  ///< 0 until the network has been asked for it
    std::optional<Time> deadline;
    bool is_abandoned = false;
  };
  struct Sending {
    Socket socket = 0;
    Done done;
    std::optional<Time> deadline;
  };
  struct Closing {
    int id = 0;
    Socket socket = 0;
    std::function<void()> done;
  };
  using Job = std::function<void()>;

  void queue(Job job);
  void begin_next();
  void finish_job();

  void begin_opening();
  void bind_and_connect(const std::string& local_ip);
  void connect(const std::string& local_ip);
  void establish(const SocketOpened& event);
  void fail_opening(std::optional<int> error_number);
  void begin_sending(int id, std::string bytes, Done done);
  void finish_sending(Socket socket, bool succeeded);
  void begin_closing(int id, std::function<void()> done);

  Link* find(Socket socket);
  void forget(Link& link);
  bool may_read(const Link& link) const;
  bool read_once(Link& link);
  void print_received(const Link& link, const ReceivedData::Piece& piece);
  std::string prefix(const Link& link) const;
  bool is_silent() const;

  Module& module_;
  std::deque<Job> jobs_;
  bool is_busy_ = false;
  std::optional<Opening> opening_;
  std::optional<Sending> sending_;
  std::optional<Closing> closing_;
  Socket last_socket_ = 0;
};

}  // namespace espat::at
