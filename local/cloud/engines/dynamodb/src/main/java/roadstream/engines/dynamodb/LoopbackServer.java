package roadstream.engines.dynamodb;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * DynamoDB Local on the loopback interface only. It has no option for that and would let everybody in the network
 * read and write, since it checks no signatures. Takes the same arguments, and sends no reports on its use.
 */
public final class LoopbackServer {
  private static final String HOST = "127.0.0.1";

  private LoopbackServer() {}

  public static void main(String[] arguments) throws Exception {
    String[] silent = Arrays.copyOf(arguments, arguments.length + 1);
    silent[arguments.length] = "-disableTelemetry";
    DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(silent);
    for (Connector connector : jettyOf(proxy).getConnectors()) ((ServerConnector) connector).setHost(HOST);
    proxy.start();
  }

  private static Server jettyOf(DynamoDBProxyServer proxy) throws ReflectiveOperationException {
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    return (Server) field.get(proxy);
  }
}
