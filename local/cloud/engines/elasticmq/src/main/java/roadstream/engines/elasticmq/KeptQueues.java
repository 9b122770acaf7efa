package roadstream.engines.elasticmq;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * Runs ElasticMQ on a database that may have queues already, and returns when they are there again. ElasticMQ itself
 * listens first and restores them afterwards; asked in between it would deny that they exist.
 */
public final class KeptQueues {
  private static final Duration LIMIT = Duration.ofSeconds(50);
  private static final long PAUSE_MILLISECONDS = 50;
  /** H2: no such table, as in a database that ElasticMQ has not opened yet. */
  private static final int TABLE_NOT_FOUND = 42102;
  private static final int TABLE_NOT_FOUND_IN_EMPTY_DATABASE = 42104;

  private KeptQueues() {}

  /** Arguments: the JDBC address of the database, and the HTTP address where ElasticMQ will listen. */
  public static void main(String[] arguments) throws SQLException, IOException, InterruptedException {
    int kept = queuesIn(arguments[0]);
    org.elasticmq.server.Main.main(new String[0]);
    URI list = URI.create(arguments[1] + "/?Action=ListQueues");
    Instant limit = Instant.now().plus(LIMIT);
    while (queuesAt(list) < kept) {
      if (Instant.now().isAfter(limit)) throw new IllegalStateException("ElasticMQ did not restore its queues");
      Thread.sleep(PAUSE_MILLISECONDS);
    }
  }

  private static int queuesIn(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database, "", "");
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM queue")) {
      count.next();
      return count.getInt(1);
    } catch (SQLException error) {
      int code = error.getErrorCode();
      if (code == TABLE_NOT_FOUND || code == TABLE_NOT_FOUND_IN_EMPTY_DATABASE) return 0;
      throw error;
    }
  }

  private static int queuesAt(URI list) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(list).build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return answer.split("<QueueUrl>", -1).length - 1;
  }
}
