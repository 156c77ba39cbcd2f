#include "at_engine/tcpip/questions.hpp"

#include <utility>

#include "at_engine/tcpip/ip_address.hpp"

namespace espat::at {
namespace {

/// Each question is answered once.
template <typename Answer, typename... Arguments>
void answer(std::map<Query, Answer>& questions, Query query, Arguments&&... arguments) {
  const auto question = questions.extract(query);
  if (!question.empty()) question.mapped()(std::forward<Arguments>(arguments)...);
}

}  // namespace

void Questions::resolve(const std::string& host, bool wants_ipv6, NameAnswer answer) {
  if (const auto ip = parse_ip_address(host)) return answer(*ip);
  names_.emplace(++last_, std::move(answer));
  out_.emit(ResolveName{last_, host, wants_ipv6});
}

Query Questions::ping(const std::string& ip, PingAnswer answer) {
  pings_.emplace(++last_, std::move(answer));
  out_.emit(PingHost{last_, ip});
  return last_;
}

Query Questions::ask_time(const std::string& server, TimeAnswer answer) {
  times_.emplace(++last_, std::move(answer));
  out_.emit(AskTime{last_, server});
  return last_;
}

void Questions::forget(Query query) {
  names_.erase(query);
  pings_.erase(query);
  times_.erase(query);
}

void Questions::handle(const NameResolved& event) {
  const auto canonical = parse_ip_address(event.ip);
  answer(names_, event.query, canonical.value_or(std::string()));
}

void Questions::handle(const PingAnswered& event) { answer(pings_, event.query, event.round_trip); }
void Questions::handle(const PingFailed& event) {
  if (pings_.erase(event.query) > 0) out_.because(event.reason);
}
void Questions::handle(const TimeReceived& event) { answer(times_, event.query, std::optional(event.unix_time)); }
void Questions::handle(const TimeFailed& event) { answer(times_, event.query, std::nullopt); }

void Questions::reset() {
  names_.clear();
  pings_.clear();
  times_.clear();
}

}  // namespace espat::at
