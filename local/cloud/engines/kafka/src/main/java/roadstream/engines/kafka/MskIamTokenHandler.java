package roadstream.engines.kafka;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Takes the tokens of the MSK IAM signers on a stock broker. Such a token is a presigned URL of the action
 * {@code kafka-cluster:Connect} in base64url; the principal is the access key id that signed it. The signature itself
 * is not checked: the broker does not know the secret keys, which are as local as the broker. What an access key may
 * do is the authorizer's matter.
 */
public final class MskIamTokenHandler implements AuthenticateCallbackHandler {
  private static final DateTimeFormatter SIGNING_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String ACTION = "kafka-cluster:Connect";

  @Override
  public void configure(Map<String, ?> configuration, String mechanism, List<AppConfigurationEntry> entries) {
    // Nothing to configure.
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (!(callback instanceof OAuthBearerValidatorCallback)) throw new UnsupportedCallbackException(callback);
      validate((OAuthBearerValidatorCallback) callback);
    }
  }

  /**
   * Refuses by an exception, which reaches the client as SASL_AUTHENTICATION_FAILED. The callback's own error is sent
   * as a challenge, and clients that do not read it, such as kafkajs, take that for a success.
   */
  private static void validate(OAuthBearerValidatorCallback callback) {
    try {
      callback.token(parse(callback.tokenValue()));
    } catch (RuntimeException malformed) {
      throw new SaslAuthenticationException("Access denied: no valid token of an MSK IAM signer", malformed);
    }
  }

  private static OAuthBearerToken parse(String token) {
    String url = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    Map<String, String> query = query(URI.create(url).getRawQuery());
    if (!ACTION.equals(query.get("Action"))) throw new IllegalArgumentException("not a token for " + ACTION);
    String accessKey = query.get("X-Amz-Credential").split("/", 2)[0];
    Instant signed = SIGNING_TIME.parse(query.get("X-Amz-Date"), Instant::from);
    Instant expires = signed.plus(Duration.ofSeconds(Long.parseLong(query.get("X-Amz-Expires"))));
    if (accessKey.isEmpty() || expires.isBefore(Instant.now())) throw new IllegalArgumentException("expired");
    return new AccessKeyToken(token, Set.of(), expires.toEpochMilli(), accessKey, signed.toEpochMilli());
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : raw.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  private record AccessKeyToken(
      String value, Set<String> scope, long lifetimeMs, String principalName, Long startTimeMs)
      implements OAuthBearerToken {}
}
