package roadstream.engines.dynamodb;

import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local on the loopback interface only. It has no option for that and would let everybody in the network
 * read and write, since it checks no signatures. Takes the same arguments; reports nothing to its makers.
 */
public final class LoopbackServer {
  private static final String HOST = "127.0.0.1";

  private LoopbackServer() {}

  public static void main(String[] arguments) throws Exception {
    DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(arguments);
    for (Connector connector : jettyOf(proxy).getConnectors()) ((ServerConnector) connector).setHost(HOST);
    proxy.start();
  }

  private static Server jettyOf(DynamoDBProxyServer proxy) throws ReflectiveOperationException {
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    return (Server) field.get(proxy);
  }
}
