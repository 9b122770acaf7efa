package roadstream.engines;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Runs an engine's main class as a child that cannot outlive its parent: standard input is a pipe that only the parent
 * holds, and its end, however the parent died, ends this process. Prints {@link #READY} once main has returned.
 */
public final class Launcher {
  static final String READY = "@engine ready";
  /** Exit status after the parent closed standard input. */
  private static final int PARENT_GONE = 0;
  private static final int MAIN_FAILED = 1;
  /** How long shutdown hooks may take to put data on disk before the process is cut off. */
  private static final long SHUTDOWN_MILLISECONDS = Long.getLong("roadstream.shutdownMilliseconds", 8_000);

  /** How long an engine of a parent that was killed may still hold the directory. */
  private static final long LOCK_MILLISECONDS = 5_000;
  private static final long LOCK_PAUSE_MILLISECONDS = 50;
  /** Kept for the life of the process: a lock goes with its channel. */
  private static FileLock directoryLock;

  private Launcher() {}

  public static void main(String[] arguments)
      throws ReflectiveOperationException, IOException, InterruptedException {
    startDaemon("parent-watch", Launcher::exitWithParent);
    directoryLock = lock(Path.of("engine.lock"));
    String[] engineArguments = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) engineArguments);
    } catch (InvocationTargetException failure) {
      failure.getCause().printStackTrace();
      System.exit(MAIN_FAILED);
    }
    System.out.println(READY);
  }

  /**
   * Two engines on one directory would destroy its data: Kafka's own lock is taken only after its controller wrote.
   */
  private static FileLock lock(Path path) throws IOException, InterruptedException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long limit = System.nanoTime() + LOCK_MILLISECONDS * 1_000_000;
    for (;;) {
      FileLock lock = channel.tryLock();
      if (lock != null) return lock;
      if (System.nanoTime() > limit) {
        System.err.println("Failed to acquire lock on file " + path.toAbsolutePath());
        System.exit(MAIN_FAILED);
      }
      Thread.sleep(LOCK_PAUSE_MILLISECONDS);
    }
  }

  private static void exitWithParent() {
    try {
      while (System.in.read() != -1) {
        // The parent has nothing to say; only the end of the stream means something.
      }
    } catch (IOException gone) {
      // A broken pipe means the same as its end.
    }
    startDaemon("shutdown-limit", Launcher::haltLater);
    System.exit(PARENT_GONE);
  }

  private static void haltLater() {
    try {
      Thread.sleep(SHUTDOWN_MILLISECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }

  private static void startDaemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
