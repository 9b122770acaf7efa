package roadstream.engines.kafka;

import java.io.IOException;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/**
 * One Apache Kafka broker and controller. What {@code kafka-storage format} and {@code kafka-server-start} do, in one
 * JVM instead of two: formats the log directory unless it is formatted already, starts, and returns when it serves.
 */
public final class Broker {
  private Broker() {}

  /** Arguments: the path of the server properties, and the cluster id for a directory that is not formatted yet. */
  public static void main(String[] arguments) throws IOException {
    String propertiesFile = arguments[0];
    String clusterId = arguments[1];
    format(propertiesFile, clusterId);
    Properties properties = Utils.loadProps(propertiesFile);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
  }

  private static void format(String propertiesFile, String clusterId) {
    String[] command = {"format", "--ignore-formatted", "--cluster-id", clusterId, "--config", propertiesFile};
    int status = StorageTool.execute(command, System.out);
    if (status != 0) throw new IllegalStateException("Kafka could not format its log directory, status " + status);
  }
}
