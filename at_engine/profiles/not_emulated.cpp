#include "at_engine/profiles/not_emulated.hpp"

#include <array>

namespace espat::at {

using namespace std::string_view_literals;

std::span<const std::string_view> unemulated_update_commands() {
  static constexpr std::array names{"+CIUPDATE"sv};
  return names;
}

std::span<const std::string_view> unemulated_user_commands() {
  static constexpr std::array names{"+USEROTA"sv, "+USERWKMCUCFG"sv, "+USERMCUSLEEP"sv, "+USERDOCS"sv};
  return names;
}

std::span<const std::string_view> unemulated_provisioning_commands() {
  static constexpr std::array names{"+CWSTARTSMART"sv, "+CWSTOPSMART"sv, "+WPS"sv, "+CWJEAP"sv, "+FACTPLCP"sv};
  return names;
}

std::span<const std::string_view> unemulated_bluetooth_le_commands() {
  static constexpr std::array names{
      "+BLEINIT"sv,         "+BLEADDR"sv,         "+BLENAME"sv,      "+BLESCANPARAM"sv, "+BLESCAN"sv,        "+BLESCANRSPDATA"sv,
      "+BLEADVPARAM"sv,     "+BLEADVDATA"sv,      "+BLEADVDATAEX"sv, "+BLEADVSTART"sv,  "+BLEADVSTOP"sv,     "+BLECONN"sv,
      "+BLECONNPARAM"sv,    "+BLEDISCONN"sv,      "+BLEDATALEN"sv,   "+BLECFGMTU"sv,    "+BLEGATTSSRVCRE"sv, "+BLEGATTSSRVSTART"sv,
      "+BLEGATTSSRVSTOP"sv, "+BLEGATTSSRV"sv,     "+BLEGATTSCHAR"sv, "+BLEGATTSNTFY"sv, "+BLEGATTSIND"sv,    "+BLEGATTSSETATTR"sv,
      "+BLEGATTCPRIMSRV"sv, "+BLEGATTCINCLSRV"sv, "+BLEGATTCCHAR"sv, "+BLEGATTCRD"sv,   "+BLEGATTCWR"sv,     "+BLESPPCFG"sv,
      "+BLESPP"sv,          "+BLESECPARAM"sv,     "+BLEENC"sv,       "+BLEENCRSP"sv,    "+BLEKEYREPLY"sv,    "+BLECONFREPLY"sv,
      "+BLEENCDEV"sv,       "+BLEENCCLEAR"sv,     "+BLESETKEY"sv,    "+BLEHIDINIT"sv,   "+BLEHIDKB"sv,       "+BLEHIDMUS"sv,
      "+BLEHIDCONSUMER"sv,  "+BLEHIDNAME"sv,      "+BLUFI"sv,        "+BLUFINAME"sv};
  return names;
}

std::span<const std::string_view> unemulated_esp32_commands() {
  static constexpr std::array names{"+SYSLSPCFG"sv,  "+SYSLSP"sv,        "+FS"sv,         "+CIPETHMAC"sv,   "+CIPETH"sv,
                                    "+BTINIT"sv,     "+BTNAME"sv,        "+BTSCANMODE"sv, "+BTSTARTDISC"sv, "+BTSPPINIT"sv,
                                    "+BTSPPCONN"sv,  "+BTSPPDISCONN"sv,  "+BTSPPSEND"sv,  "+BTSPPSTART"sv,  "+BTA2DPINIT"sv,
                                    "+BTA2DPCONN"sv, "+BTA2DPDISCONN"sv, "+BTA2DPSRC"sv,  "+BTA2DPCTRL"sv,  "+BTSECPARAM"sv,
                                    "+BTKEYREPLY"sv, "+BTPINREPLY"sv,    "+BTSECCFM"sv,   "+BTENCDEV"sv,    "+BTENCCLEAR"sv,
                                    "+BTCOD"sv,      "+BTPOWER"sv};
  return names;
}

}  // namespace espat::at
