#include "at_engine/mqtt/mqtt_error.hpp"

namespace espat::at {

std::string_view describe(MqttError error) {
  switch (error) {
    case MqttError::not_configured:
      return "there is no configuration: send AT+MQTTUSERCFG first (a successful AT+MQTTCONN uses it up)";
    case MqttError::not_in_configured_state:
      return "not allowed in this MQTT state: send AT+MQTTCLEAN=0 first, or AT+MQTTUSERCFG right before";
    case MqttError::uninitialised_or_already_clean:
      return "there is nothing to clean";
    case MqttError::already_connected:
      return "the client is connected already";
    case MqttError::out_of_memory:
    case MqttError::no_semaphore:
    case MqttError::no_event_group:
      return "the module has not enough memory";
    case MqttError::not_connected:
      return "the MQTT client is not connected";
    case MqttError::parameter_count_is_wrong:
      return "wrong number of parameters";
    case MqttError::tls_configuration_failed:
      return "the TLS material could not be loaded";
    case MqttError::parameters_not_prepared:
      return "the connection could not be prepared";
    case MqttError::client_start_failed:
      return "the MQTT client did not start: the host has characters that no URI can hold";
    case MqttError::publish_failed:
      return "the MQTT client refused to publish";
    case MqttError::subscribe_failed:
      return "the MQTT client refused to subscribe";
    case MqttError::unsubscribe_failed:
      return "the MQTT client refused to unsubscribe";
    case MqttError::link_id_read_failed:
      return "the link id is not a number";
    case MqttError::link_id_is_wrong:
      return "the link id is not 0";
    case MqttError::scheme_read_failed:
      return "the scheme is not a number";
    case MqttError::scheme_is_wrong:
      return "the scheme is not 1 to 10";
    case MqttError::client_id_read_failed:
      return "the client id cannot be read as a string";
    case MqttError::client_id_is_null:
      return "the client id is empty";
    case MqttError::client_id_is_too_long:
      return "the client id is too long";
    case MqttError::username_read_failed:
      return "the user name cannot be read as a string";
    case MqttError::username_is_null:
      return "the user name is empty";
    case MqttError::username_is_too_long:
      return "the user name is too long";
    case MqttError::password_read_failed:
      return "the password cannot be read as a string";
    case MqttError::password_is_null:
      return "the password is empty";
    case MqttError::password_is_too_long:
      return "the password is too long";
    case MqttError::certificate_id_read_failed:
      return "the certificate id is not a number";
    case MqttError::certificate_id_is_wrong:
      return "the certificate id is not 0 or 1";
    case MqttError::ca_id_read_failed:
      return "the CA id is not a number";
    case MqttError::ca_id_is_wrong:
      return "the CA id is not 0 or 1";
    case MqttError::ca_length_is_wrong:
      return "there is no CA certificate in the mqtt_ca partition";
    case MqttError::ca_read_failed:
      return "the CA certificate could not be read from flash";
    case MqttError::certificate_length_is_wrong:
      return "there is no client certificate in the mqtt_cert partition";
    case MqttError::certificate_material_read_failed:
      return "the client certificate could not be read from flash";
    case MqttError::key_length_is_wrong:
      return "there is no private key in the mqtt_key partition";
    case MqttError::key_read_failed:
      return "the private key could not be read from flash";
    case MqttError::path_read_failed:
      return "the path cannot be read as a string";
    case MqttError::path_is_null:
      return "the path is empty";
    case MqttError::path_is_too_long:
      return "the path is longer than 32 bytes";
    case MqttError::keepalive_read_failed:
      return "the keepalive is not a number";
    case MqttError::keepalive_is_null:
      return "the keepalive is 0, so that it will be 120 s";
    case MqttError::keepalive_is_wrong:
      return "the keepalive is not 0 to 7200";
    case MqttError::clean_session_read_failed:
      return "disable_clean_session is not a number";
    case MqttError::clean_session_is_wrong:
      return "disable_clean_session is not 0 or 1";
    case MqttError::will_topic_read_failed:
      return "the will topic cannot be read as a string";
    case MqttError::will_topic_is_null:
      return "the will topic is empty";
    case MqttError::will_topic_is_too_long:
      return "the will topic is too long";
    case MqttError::will_message_read_failed:
      return "the will message cannot be read as a string";
    case MqttError::will_message_is_null:
      return "the will message is empty";
    case MqttError::will_message_is_too_long:
      return "the will message is too long";
    case MqttError::will_qos_read_failed:
      return "the will QoS is not a number";
    case MqttError::will_qos_is_wrong:
      return "the will QoS is not 0, 1 or 2";
    case MqttError::will_retain_read_failed:
      return "the will retain flag is not a number";
    case MqttError::will_retain_is_wrong:
      return "the will retain flag is not 0 or 1";
    case MqttError::host_read_failed:
      return "the host cannot be read as a string";
    case MqttError::host_is_null:
      return "the host is empty";
    case MqttError::host_is_too_long:
      return "the host is longer than 128 bytes";
    case MqttError::port_read_failed:
      return "the port is not a number";
    case MqttError::port_is_wrong:
      return "the port is not 0 to 65535";
    case MqttError::reconnect_read_failed:
      return "reconnect is not a number";
    case MqttError::reconnect_is_wrong:
      return "reconnect is not 0 or 1";
    case MqttError::topic_read_failed:
      return "the topic cannot be read as a string";
    case MqttError::topic_is_null:
      return "the topic is empty";
    case MqttError::topic_is_too_long:
      return "the topic is too long";
    case MqttError::data_read_failed:
      return "the data cannot be read as a string";
    case MqttError::data_is_null:
      return "the data is empty: use AT+MQTTPUBRAW for binary data, an empty message cannot be sent";
    case MqttError::data_is_too_long:
      return "the data is longer than 256 bytes";
    case MqttError::qos_read_failed:
      return "the QoS is not a number";
    case MqttError::qos_is_wrong:
      return "the QoS is not 0, 1 or 2";
    case MqttError::retain_read_failed:
      return "the retain flag is not a number";
    case MqttError::retain_is_wrong:
      return "the retain flag is not 0 or 1";
    case MqttError::publish_length_read_failed:
      return "the length is not a number";
    case MqttError::publish_length_is_wrong:
      return "the length is less than 1";
    case MqttError::uri_parse_failed:
      return "the URI of the connection cannot be taken apart";
    case MqttError::in_disconnected_state:
      return "the link was lost: send AT+MQTTCLEAN=0 first";
    case MqttError::host_has_wrong_characters:
      return "the host has other characters than letters, digits, '.' and '-'";
  }
  return "";
}

}  // namespace espat::at
