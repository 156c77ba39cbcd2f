#include "net/address_map.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

namespace espat::net {

TEST_CASE("without a rule an address stays as it is") {
  AddressMap map;
  map.add("a.example=127.0.0.1:1");
  CHECK(map.find({"b.example", 1883}) == Address{"b.example", 1883});
}

TEST_CASE("a rule for host and port wins over one for the host") {
  AddressMap map;
  map.add("a.example=127.0.0.1:1");
  map.add("a.example:8883=127.0.0.1:2");
  CHECK(map.find({"a.example", 1883}) == Address{"127.0.0.1", 1});
  CHECK(map.find({"a.example", 8883}) == Address{"127.0.0.1", 2});
}

TEST_CASE("names are compared without regard to case") {
  AddressMap map;
  map.add("A.Example:1883=Local:1");
  CHECK(map.find({"a.eXample", 1883}) == Address{"Local", 1});
}

TEST_CASE("IPv6 addresses are written in brackets") {
  AddressMap map;
  map.add("[2001:DB8::1]:1883=[::1]:1884");
  map.add("[2001:db8::2]=[::1]:1885");
  CHECK(map.find({"2001:db8::1", 1883}) == Address{"::1", 1884});
  CHECK(map.find({"2001:db8::2", 1}) == Address{"::1", 1885});
  CHECK(to_string(map.find({"2001:db8::2", 1})) == "[::1]:1885");
}

TEST_CASE("what leads to a place can be led elsewhere") {
  AddressMap map;
  map.add("a.example=broker:1883");
  map.add("b.example:8883=broker:1883");
  map.add("c.example=broker:8083");
  map.redirect({"broker", 1883}, {"127.0.0.1", 4000});
  CHECK(map.find({"a.example", 7}) == Address{"127.0.0.1", 4000});
  CHECK(map.find({"b.example", 8883}) == Address{"127.0.0.1", 4000});
  CHECK(map.find({"c.example", 7}) == Address{"broker", 8083});
}

TEST_CASE("the hosts that have rules") {
  AddressMap map;
  for (const char* rule : {"a.example=h:1", "b.example:1883=h:1", "[2001:db8::1]=h:1", "[2001:db8::2]:1883=h:1"}) map.add(rule);
  CHECK(map.hosts() == std::vector<std::string>{"2001:db8::1", "2001:db8::2", "a.example", "b.example"});
}

TEST_CASE("a rule that cannot be read is refused with what is wrong and the right form") {
  const auto [rule, problem] = GENERATE(table<std::string, std::string>({
      {"a.example", "the '=' is missing"},
      {"", "the '=' is missing"},
      {"=127.0.0.1:1", "the host before '=' is missing"},
      {"a.example=", "the host after '=' is missing"},
      {"a.example=:1", "the host after '=' is missing"},
      {"a.example=127.0.0.1", "the port after '=' is missing"},
      {"a.example:=127.0.0.1:1", "\"\" is not a port from 1 to 65535"},
      {"a.example=127.0.0.1:0", "\"0\" is not a port from 1 to 65535"},
      {"a.example=127.0.0.1:65536", "\"65536\" is not a port from 1 to 65535"},
      {"a.example=127.0.0.1:1x", "\"1x\" is not a port from 1 to 65535"},
      {"a.example=::1", "an IPv6 address needs brackets, as in [::1]"},
      {"a.example=[::1", "the ']' after the IPv6 address is missing"},
      {"a.example=[::1]1", "only :PORT can follow ']', not \"1\""},
      {"a.example=[]:1", "the host after '=' is missing"},
  }));
  AddressMap map;
  CHECK_THROWS_WITH(map.add(rule), "\"" + rule + "\" is not a mapping: " + problem +
                                       "; write HOST[:PORT]=HOST:PORT, for example broker.example.com=127.0.0.1:1883");
}

}  // namespace espat::net
