package roadstream.engines.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.SecurityUtils;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own authorizer, which also writes into the audit log what it allows: each operation of a principal on a
 * resource once, until the access lists change. The denials that Kafka writes stand in the same log, in order.
 */
public final class RecordingAuthorizer extends StandardAuthorizer {
  private static final Logger AUDIT_LOG = LoggerFactory.getLogger("kafka.authorizer.logger");
  /** Clients choose the names of groups and transactions, so the operations are endless. After so many all are written again. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Set<Operation> written = ConcurrentHashMap.newKeySet();

  private record Operation(KafkaPrincipal principal, AclOperation operation, ResourcePattern resource) {}

  @Override
  public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
    List<AuthorizationResult> results = super.authorize(context, actions);
    for (int index = 0; index < results.size(); index++) {
      Action action = actions.get(index);
      // Without logIfAllowed the client is only told what it could do.
      if (results.get(index) == AuthorizationResult.ALLOWED && action.logIfAllowed()) record(context, action);
    }
    return results;
  }

  private void record(AuthorizableRequestContext context, Action action) {
    Operation operation = new Operation(context.principal(), action.operation(), action.resourcePattern());
    if (written.contains(operation)) return;
    if (written.size() >= MOST_REMEMBERED) written.clear();
    if (!written.add(operation)) return;
    AUDIT_LOG.info(
        "Principal = {} is Allowed operation = {} from host = {} on resource = {}:{}:{} for request = {} for the first time",
        operation.principal(),
        operation.operation(),
        context.clientAddress().getHostAddress(),
        SecurityUtils.resourceTypeName(operation.resource().resourceType()),
        operation.resource().patternType(),
        operation.resource().name(),
        ApiKeys.forId(context.requestType()).name);
  }

  @Override
  public void addAcl(Uuid id, StandardAcl acl) {
    super.addAcl(id, acl);
    written.clear();
  }

  @Override
  public void removeAcl(Uuid id) {
    super.removeAcl(id);
    written.clear();
  }

  @Override
  public void loadSnapshot(Map<Uuid, StandardAcl> acls) {
    super.loadSnapshot(acls);
    written.clear();
  }
}
